// Reads the fields of a form by a schema: every value is text, sent once, well-formed and bounded.
import { z } from 'zod'

/** Longer than any field of ours can rightly be; characters (UTF-16 units). */
const MAX_TEXT = 2048
/** Each character may be a code point of two units; what is over the limit in force is told by the rules, in words. */
const MAX_PASSWORD = 16_384

const SENT_TWICE = 'This field came more than once, or not as text.'
const TOO_LONG = 'This is far too long.'
const BROKEN = 'This holds characters that can’t be read.'

function textUpTo(length: number) {
  return z
    .string({ error: (issue) => (issue.input === undefined ? undefined : SENT_TWICE) })
    .max(length, TOO_LONG)
    .refine((text) => text.isWellFormed(), BROKEN)
}

/** A missing field counts as an empty one, and the rules say what is wrong with that. */
export const text = textUpTo(MAX_TEXT)
  .refine((value) => !value.includes('\0'), BROKEN)
  .optional()
  .transform((value) => value ?? '')

/** Of any characters, NUL included: NIST SP 800-63B-4 3.1.1.2 restricts none. */
export const secretText = textUpTo(MAX_PASSWORD)
  .optional()
  .transform((value) => value ?? '')

export type FieldProblems<Shape> = { [Name in keyof Shape]?: string }

/** The values, or one problem for each wrong field together with what can be shown again. */
export function readFields<Shape extends Record<string, z.ZodType<string>>>(
  shape: Shape,
  body: unknown,
):
  | { kind: 'ok'; values: { [Name in keyof Shape]: string } }
  | { kind: 'invalid'; values: { [Name in keyof Shape]: string }; problems: FieldProblems<Shape> } {
  const source = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const values: Record<string, string> = {}
  const problems: Record<string, string> = {}
  for (const [name, schema] of Object.entries(shape)) {
    const read = schema.safeParse(Object.hasOwn(source, name) ? source[name] : undefined)
    values[name] = read.success ? read.data : ''
    if (!read.success) problems[name] = read.error.issues[0]?.message ?? BROKEN
  }
  const typed = values as { [Name in keyof Shape]: string }
  if (Object.keys(problems).length === 0) return { kind: 'ok', values: typed }
  return { kind: 'invalid', values: typed, problems: problems as FieldProblems<Shape> }
}
