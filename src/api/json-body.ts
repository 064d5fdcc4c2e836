// JSON bodies of the API: nothing else is taken, small, in UTF-8, no member twice; and what is wrong told by its place.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { PLAIN_JSON } from '../shield/body.ts'
import { Refusal } from '../shield/refusal.ts'
import { parseUniqueUtf8 } from './strict-jws.ts'

/** Bytes. The longest password fits, all of it escaped. */
export const MAX_BODY = 16 * 1024
/** Places told of at once. */
const MAX_ERRORS = 10

/** For an app of its own: what other parsers there are in the host's does not count here. */
export function readJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: MAX_BODY },
    (_request, body, done) => {
      const value = parseUniqueUtf8(body as Buffer)
      if (body.length === 0) done(null, undefined)
      else if (value === undefined) done(new Refusal('json-malformed'))
      else done(null, value)
    },
  )
  app.addHook('onRequest', function jsonAlone({ headers }, _reply, done) {
    const type = headers['content-type']
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    const wrong = type === undefined ? hasBody : !PLAIN_JSON.test(type)
    done(wrong ? new Refusal('json-only') : undefined)
  })
}

/** @throws Refusal `invalid-input` with the places, none of which quotes what was sent */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw new Refusal('invalid-input', { errors: read.error.issues.slice(0, MAX_ERRORS).map(inWords) })
}

type Issue = z.core.$ZodIssue

/** Paths are those of our schemas: names that nobody knows are told by where they stand. */
function inWords(issue: Issue): { pointer: string; detail: string } {
  const pointer = ['#', ...issue.path.map(String)].join('/')
  return { pointer, detail: detailOf(issue) }
}

function detailOf(issue: Issue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'There is a member here that this call does not know.'
    case 'invalid_type':
      return `This is missing, or is not of the type ${issue.expected}.`
    case 'too_small':
      return `This is too small or too short: at least ${issue.minimum}.`
    case 'too_big':
      return `This is too large or too long: at most ${issue.maximum}.`
    case 'custom':
      return issue.message
    default:
      return 'This is none of the values that are taken here.'
  }
}

/** Calls that take no body are content with none, and with an object that says nothing. */
export function refuseBody({ body }: FastifyRequest): void {
  const nothing =
    body === undefined ||
    (typeof body === 'object' && body !== null && !Array.isArray(body) && Object.keys(body).length === 0)
  if (!nothing)
    throw new Refusal('invalid-input', { errors: [{ pointer: '#', detail: 'This call takes nothing.' }] })
}
