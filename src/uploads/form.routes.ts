// Forms with files, read part by part as they come: the reader that the shield asks for the token, and the routes for files.
import { fastifyMultipart, type Multipart } from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Settings } from '../config/settings.ts'
import { type FormReader, isMultipart } from '../shield/forms.ts'
import { currentUser } from '../shield/guards.ts'
import { Refusal } from '../shield/refusal.ts'
import { principalOf } from '../shield/token-guard.ts'
import { visitOf } from '../shield/visit.ts'

/** Of one form. Bytes of one field; headers of one part. */
const MAX_FIELDS = 50
const MAX_FIELD_SIZE = 8 * 1_024
const MAX_PART_HEADERS = 20
const MAX_PART_HEADER_SIZE = 8 * 1_024
/** Seconds until it is worth trying again when too many are received at once. */
const BUSY_FOR = 5
/** Of all that are received at once, one account (or one address that has none) may send this part. */
const SHARE = 1 / 4

export type FormPart =
  | { kind: 'field'; name: string; value: string }
  /** `content` has to be read to its end, or destroyed, before the next part is asked for. */
  | { kind: 'file'; clientName: string; content: Multipart & { type: 'file' } }

export interface OpenForm {
  /** undefined: it has come whole. @throws Refusal: malformed, too much, too slow, or cut off */
  next(): Promise<FormPart | undefined>
  /** Looks over what has come: it holds its place until then, also where nobody waits for the answer any more. */
  during<Result>(work: () => Promise<Result>): Promise<Result>
  /** Work for when the answer has gone out, or the connection was cut; at once where it has. */
  afterwards(work: () => void): void
}

const open = new WeakMap<FastifyRequest, ReadForm>()

/** Reads `multipart/form-data` for the whole app, on routes that say so. */
export async function formReader(app: FastifyInstance, settings: Settings['uploads']): Promise<FormReader> {
  const alone = !app.hasContentTypeParser('multipart/form-data')
  if (alone) await addParser(app)
  let inHand = 0
  const share = Math.ceil(settings.concurrency * SHARE)
  const ofSender = new Map<string, number>()
  return {
    alone,
    open(request, reply) {
      if (Number(request.headers['content-length'] ?? 0) > settings.maxRequestSize)
        throw new Refusal('too-large')
      const sender = senderOf(request)
      const theirs = ofSender.get(sender) ?? 0
      if (inHand >= settings.concurrency || theirs >= share)
        throw new Refusal('busy', { retryAfter: BUSY_FOR })
      inHand++
      ofSender.set(sender, theirs + 1)
      let uses = 1
      const leave = () => {
        if (--uses > 0) return
        inHand--
        const left = (ofSender.get(sender) ?? 1) - 1
        if (left === 0) ofSender.delete(sender)
        else ofSender.set(sender, left)
      }
      const form = readForm(request, settings, { enter: () => uses++, leave })
      open.set(request, form)
      whenAnswered(reply, () => {
        leave()
        form.answered()
      })
    },
    async firstField(request) {
      const part = await open.get(request)?.peek()
      return part?.kind === 'field' ? part : undefined
    },
  }
}

function senderOf(request: FastifyRequest): string {
  const id = currentUser(request)?.id ?? principalOf(request)?.user.id
  return id === undefined ? `address ${visitOf(request).address}` : `account ${id}`
}

/** @throws Refusal where the request is no form with files */
export function formOf(request: FastifyRequest): OpenForm {
  const form = open.get(request)
  if (form !== undefined) return form
  if (isMultipart(request))
    throw new TypeError(
      `route ${request.routeOptions.url}: files need \`{ config: { shield: { multipart: true } } }\``,
    )
  throw new Refusal('unsupported-type', { words: 'This takes forms with files (`multipart/form-data`).' })
}

/**
 * Its hooks belong to a way of its own to keep files, which is never used here, and every request of the app would pay for
 * them; so they are left out.
 */
function addParser(app: FastifyInstance): Promise<void> {
  const withoutHooks: FastifyInstance = Object.create(app, { addHook: { value: () => withoutHooks } })
  return new Promise((resolve, reject) => {
    fastifyMultipart(withoutHooks, {}, (error) => (error ? reject(error) : resolve()))
  })
}

/** `close` comes without `finish` where the connection was cut, and the other way round where there is none. */
function whenAnswered(reply: FastifyReply, work: () => void): void {
  let done = false
  const once = () => {
    if (!done) work()
    done = true
  }
  reply.raw.once('finish', once)
  reply.raw.once('close', once)
}

interface ReadForm extends OpenForm {
  /** The next part, which `next` gives all the same. */
  peek(): Promise<FormPart | undefined>
  answered(): void
}

function readForm(
  request: FastifyRequest,
  settings: Settings['uploads'],
  place: { enter(): void; leave(): void },
): ReadForm {
  const { raw } = request
  const failed = Promise.withResolvers<never>()
  // Nobody may be waiting when it fails.
  failed.promise.catch(() => undefined)
  let parts: AsyncIterator<Multipart> | undefined
  let current: { destroy(error?: Error): void } | undefined
  let peeked: Promise<FormPart | undefined> | undefined
  let bytes = 0
  let afterwards: (() => void)[] | undefined = []

  const timer = setTimeout(() => fail(new Refusal('too-slow')), settings.timeout * 1_000).unref()

  function count(chunk: Buffer): void {
    bytes += chunk.length
    if (bytes > settings.maxRequestSize) fail(new Refusal('too-large'))
  }

  function fail(refusal: Refusal): void {
    end()
    failed.reject(refusal)
    raw.unpipe()
    current?.destroy(refusal)
  }

  function end(): void {
    clearTimeout(timer)
    raw.off('data', count)
  }

  function begin(): AsyncIterator<Multipart> {
    raw.on('data', count)
    return request
      .parts({
        limits: {
          // Each file is measured by whoever reads it, against more than one limit.
          fileSize: Number.MAX_SAFE_INTEGER,
          files: settings.maxFiles + 1,
          fields: MAX_FIELDS,
          fieldSize: MAX_FIELD_SIZE,
          parts: MAX_FIELDS + settings.maxFiles + 1,
          headerPairs: MAX_PART_HEADERS,
          headerSize: MAX_PART_HEADER_SIZE,
        },
      })
      [Symbol.asyncIterator]()
  }

  async function read(): Promise<FormPart | undefined> {
    parts ??= begin()
    try {
      const { done, value: part } = await Promise.race([parts.next(), failed.promise])
      if (done) {
        end()
        return undefined
      }
      if (part.type === 'file') {
        current = part.file
        return { kind: 'file', clientName: part.filename ?? '', content: part }
      }
      if (part.valueTruncated || typeof part.value !== 'string') throw new Refusal('too-large')
      return { kind: 'field', name: part.fieldname, value: part.value }
    } catch (error) {
      throw refusalOf(error)
    }
  }

  return {
    next() {
      const first = peeked
      peeked = undefined
      return first ?? read()
    },
    peek() {
      peeked ??= read()
      return peeked
    },
    async during(work) {
      place.enter()
      try {
        return await whileConnectionWaits(request, work)
      } finally {
        place.leave()
      }
    },
    afterwards(work) {
      if (afterwards === undefined) work()
      else afterwards.push(work)
    },
    answered() {
      end()
      for (const work of afterwards ?? []) work()
      afterwards = undefined
    },
  }
}

/**
 * While a file is scanned or waits for its turn to be made anew, nothing comes and nothing goes; the connection's time for that
 * (`connectionTimeout`) is shorter than either may take, and an answer would meet nobody.
 */
async function whileConnectionWaits<Result>(
  { raw: { socket } }: FastifyRequest,
  work: () => Promise<Result>,
): Promise<Result> {
  // What a test injects has none to speak of.
  if (typeof socket?.setTimeout !== 'function') return work()
  const { timeout = 0 } = socket
  socket.setTimeout(0)
  try {
    return await work()
  } finally {
    socket.setTimeout(timeout)
  }
}

/** Whatever a parser of foreign bytes complains of is the form's fault. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const { code = '' } = error as { code?: string }
  if (code === 'FST_FILES_LIMIT') return new Refusal('too-many-files')
  return new Refusal(/^FST_(PARTS|FIELDS)_LIMIT$/.test(code) ? 'too-large' : 'bad-request')
}
