// The link that sets a new password, to whoever reads mail at the account's address.
import { type Message, siteLink, siteName, writeLetter } from '../../mail/letter.ts'

export interface ResetLinkMail {
  site: string
  origin: string
  username: string
  token: string
  /** Seconds. */
  lifetime: number
}

/** Who asked is not said: anybody can, and nothing is changed by it. */
export function resetLinkMail({ site, origin, username, token, lifetime }: ResetLinkMail): Message {
  const name = siteName(site)
  const minutes = Math.floor(lifetime / 60)
  return writeLetter({
    subject: `Choose a new password for ${name}`,
    username,
    body: [
      `Somebody has asked for a new password for your account at ${name}. Choose it here, within ${minutes} minutes:`,
      { label: 'Choose a new password', href: siteLink(origin, '/password/reset', token) },
      'The link works once, and the newest one alone.',
      'If you did not ask for it, you need not do anything: your password stays as it is.',
    ],
  })
}
