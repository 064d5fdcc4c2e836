// To the restored address: the link by which its owner gets in again.
import { type Message, siteLink, siteName, writeLetter } from '../../mail/letter.ts'

export interface UndoneMail {
  site: string
  origin: string
  username: string
  token: string
  /** In words. */
  lifetime: string
}

export function undoneMail(mail: UndoneMail): Message {
  const site = siteName(mail.site)
  return writeLetter({
    subject: `Your old e-mail address at ${site} is back`,
    username: mail.username,
    body: [
      `This is the address of your account at ${site} again. Everybody was signed out, and the old password opens nothing any more.`,
      `Choose a new one here, within ${mail.lifetime}:`,
      { label: 'Choose a new password', href: siteLink(mail.origin, '/password/reset', mail.token) },
      'If that is too late, you can have another link: choose \u201cForgot your password?\u201d on the page where you sign in.',
    ],
  })
}
