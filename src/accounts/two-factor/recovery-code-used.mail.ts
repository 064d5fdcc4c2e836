// To the owner, after somebody has signed in with a recovery code.
import { type Message, siteLink, siteName, writeLetter } from '../../mail/letter.ts'

export interface RecoveryCodeUsedMail {
  site: string
  origin: string
  username: string
  /** How many codes are left. */
  left: number
}

export function recoveryCodeUsedMail({ site, origin, username, left }: RecoveryCodeUsedMail): Message {
  const name = siteName(site)
  return writeLetter({
    subject: `A recovery code of your account at ${name} was used`,
    username,
    body: [
      `Somebody has signed in to your account at ${name} with the password and one of your recovery codes.`,
      left === 0
        ? 'No code is left. If that was you, make new ones here:'
        : `Codes left: ${left}. If that was you, you can make new ones here:`,
      { label: 'Second factor', href: siteLink(origin, '/two-factor') },
      'If it was not you, reset your password at once and make new codes.',
    ],
  })
}
