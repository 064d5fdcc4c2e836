// To the owner, after a personal access token was made: it is a way into the account, and it lasts.
import { harmlessName, type Message, siteLink, siteName, writeLetter } from '../mail/letter.ts'

export interface PersonalTokenMadeMail {
  site: string
  origin: string
  username: string
  /** As its maker called it. */
  name: string
  address: string
}

export function personalTokenMadeMail({
  site,
  origin,
  username,
  name,
  address,
}: PersonalTokenMadeMail): Message {
  const at = siteName(site)
  const called = harmlessName(name)
  return writeLetter({
    subject: `A personal access token was made at ${at}`,
    username,
    body: [
      `A personal access token${called === '' ? '' : ` called “${called}”`} was made for your account at ${at}. Whoever holds it can use the account over the API.`,
      `It was made from the address ${address || 'unknown'}. If that was not you, end all sessions and choose a new password here:`,
      { label: 'Change the password', href: siteLink(origin, '/password/change') },
    ],
  })
}
