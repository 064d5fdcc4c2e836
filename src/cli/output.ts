// The two streams: what was asked for goes to standard output, everything else to standard error.

/** What the command is for: the only thing a pipe gets to read. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2))
}

/** For the person at the terminal. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** What others chose, as it may be shown: a terminal obeys control characters, and the direction of text can be turned. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '\uFFFD')
}

/** `portcullis user list | head -1` is no error: whoever read has read enough. */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? undefined : 1)
    })
  }
}

/** How this program was called, for commands that the reader is told to type. */
export function invocation(script: string = process.argv[1] ?? ''): string {
  return script.endsWith('.ts') ? 'npx node src/bin.ts' : 'portcullis'
}
