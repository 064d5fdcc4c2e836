// ClamAV's daemon as the scanner, by its own protocol over a socket.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createConnection, type Socket } from 'node:net'
import type { Scanner, ScanResult } from './scan.ts'

export interface ClamdOptions {
  /** Path of the daemon's Unix socket; else `host` and `port`. */
  socket?: string
  host?: string
  port?: number
  /** From connecting to the whole answer. */
  timeoutSeconds: number
  /** A longer file is not scanned, and so never clean; no more than the daemon's own StreamMaxLength. */
  maxBytes: number
}

export interface ClamdScanner extends Scanner {
  /** What the daemon says of itself and its signatures; undefined when it doesn't answer. */
  version(): Promise<string | undefined>
}

/** Bytes of a piece of the file. The daemon takes more; this is what a read gives. */
const CHUNK = 65_536
/** Bytes: an answer is one line with a signature's name. */
const MOST_ANSWER = 4_096
const MOST_NAME = 100
const DEFAULT_PORT = 3_310
const CLEAN = 'stream: OK'
const FOUND = /^stream: (.+) FOUND$/

/**
 * Only the answer for a clean file is taken for clean. Whatever else there is (an error, a size limit, a cut, silence) says
 * `unavailable`. What the daemon itself leaves out, it calls clean: archives beyond MaxScanSize, MaxFiles or MaxRecursion,
 * unless its `AlertExceedsMax` is on; encrypted ones, unless `AlertEncrypted` is. Over TCP nothing is encrypted and nobody
 * proves who they are: a Unix socket, or a network of its own.
 * @see https://docs.clamav.net/manual/Usage/Scanning.html and clamd(8), INSTREAM
 */
export function clamdScanner(options: ClamdOptions): ClamdScanner {
  return {
    async scan(file) {
      const { size } = await stat(file)
      if (size > options.maxBytes) return 'unavailable'
      const answer = await ask(options, 'zINSTREAM\0', file)
      return answer === undefined ? 'unavailable' : readAnswer(answer)
    },
    async version() {
      const answer = await ask(options, 'zVERSION\0')
      return answer?.startsWith('ClamAV ') ? printable(answer) : undefined
    },
  }
}

/** A whole answer, which ends in NUL, or undefined. One that comes before the whole file was sent can't speak for it. */
function ask(options: ClamdOptions, command: string, file?: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { socket: path, host = '127.0.0.1', port = DEFAULT_PORT } = options
    const socket = createConnection(path === undefined ? { host, port } : { path })
    let answer = ''
    let sent = file === undefined
    const finish = (whole: string | undefined) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(whole)
    }
    const timer = setTimeout(finish, options.timeoutSeconds * 1_000, undefined)
    socket.setEncoding('latin1')
    socket.on('data', (text) => {
      answer += text
      const end = answer.indexOf('\0')
      const whole = answer.slice(0, end)
      if (end !== -1) finish(whole === CLEAN && !sent ? undefined : whole)
      else if (answer.length > MOST_ANSWER) finish(undefined)
    })
    socket.once('end', () => finish(undefined))
    // A daemon that has heard enough answers, closes, and breaks the writing off: what it said comes first, with 'data'.
    socket.on('error', () => setImmediate(finish, undefined))
    socket.once('connect', () => {
      socket.write(command)
      if (file === undefined) return
      send(socket, file).then(
        () => {
          sent = true
        },
        () => finish(undefined),
      )
    })
  })
}

/** Each piece with its length in front, in network order; a length of zero ends it. */
async function send(socket: Socket, file: string): Promise<void> {
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
    if (socket.destroyed) return
    const length = Buffer.alloc(4)
    length.writeUInt32BE(chunk.length)
    socket.write(length)
    if (!socket.write(chunk)) await drained(socket)
  }
  socket.write(Buffer.alloc(4))
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done)
      resolve()
    }
    socket.once('drain', done).once('close', done)
  })
}

function readAnswer(answer: string): ScanResult {
  if (answer === CLEAN) return 'clean'
  const name = FOUND.exec(answer)?.[1]
  return name === undefined ? 'unavailable' : { infected: printable(name) }
}

/** It is shown and logged. */
function printable(text: string): string {
  return text.replace(/[^ -~]/g, '?').slice(0, MOST_NAME)
}
