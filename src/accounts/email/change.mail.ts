// To a new address: the link that makes it the account's.
import { type Message, siteLink, siteName, writeLetter } from '../../mail/letter.ts'

export interface ChangeMail {
  site: string
  origin: string
  username: string
  token: string
  /** In words. */
  lifetime: string
}

export function changeMail(mail: ChangeMail): Message {
  const site = siteName(mail.site)
  return writeLetter({
    subject: `Please confirm your new e-mail address at ${site}`,
    username: mail.username,
    body: [
      `This address is to be the new one of your account at ${site}. Please confirm it, within ${mail.lifetime}:`,
      { label: 'Use this address', href: siteLink(mail.origin, '/email/change/confirm', mail.token) },
      'If you did not ask for this, somebody typed your address by mistake. Then please do not confirm it.',
    ],
  })
}
