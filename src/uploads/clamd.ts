// ClamAV's daemon as the scanner, by its own protocol over a socket.
import type { Scanner } from './scan.ts'

export interface ClamdOptions {
  /** Path of the daemon's Unix socket; else `host` and `port`. */
  socket?: string
  host?: string
  port?: number
  timeoutSeconds: number
  /** A longer file is not scanned; no more than the daemon's StreamMaxLength. */
  maxBytes: number
}

export interface ClamdScanner extends Scanner {
  /** What the daemon says of itself and its signatures; undefined when it doesn't answer. */
  version(): Promise<string | undefined>
}

export function clamdScanner(_options: ClamdOptions): ClamdScanner {
  throw new Error('not written yet')
}
