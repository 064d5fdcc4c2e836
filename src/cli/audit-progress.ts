// While an audit takes long, one line at the terminal says how far it is; a log or a pipe never sees it.
import type { Call } from './result.ts'

/** Milliseconds before the first word, and between two. */
const PATIENCE = 500
const PAUSE = 100
const CLEAR_LINE = '\r\u001b[K'

export interface Progress {
  readonly step: (step: string, done: number, all: number) => void
  readonly end: () => void
}

export function showProgress(call: Call): Progress {
  if (process.stderr.isTTY !== true || call.options.has('no-progress'))
    return { step: () => undefined, end: () => undefined }
  let next = performance.now() + PATIENCE
  let isShown = false
  return {
    step(step, done, all) {
      const now = performance.now()
      if (now < next) return
      next = now + PAUSE
      isShown = true
      process.stderr.write(`${CLEAR_LINE}${step}: ${done} of ${all}`)
    },
    end() {
      if (isShown) process.stderr.write(CLEAR_LINE)
    },
  }
}
