// Display names: what others see in place of the user name. Anything readable, and nothing that hides what it is.

const MOST_CHARACTERS = 64
/** UTF-16 units that one character may come from before NFC: longer input is refused before it is normalised. */
const MOST_UNITS_PER_CHARACTER = 4

/** RFC 8266 2.1 maps spaces as here, so that two names that look alike differ in no space. */
const SPACES = /[\p{White_Space}\p{Zs}]+/gu
/** Line breaks and tabs among them are controls, not spaces. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u
/** Turns the order of letters around, or isn't there at all; private use looks different everywhere. */
const HIDDEN = /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cf}\p{Co}\u2800]/u
/** Of the hidden ones: what joins emoji, what Persian writes, and what chooses between text and picture. */
const JOINERS = /\u200c|\u200d|\ufe0e|\ufe0f/gu
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u
/** More accents on one letter than any language writes (UTS #39 5.4): they would run over the lines beside. */
const STACKED_MARKS = /\p{Mn}{5}/u

export type DisplayName = { kind: 'ok'; name: string } | { kind: 'invalid'; problem: string }

/** '' is fine: then the user name is shown. A display name is nobody's own; two people may have the same. */
export function parseDisplayName(input: string): DisplayName {
  const tooLong = invalid(`A display name has at most ${MOST_CHARACTERS} characters.`)
  if (input.length > MOST_CHARACTERS * MOST_UNITS_PER_CHARACTER) return tooLong
  if (!input.isWellFormed()) return invalid('This name holds a broken character. Please type it again.')
  const trimmed = input.trim()
  if (CONTROL.test(trimmed)) return invalid('A display name stands on one line, without tabs.')
  const name = trimmed.replaceAll(SPACES, ' ').normalize('NFC')
  if (name === '') return { kind: 'ok', name }
  if ([...name].length > MOST_CHARACTERS) return tooLong
  const seen = name.replaceAll(JOINERS, '')
  if (HIDDEN.test(seen))
    return invalid('This name holds characters that nobody can see. Please type it again.')
  if (!VISIBLE.test(seen) || STACKED_MARKS.test(name.normalize('NFD')))
    return invalid('A display name is made of letters, digits and signs.')
  return { kind: 'ok', name }
}

function invalid(problem: string): DisplayName {
  return { kind: 'invalid', problem }
}
