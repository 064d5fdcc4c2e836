// A link that confirms an address, sent to it again.
import { type Message, siteLink, siteName, writeLetter } from '../../mail/letter.ts'

export interface VerifyMail {
  site: string
  origin: string
  username: string
  token: string
  /** In words. */
  lifetime: string
}

/** To an address that may be a stranger's, so it says little, and what to do when it is. */
export function verifyMail(mail: VerifyMail): Message {
  const site = siteName(mail.site)
  return writeLetter({
    subject: `Please confirm your e-mail address at ${site}`,
    username: mail.username,
    body: [
      `There is an account at ${site} with this e-mail address. Please confirm that it is yours, within ${mail.lifetime}:`,
      { label: 'Confirm my address', href: siteLink(mail.origin, '/email/verify', mail.token) },
      'If you have forgotten the password, you can get a new one here:',
      { label: 'Choose a new password', href: siteLink(mail.origin, '/password/forgot') },
      'If you have no account there, somebody typed your address by mistake. Then please do not confirm it.',
    ],
  })
}
