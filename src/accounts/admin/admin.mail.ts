// To the owner of an account that was suspended or restored. Neither names who did it.
import { type Message, siteLink, siteName, writeLetter } from '../../mail/letter.ts'

export function suspendedMail({ site, username }: { site: string; username: string }): Message {
  const name = siteName(site)
  return writeLetter({
    subject: `Your account at ${name} is suspended`,
    username,
    body: [
      `Your account at ${name} has been suspended by those who run the site. You are signed out everywhere, and nobody can sign in to it.`,
      'Nothing in it was deleted. If you think that this is a mistake, please ask those who run the site.',
    ],
  })
}

export function restoredMail(mail: { site: string; origin: string; username: string }): Message {
  const name = siteName(mail.site)
  return writeLetter({
    subject: `Your account at ${name} is open again`,
    username: mail.username,
    body: [
      `Your account at ${name} is no longer suspended. You can sign in again, with the same password as before:`,
      { label: 'Sign in', href: siteLink(mail.origin, '/login') },
    ],
  })
}
