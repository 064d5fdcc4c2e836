// A template that can't be made safe, or a value that has no place in it: where it stands and why.

/** Thrown for the developer, at the first meeting of a template. Never shows a value, only the template's own text. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
  /** The file that holds the template, as the stack names it; empty when the stack doesn't tell. */
  readonly file: string
  /** The line of that file on which the template begins, from 1; 0 when the stack doesn't tell. */
  readonly line: number
  /** The line inside the template's own text, from 1. Lines inside `${…}` don't count. */
  readonly templateLine: number
  readonly reason: string

  /** `calledBy` is the function whose caller wrote the template. */
  constructor(source: string, at: number, reason: string, calledBy: (...given: never[]) => unknown) {
    const { file, line } = callerOf(calledBy)
    const templateLine = source.slice(0, at).split('\n').length
    const place = file === '' ? 'a template' : `${file}:${line}`
    super(`${place}, line ${templateLine} of the template, at "${excerpt(source, at)}": ${reason}`)
    Error.captureStackTrace(this, calledBy)
    this.file = file
    this.line = line
    this.templateLine = templateLine
    this.reason = reason
  }
}

/** V8 gives the place where the template begins, as the place of the call. */
function callerOf(called: (...given: never[]) => unknown): { file: string; line: number } {
  const trace: { stack?: string } = {}
  Error.captureStackTrace(trace, called)
  const frame = /^ *at (?:[^(\n\r\u2028\u2029]*\()?(.+):(\d+):\d+\)?$/m.exec(trace.stack ?? '')
  return { file: frame?.[1]?.replace(/^file:\/\//, '') ?? '', line: Number(frame?.[2] ?? 0) }
}

/** The template's own words before the place, with the place itself. */
function excerpt(source: string, at: number): string {
  return source
    .slice(Math.max(0, at - 40), at + 1)
    .replaceAll('\0', `\${…}`)
    .replace(/\s+/g, ' ')
    .trim()
}
