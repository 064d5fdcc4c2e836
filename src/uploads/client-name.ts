// The name a file had with whoever sent it, cleaned for being shown; it never becomes a path.
import { extensionAgrees } from './sniff.ts'

/** Bytes of UTF-8: what most file systems take, so that the file can be saved under it. */
const MOST_BYTES = 255
/** Characters that are looked at: the end, where path and extension are. */
const MOST_RAW = 4_096
const NAMELESS = 'file'
/**
 * Never seen, but able to turn a name around (`gpj.exe` read backwards) or to hide in it. Joiners go too, which some scripts
 * and emoji are poorer without.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\ufff9-\ufffb]/gu
/** Windows refuses them; a colon would name another stream or a drive. */
const UNFIT = /[<>:"|?*]/g
/** With any extension too, and with the superscript digits that Windows takes for digits. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|$)/i

/**
 * Cleaning what is clean changes nothing. Double extensions stay to be seen, but the content's stands last: `a.php` with text
 * in it is `a.php.txt`.
 * @param extension that of the content, with which the name then ends
 */
export function cleanClientName(raw: string, extension: string): string {
  const seen = raw.slice(-MOST_RAW).toWellFormed().replace(UNSEEN, '').normalize('NFC')
  const last = seen.split(/[/\\]/).at(-1)!
  const name = trimmed(last.replace(UNFIT, '_').replace(/\s+/g, ' '))
  const dot = name.lastIndexOf('.')
  const own = name.slice(dot + 1)
  const agrees = dot > 0 && extensionAgrees(own, extension)
  const ending = `.${agrees ? own.toLowerCase() : extension}`
  const stem = trimmed(agrees ? name.slice(0, dot) : name)
  const harmless = DEVICE.test(stem) ? `_${stem}` : stem
  const cut = trimmed(cutTo(harmless, MOST_BYTES - Buffer.byteLength(ending)))
  return `${cut === '' ? NAMELESS : cut}${ending}`
}

/** Windows drops dots and spaces at the end, so that `a.txt.` is `a.txt`; at the start a dot hides the file elsewhere. */
function trimmed(name: string): string {
  let [start, end] = [0, name.length]
  while (start < end && isDotOrSpace(name[start]!)) start += 1
  while (end > start && isDotOrSpace(name[end - 1]!)) end -= 1
  return name.slice(start, end)
}

function isDotOrSpace(character: string): boolean {
  return character === '.' || character === ' '
}

/** Whole code points only. */
function cutTo(text: string, bytes: number): string {
  let [length, used] = [0, 0]
  for (const character of text) {
    used += Buffer.byteLength(character)
    if (used > bytes) break
    length += character.length
  }
  return text.slice(0, length)
}

/**
 * The header's value, by RFC 6266 and RFC 8187: plain ASCII for whoever knows no better, and the whole name beside it. Safe for
 * any text: line ends, quotes and backslashes can't leave their place, and a percent sign, which some browsers decode, is not sent.
 */
export function contentDisposition(name: string, how: 'attachment' | 'inline'): string {
  const plain = name.replace(/[^ -~]|["\\%]/gu, '_')
  if (plain === name) return `${how}; filename="${plain}"`
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
