// The first mail to a new account: a link that confirms its address.
import { type Message, siteLink, siteName, writeLetter } from '../../mail/letter.ts'

export interface WelcomeMail {
  site: string
  origin: string
  username: string
  token: string
  /** In words. */
  lifetime: string
}

export function welcomeMail(mail: WelcomeMail): Message {
  const site = siteName(mail.site)
  return writeLetter({
    subject: `Welcome to ${site}: please confirm your e-mail address`,
    username: mail.username,
    body: [
      `Your account at ${site} is ready. Please confirm that this is your e-mail address, within ${mail.lifetime}:`,
      { label: 'Confirm my address', href: siteLink(mail.origin, '/email/verify', mail.token) },
      'If you did not register, somebody typed your address by mistake. Then please do not confirm it.',
    ],
  })
}
