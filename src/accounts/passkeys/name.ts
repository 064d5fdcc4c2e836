// What a passkey is called: as its owner likes, or by who keeps it, or by the device it was made on.

const MAX_CHARACTERS = 64
/** Turns the order of letters around: a name must not pull the words beside it along. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu

/** Those that keep most passkeys, from the list that their makers keep: github.com/passkeydeveloper/passkey-authenticator-aaguids. */
const KEEPERS: Readonly<Record<string, string>> = {
  'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4': 'Google Password Manager',
  'fbfc3007-154e-4ecc-8c0b-6e020557d7bd': 'iCloud Keychain',
  'adce0002-35bc-c60a-648b-0b25f1f05503': 'Chrome on Mac',
  '08987058-cadc-4b81-b6e1-30de50dcbe96': 'Windows Hello',
  '9ddd1817-af5a-4672-a2b9-3e3dd95000a9': 'Windows Hello',
  '53414d53-554e-4700-0000-000000000000': 'Samsung Pass',
  'bada5566-a7aa-401f-bd96-45619a55120d': '1Password',
  'd548826e-79b4-db40-a3d8-11116f7e8349': 'Bitwarden',
}

/** Undefined when nothing is left of it, or too much. */
export function cleanName(given: string): string | undefined {
  const name = given
    .toWellFormed()
    .replace(CONTROL, ' ')
    .replace(BIDI, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .normalize('NFC')
  const { length } = [...name]
  return length >= 1 && length <= MAX_CHARACTERS ? name : undefined
}

/** @param device in words, of our own tables */
export function suggestedName(aaguid: string, device: string): string {
  return Object.hasOwn(KEEPERS, aaguid) ? KEEPERS[aaguid]! : `Passkey from ${device}`
}
