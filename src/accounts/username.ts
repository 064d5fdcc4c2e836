// User names: what is allowed, what counts as the same name, and what looks too much like another.
import { foldCase } from './precis/fold.ts'
import { isIdentifier } from './precis/identifier.ts'
import { isSingleScript, mixesDigits } from './precis/scripts.ts'
import { skeleton } from './precis/skeleton.ts'

/** UTF-16 units that one character of a name may come from (NFD of ᾂ has 4): longer input is refused before it is normalised. */
const MOST_UNITS_PER_CHARACTER = 4
/** The longest input that is looked up as a name, whatever length the settings allow now. */
const MOST_UNITS_LOOKED_UP = 1024
/** More accents on one letter than any language writes (UTS #39 5.4). */
const STACKED_MARKS = /\p{Mn}{5}|(\p{Mn})\1/u
const BEGINS_WITH_MARK = /^\p{M}/u
const LETTER_OR_NUMBER = /[\p{L}\p{N}]/u

export interface UsernameRules {
  /** Characters (code points of the NFKC form). */
  minLength: number
  maxLength: number
  /** Names nobody may take, nor a look-alike of them. */
  reserved: readonly string[]
}

export type Username =
  | {
      kind: 'ok'
      /** NFKC, case as typed: what is shown. */
      display: string
      /** RFC 8265 UsernameCaseMapped, with full case folding: what is compared. */
      key: string
      /** Equal for names that look alike. */
      skeleton: string
    }
  | { kind: 'invalid'; problem: string }

/** A name as somebody wants to register it. */
export function normalizeUsername(input: string, rules: UsernameRules): Username {
  const { minLength, maxLength } = rules
  const length = invalid(`A username has ${minLength} to ${maxLength} characters.`)
  if (input.length > maxLength * MOST_UNITS_PER_CHARACTER) return length
  if (!input.isWellFormed()) return invalid('This name holds a broken character. Please type it again.')
  if (/^\s|\s$/u.test(input)) return invalid('A username cannot begin or end with a space.')

  const display = input.normalize('NFKC')
  const characters = [...display].length
  if (characters < minLength || characters > maxLength) return length
  if (display.includes('@'))
    return invalid('A username cannot hold an @, so that it is never taken for an e-mail address.')

  const key = foldCase(display)
  if (key === undefined || !isIdentifier(key) || isAdorned(display)) {
    return invalid(
      'A username is made of letters and digits, and of . _ - between them. Spaces and other signs do not work.',
    )
  }
  if (!isSingleScript(key) || mixesDigits(key)) {
    return invalid('A username keeps to one alphabet, since letters of two can look the same.')
  }
  if (isReserved(key, display, rules.reserved))
    return invalid('This username is reserved. Please choose another one.')
  return { kind: 'ok', display, key, skeleton: skeleton(display) }
}

/**
 * What a name typed at sign-in is looked up by; undefined when no account can have it. Asks nothing else of it: rules
 * tightened later must lock nobody out.
 */
export function usernameKey(input: string): string | undefined {
  if (input.length > MOST_UNITS_LOOKED_UP || !input.isWellFormed() || input.includes('\0')) return undefined
  return foldCase(input)
}

function invalid(problem: string): Username {
  return { kind: 'invalid', problem }
}

/** Marks without a letter or piled up, signs alone: seen as something else than they are, or not at all. */
function isAdorned(display: string): boolean {
  return (
    BEGINS_WITH_MARK.test(display) ||
    STACKED_MARKS.test(display.normalize('NFD')) ||
    !LETTER_OR_NUMBER.test(display)
  )
}

const reservedForms = new WeakMap<readonly string[], Set<string>>()

function isReserved(key: string, display: string, reserved: readonly string[]): boolean {
  let forms = reservedForms.get(reserved)
  if (forms === undefined) {
    forms = new Set(reserved.flatMap((name) => [foldCase(name) ?? name, officialLook(name)]))
    reservedForms.set(reserved, forms)
  }
  return forms.has(key) || forms.has(officialLook(display))
}

/** Coarser than the skeleton: `adm1n` for admin is no accident, while `ali` and `all` are two people's names. */
function officialLook(name: string): string {
  return skeleton(name).replaceAll('i', 'l').replaceAll('vv', 'w')
}
