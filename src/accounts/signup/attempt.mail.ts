// To the owner of an address with which somebody tried to register once more.
import { type Message, siteLink, siteName, writeLetter } from '../../mail/letter.ts'

export interface AttemptMail {
  site: string
  origin: string
  /** The existing account's: the name just tried was chosen by a stranger and must not reach the owner's eyes. */
  username: string
}

/** The page answers that person as it answers everybody (ASVS V6.3.8); only the owner learns that an account exists. */
export function attemptMail({ site, origin, username }: AttemptMail): Message {
  const name = siteName(site)
  return writeLetter({
    subject: `You already have an account at ${name}`,
    username,
    body: [
      `Somebody tried to register at ${name} with your e-mail address. You already have an account, so nothing was changed.`,
      'If that was you, sign in here:',
      { label: 'Sign in', href: siteLink(origin, '/login') },
      'If you have forgotten the password, you can get a new one here:',
      { label: 'Choose a new password', href: siteLink(origin, '/password/forgot') },
      'If it was not you, you need not do anything.',
    ],
  })
}
