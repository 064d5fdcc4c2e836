// Reads form posts: bounded in bytes and fields, into an object without a prototype. ASVS V1.5.2, V1.1.1.
import { isUtf8 } from 'node:buffer'
import { parse } from 'node:querystring'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from './refusal.ts'

const FORM = 'application/x-www-form-urlencoded'
/** Its parameters are no part of the type, but one that names another encoding would be a lie (ASVS V1.5.3). */
const PLAIN_FORM =
  /^application\/x-www-form-urlencoded\s*(?:;\s*(?:charset\s*=\s*"?utf-?8"?\s*(?:;\s*)?)?)?$/i

/**
 * A field sent twice becomes a list, which a schema that wants text refuses. Decoded once; malformed escapes stay as
 * sent. What is no UTF-8 is refused: decoders replace each bad byte by one and the same sign, in passwords too.
 */
export function readForms(app: FastifyInstance, maxFields: number): void {
  if (app.hasContentTypeParser(FORM)) return
  app.addContentTypeParser(FORM, { parseAs: 'buffer' }, (_request, body, done) => {
    const bytes = body as Buffer
    let fields = 1
    for (let at = bytes.indexOf(AMPERSAND); at !== -1; at = bytes.indexOf(AMPERSAND, at + 1)) fields++
    if (fields > maxFields) return done(new Refusal('too-large'))
    // Between ASCII separators each part is whole UTF-8 or none, so that all can be judged at once.
    if (!isUtf8(unescaped(bytes))) return done(new Refusal('bad-request'))
    done(null, parse(bytes.toString('utf8'), '&', '=', { maxKeys: 0 }))
  })
}

const AMPERSAND = 0x26

function unescaped(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1')
  const decoded = text.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(decoded, 'latin1')
}

/**
 * For a route whose only callers are our own forms: `{ onRequest: formsOnly }`. Anything else is 415 before it is read.
 * Without a type there may be no body; Fastify sees to that.
 */
export function formsOnly(
  request: FastifyRequest,
  _reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  const type = request.headers['content-type']
  done(type === undefined || PLAIN_FORM.test(type) ? undefined : new Refusal('unsupported-type'))
}

export const PLAIN_JSON = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i

/** The same for calls of our own scripts: JSON, which no form of another site can send. */
export function jsonOnly(request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
  const type = request.headers['content-type']
  done(type === undefined || PLAIN_JSON.test(type) ? undefined : new Refusal('unsupported-type'))
}
