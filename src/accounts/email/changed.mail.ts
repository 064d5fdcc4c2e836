// To the old address after a change: what happened, and the way back. ASVS V6.3.7.
import { type Message, siteLink, siteName, writeLetter } from '../../mail/letter.ts'

export interface ChangedMail {
  site: string
  origin: string
  username: string
  token: string
  /** In words. */
  lifetime: string
  at: Date
  /** The client's. */
  address: string
}

/** Doesn't name the new address: the old mailbox may be read by others by now. */
export function changedMail(mail: ChangedMail): Message {
  const site = siteName(mail.site)
  return writeLetter({
    subject: `Your e-mail address at ${site} was changed`,
    username: mail.username,
    body: [
      `Your account at ${site} has another e-mail address now, and mail about it goes there from now on.`,
      `When: ${mail.at.toUTCString()}. From the address: ${mail.address || 'unknown'}.`,
      'If that was you, you need not do anything.',
      `If it was not you, bring this address back and sign everybody out, within ${mail.lifetime}:`,
      { label: 'Undo the change', href: siteLink(mail.origin, '/email/undo', mail.token) },
    ],
  })
}
