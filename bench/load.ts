// Load over kept-alive connections, one request at a time on each. A plain socket costs the driver little, so that the
// server stays busy and its numbers don't hold the driver's waiting.
import { connect, type Socket } from 'node:net'

const HEAD_END = '\r\n\r\n'

export interface Load {
  origin: string
  path: string
  headers: Record<string, string>
  connections: number
  /** Answers in all. */
  requests: number
  /** Milliseconds; a load that takes longer has failed. */
  deadline: number
  /** Stands in every answer's body. */
  mark: string
}

/** @throws Error at the first answer that isn't 200 or lacks the mark, at a connection closed without a word, at the deadline */
export async function drive(load: Load): Promise<void> {
  const { host, hostname, port } = new URL(load.origin)
  const headers = Object.entries({ host, ...load.headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const request = `GET ${load.path} HTTP/1.1\r\n${headers.join('')}\r\n`
  const sockets: Socket[] = []
  let left = load.requests
  let timer: NodeJS.Timeout | undefined

  function converse(): Promise<void> {
    const socket = connect(Number(port), hostname).setNoDelay()
    sockets.push(socket)
    return new Promise((resolve, reject) => {
      let received: Buffer = Buffer.alloc(0)
      const ask = () => {
        if (left === 0) return resolve()
        left--
        socket.write(request)
      }
      socket.on('connect', ask)
      socket.on('error', reject)
      socket.on('close', () => reject(new Error('the server closed a connection')))
      socket.on('data', (bytes) => {
        received = received.length === 0 ? bytes : Buffer.concat([received, bytes])
        try {
          if (!isWhole(received, load.mark)) return
        } catch (error) {
          return reject(error as Error)
        }
        const isLast = endsConnection(received)
        received = Buffer.alloc(0)
        if (!isLast) return ask()
        socket.removeAllListeners('close')
        resolve(left === 0 ? undefined : converse())
      })
    })
  }

  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${load.deadline} ms`)), load.deadline)
  })
  let running = true
  // Never asleep: waking a sleeping reader is charged to the server's process, and only a slow server lets it sleep.
  const stayAwake = () => {
    if (running) setImmediate(stayAwake)
  }
  stayAwake()
  try {
    await Promise.race([late, Promise.all(Array.from({ length: load.connections }, converse))])
  } finally {
    running = false
    clearTimeout(timer)
    for (const socket of sockets) socket.destroy()
  }
}

/** A server may say how many requests a connection has; the next one goes on. */
function endsConnection(received: Buffer): boolean {
  return /\r\nconnection: close\r\n/i.test(received.toString('latin1', 0, received.indexOf(HEAD_END) + 2))
}

/** False while more is to come. */
function isWhole(received: Buffer, mark: string): boolean {
  const headEnd = received.indexOf(HEAD_END)
  if (headEnd === -1) return false
  const head = received.toString('latin1', 0, headEnd)
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (!head.startsWith('HTTP/1.1 200 ') || length === undefined) throw new Error(`answered: ${head}`)
  const end = headEnd + HEAD_END.length + Number(length)
  if (received.length < end) return false
  if (received.length > end) throw new Error('more bytes than one answer has')
  if (!received.includes(mark, headEnd)) throw new Error(`an answer lacks "${mark}"`)
  return true
}
