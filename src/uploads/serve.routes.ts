// Gives a kept file out: never as anything that a browser would run, to whom it belongs, whole or in a part.
// Sources: RFC 9110 13 and 14, RFC 6266, CSP 3 "sandbox", ASVS V3.2.1, V3.5.8, V5.4.1.
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../shield/refusal.ts'
import { contentDisposition } from './client-name.ts'
import { openUpload, type Upload } from './find.ts'
import type { Uploads } from './uploads.ts'

/**
 * Of each file, whatever it is: an origin that is none, no script, nothing loaded, in nobody's frame. The pages' own policy
 * does not stand beside it.
 */
export const FILE_POLICY =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

/** One range; a list of them is answered whole, as RFC 9110 14.2 lets a server do. */
const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/

export interface ServeOptions {
  /** Shown in the page, where it is an image made anew; everything else is an attachment. */
  inline?: boolean
  cache?: 'no-store' | 'private, no-cache'
}

/** Whoever calls this has asked whether the reader may have it. */
export async function sendUpload(
  request: FastifyRequest,
  reply: FastifyReply,
  { uploads, upload }: { uploads: Uploads; upload: Upload },
  { inline = true, cache = 'no-store' }: ServeOptions = {},
): Promise<FastifyReply> {
  if (upload.waits) throw new Refusal('not-found')
  const etag = `"${upload.sha256.slice(0, 22)}"`
  const shown = inline && upload.kind === 'image'
  reply.headers({
    'content-security-policy': FILE_POLICY,
    'content-disposition': contentDisposition(upload.name, shown ? 'inline' : 'attachment'),
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': cache,
    'accept-ranges': 'bytes',
    etag,
  })
  if (isOfAnother(request.headers['if-match'], etag)) {
    reply.removeHeader('content-disposition')
    return reply.code(412).send()
  }
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
  const range = rangeAsked(request, etag, upload.bytes)
  if (range === 'unsatisfiable') {
    reply.removeHeader('content-disposition')
    return reply.code(416).header('content-range', `bytes */${upload.bytes}`).send()
  }
  reply.header('content-type', typeOf(upload))
  if (range === undefined) reply.header('content-length', String(upload.bytes))
  else {
    reply.code(206).headers({
      'content-range': `bytes ${range.start}-${range.end}/${upload.bytes}`,
      'content-length': String(range.end - range.start + 1),
    })
  }
  // A stream, since of anything else Fastify would tell its own length.
  if (request.method === 'HEAD') return reply.send(Readable.from([]))
  return reply.send(await openUpload(uploads, upload, range))
}

/** Sniffed by the server once: a charset, so that no browser guesses one (ASVS V4.1.1). */
function typeOf({ kind, type }: Upload): string {
  return kind === 'text' ? 'text/plain; charset=utf-8' : type
}

/** Weak comparison, as RFC 9110 13.1.2 has it. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
}

/** Whoever goes on with a file names the one they mean, by strong comparison (RFC 9110 13.1.1). */
function isOfAnother(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return !header.split(',').some((one) => one.trim() === '*' || one.trim() === etag)
}

function rangeAsked(
  { headers, method }: FastifyRequest,
  etag: string,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const asked = method === 'GET' ? RANGE.exec(headers.range ?? '') : null
  if (asked === null) return undefined
  const condition = headers['if-range']
  if (condition !== undefined && condition !== etag) return undefined
  const [, first = '', last = ''] = asked
  if (first === '' && last === '') return undefined
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  if (last !== '' && Number(last) < Number(first)) return undefined
  if (Number(first) >= size) return 'unsatisfiable'
  return { start: Number(first), end: Math.min(last === '' ? size - 1 : Number(last), size - 1) }
}
