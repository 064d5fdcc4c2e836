// Requests as bytes on a real socket, for what no HTTP client would send.
import { connect, type Socket } from 'node:net'

/** A connection that hangs fails its test after this. Milliseconds. */
const PATIENCE = 20_000

interface RawAnswer {
  /** Everything that came until the other side ended the connection. */
  text: string
  /** 0 when nothing came. */
  status: number
  /** Milliseconds from connecting to the end. */
  took: number
}

/** Sends the bytes (latin1) and reads until the server ends the connection. */
export function sendRaw(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  return talk(port, (socket) => void socket.write(bytes, 'latin1'))
}

/** The same with a conversation: `speak` writes for as long as it likes. */
export function talk(port: number, speak: (socket: Socket) => void): Promise<RawAnswer> {
  const start = performance.now()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1' }, () => speak(socket))
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new Error(`no end after ${PATIENCE} ms; so far: ${Buffer.concat(chunks).toString('latin1')}`))
    }, PATIENCE)
    socket.on('data', (chunk) => void chunks.push(chunk))
    // A server that ends early resets what was still on its way to it; what it said before that counts.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(timer)
      const text = Buffer.concat(chunks).toString()
      const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0)
      resolve({ text, status, took: performance.now() - start })
    })
  })
}

/** A request that ends its connection. */
export function requestText(
  line: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): string {
  const fields = { host: 'localhost:3000', connection: 'close', ...headers }
  const length = body === undefined ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${line} HTTP/1.1\r\n${head.join('')}${length}\r\n${body?.toString('latin1') ?? ''}`
}
