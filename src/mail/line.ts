// Foreign values made fit for one line of a mail: no line breaks, no control characters, no direction tricks.

/**
 * Controls (CR, LF and NUL among them), lone surrogates (no database or mail can hold them), line and paragraph
 * separators, and the characters that turn the reading direction. RFC 5322 2.2: a header ends at CRLF. ASVS V1.3.11.
 */
const NOT_ON_ONE_LINE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu

/** Begins an encoded word (RFC 2047): nodemailer lets it through, and a mail program would read other words than stand there. */
const ENCODED_WORD = '=?'

/** `value` on one line and at most `maxLength` code points long; runs of refused characters become one space. */
export function oneLine(value: string, maxLength: number): string {
  const line = value.replace(NOT_ON_ONE_LINE, ' ').replaceAll(ENCODED_WORD, '= ?').trim()
  return line.length <= maxLength ? line : Array.from(line).slice(0, maxLength).join('')
}
