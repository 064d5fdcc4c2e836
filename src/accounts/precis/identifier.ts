// Which characters a name may have, and where: PRECIS IdentifierClass, with fewer ASCII signs.
import { domainToASCII } from 'node:url'

/** RFC 8264 allows all of ASCII from ! to ~. We keep what people write names with, so that none looks like markup, a path or an address. */
const ASCII = /^[a-z0-9._-]$/
/** RFC 8264 9.1 LetterDigits. */
const LETTER_OR_DIGIT = /^[\p{Ll}\p{Lu}\p{Lo}\p{Nd}\p{Lm}\p{Mn}\p{Mc}]$/u
/** RFC 8264 9.9 OldHangulJamo, 9.13 PrecisIgnorableProperties. */
const NEVER =
  /^[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7c6\ud7cb-\ud7fb\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]$/u
/** RFC 8264 9.6, taken from RFC 5892 2.6. */
const EXCEPTIONALLY_ALLOWED = /^[\u00df\u03c2\u06fd\u06fe\u0f0b\u3007]$/
const EXCEPTIONALLY_REFUSED = /^[\u0640\u07fa\u302e\u302f\u3031-\u3035\u303b]$/
/** Invisible, and needed in Persian and Indic writing; where, says `isValidLabel`. */
const JOINER = /^[\u200c\u200d]$/

/** RFC 5892 appendix A.3 to A.9: characters that need the right company. */
const NEEDS_COMPANY: Record<string, (before: string, after: string, whole: string) => boolean> = {
  '\u00b7': (before, after) => before === 'l' && after === 'l',
  '\u0375': (_, after) => /^\p{sc=Grek}/u.test(after),
  '\u05f3': (before) => /^\p{sc=Hebr}/u.test(before),
  '\u05f4': (before) => /^\p{sc=Hebr}/u.test(before),
  '\u30fb': (_before, _after, whole) => /[\p{sc=Hira}\p{sc=Kana}\p{sc=Hani}]/u.test(whole),
}
const ARABIC_INDIC_DIGIT = /[\u0660-\u0669]/
const EXTENDED_ARABIC_INDIC_DIGIT = /[\u06f0-\u06f9]/

/** True when the text, folded already, is a valid identifier of RFC 8264 4.2 and of the Bidi rule of RFC 5893 2. */
export function isIdentifier(folded: string): boolean {
  const chars = [...folded]
  const allowed = chars.every((char, at) => {
    const company = NEEDS_COMPANY[char]
    return company ? company(chars[at - 1] ?? '', chars[at + 1] ?? '', folded) : isAllowed(char)
  })
  if (!allowed) return false
  if (ARABIC_INDIC_DIGIT.test(folded) && EXTENDED_ARABIC_INDIC_DIGIT.test(folded)) return false
  return isValidLabel(folded)
}

function isAllowed(char: string): boolean {
  if (EXCEPTIONALLY_ALLOWED.test(char) || JOINER.test(char)) return true
  if (EXCEPTIONALLY_REFUSED.test(char) || NEVER.test(char)) return false
  if (char <= '\u007f') return ASCII.test(char)
  // The second half is RFC 8264 9.17 HasCompat.
  return LETTER_OR_DIGIT.test(char) && char.normalize('NFKC') === char
}

/**
 * The Bidi rule and the rules for joiners (RFC 5892 A.1, A.2) need Unicode tables that JavaScript doesn't offer. Node
 * applies both to domain labels (UTS #46), so the name is shown to it as one. A dot would make two labels of it;
 * a hyphen has the same bidirectional standing. Node lets a few needless joiners pass: the skeleton doesn't see them.
 */
function isValidLabel(folded: string): boolean {
  if (/^[\0-\x7f]*$/.test(folded)) return true
  return domainToASCII(folded.replaceAll('.', '-')) !== ''
}
