// The time that a request's body has to arrive: Node has one for the whole server, and files may take longer than forms.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from './refusal.ts'

/**
 * Refuses a body that has not come whole within so many seconds of its headers, while somebody reads it; where nobody does,
 * the connection ends.
 */
export function limitBodyTime(request: FastifyRequest, reply: FastifyReply, seconds: number): void {
  const { raw } = request
  const { 'content-length': length, 'transfer-encoding': encoding } = raw.headers
  if (encoding === undefined && (length === undefined || length === '0')) return
  // What a test injects has no connection that could be held.
  if (typeof raw.socket?.destroy !== 'function') return
  const timer = setTimeout(() => {
    if (raw.complete) return
    // Fastify listens while it reads the body, and answers what it hears.
    if (reply.sent || raw.listenerCount('error') === 0) {
      socket.destroy()
      return
    }
    reply.header('connection', 'close')
    raw.emit('error', new Refusal('too-slow'))
  }, seconds * 1_000).unref()
  const { socket } = raw
  const stop = () => {
    clearTimeout(timer)
    socket.off('close', stop)
  }
  raw.once('end', stop)
  raw.once('close', stop)
  // One that was answered before its body was whole tells nothing when its connection ends.
  socket.once('close', stop)
  // A request that came whole and was answered without a look at its body tells of neither.
  reply.raw.once('finish', () => {
    if (raw.complete) stop()
  })
}
