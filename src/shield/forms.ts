// What the shield needs of whoever reads forms with files (`multipart/form-data`); the uploads' room fits it.
import type { FastifyReply, FastifyRequest } from 'fastify'

export interface FormReader {
  /** Whether such forms are read by nobody else in this app: then every other route refuses them with 415. */
  readonly alone: boolean
  /** Before anything of the body is read: measures it from here on, and forgets it with the answer. @throws Refusal */
  open(request: FastifyRequest, reply: FastifyReply): void
  /** The first part, where it is a field, and not a byte beyond it; undefined where it is a file, or nothing. */
  firstField(request: FastifyRequest): Promise<{ name: string; value: string } | undefined>
}

/** Milliseconds and bytes that are waited for after an early answer, and how often that is looked at. */
const LINGER_TIME = 2_000
const LINGER_BYTES = 4 * 1_048_576
const LINGER_LOOK = 20

const MULTIPART = /^multipart\/form-data\s*(?:;|$)/i

export function isMultipart(request: FastifyRequest): boolean {
  const type = request.headers['content-type']
  return type !== undefined && MULTIPART.test(type)
}

/**
 * An answer that comes before the form has come whole ends the connection: else Node would read the rest of it, however long
 * it is, to find the next request. The answer goes out at once; a little of the rest is still taken and dropped, since a
 * system that closes on unread bytes resets the connection, and the answer with it (RFC 9112 9.6).
 */
export function endUnreadForm(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request
  if (!isMultipart(request) || raw.complete) return
  reply.header('connection', 'close')
  const { socket } = raw
  // What a test injects has none to speak of.
  if (typeof socket?.destroySoon !== 'function') return
  socket.destroySoon = function lingerAWhile() {
    const most = socket.bytesRead + LINGER_BYTES
    const latest = Date.now() + LINGER_TIME
    socket.end()
    raw.unpipe()
    raw.resume()
    const timer = setInterval(() => {
      if (socket.bytesRead < most && Date.now() < latest && !raw.complete) return
      clearInterval(timer)
      socket.destroy()
    }, LINGER_LOOK)
    socket.once('close', () => clearInterval(timer))
  }
}
