// To the owner of an account that is to be deleted: until when it can be called back; and that it was.
import { type Message, siteLink, siteName, writeLetter } from '../../mail/letter.ts'

export interface LeavingMail {
  site: string
  origin: string
  username: string
  token: string
  deletesAt: Date
}

export function leavingMail({ site, origin, username, token, deletesAt }: LeavingMail): Message {
  const name = siteName(site)
  return writeLetter({
    subject: `Your account at ${name} will be deleted`,
    username,
    body: [
      `As you asked, your account at ${name} will be deleted on ${deletesAt.toUTCString()}. Until then nobody can sign in to it. Afterwards nothing of it can be brought back.`,
      'If you want to keep it, or if you did not ask for this, come back here before then:',
      { label: 'Keep my account', href: siteLink(origin, '/profile/return', token) },
      'If you did not ask for this, somebody knows your password: choose a new one as soon as you are back.',
    ],
  })
}

export function cameBackMail({
  site,
  origin,
  username,
}: Pick<LeavingMail, 'site' | 'origin' | 'username'>): Message {
  const name = siteName(site)
  return writeLetter({
    subject: `Your account at ${name} stays`,
    username,
    body: [
      `Your account at ${name} will not be deleted: it was called back, and works as before.`,
      'If you did not do this, somebody reads your mail or knows your password. Choose a new password here:',
      { label: 'Choose a new password', href: siteLink(origin, '/password/forgot') },
    ],
  })
}
