// To an address that has no account yet: the link that makes one.
import { type Message, siteLink, siteName, writeLetter } from '../../mail/letter.ts'

export interface ConfirmSignupMail {
  site: string
  origin: string
  username: string
  token: string
  /** In words. */
  lifetime: string
}

export function confirmSignupMail(mail: ConfirmSignupMail): Message {
  const site = siteName(mail.site)
  return writeLetter({
    subject: `Please confirm your registration at ${site}`,
    username: mail.username,
    body: [
      `You asked for an account at ${site}. It is made when you confirm your e-mail address, within ${mail.lifetime}:`,
      { label: 'Create my account', href: siteLink(mail.origin, '/register/confirm', mail.token) },
      'If you did not register, somebody typed your address by mistake. Then please do not confirm it, and there will be no account.',
    ],
  })
}
