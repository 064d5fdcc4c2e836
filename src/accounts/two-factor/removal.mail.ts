// What the owner reads while a lost second factor is being removed: at the beginning, when the wait is over, and afterwards.
import { type Message, siteLink, siteName, writeLetter } from '../../mail/letter.ts'

interface RemovalMail {
  site: string
  origin: string
  username: string
  token: string
}

/** @param mail `byOwner`: asked for with the password, and not begun by those who run the site */
export function removalAskedMail(mail: RemovalMail & { dueAt: Date; byOwner: boolean }): Message {
  const site = siteName(mail.site)
  return writeLetter({
    subject: `Somebody wants to remove the second factor of your account at ${site}`,
    username: mail.username,
    body: [
      mail.byOwner
        ? `Somebody who knows the password of your account at ${site} has asked to have its second factor removed, since it was lost.`
        : `The people who run ${site} have begun to remove the second factor of your account there, since they were told that it is lost.`,
      `If that was you, wait. After ${mail.dueAt.toUTCString()} you get another mail with a link.`,
      'If it was not you, keep the second factor by this link, and then reset your password:',
      {
        label: 'Keep the second factor',
        href: siteLink(mail.origin, '/two-factor/removal/stop', mail.token),
      },
    ],
  })
}

export function removalDueMail(mail: RemovalMail): Message {
  const site = siteName(mail.site)
  return writeLetter({
    subject: `You can now remove the second factor of your account at ${site}`,
    username: mail.username,
    body: [
      `You wanted the second factor of your account at ${site} removed, and the wait is over. This link works for 7 days, together with your password:`,
      { label: 'Remove the second factor', href: siteLink(mail.origin, '/two-factor/removal', mail.token) },
      'If it was not you who asked, sign in with your second factor: that calls it off. Then change your password.',
    ],
  })
}

/** It holds no link, as forged copies of it would. */
export function factorsRemovedMail({ site, username }: Pick<RemovalMail, 'site' | 'username'>): Message {
  const name = siteName(site)
  return writeLetter({
    subject: `The second factor of your account at ${name} was removed`,
    username,
    body: [
      `The second factor of your account at ${name} was removed. Your password alone opens it now, and everybody who was signed in was signed out.`,
      `If it was not you, tell the people who run ${name} at once.`,
    ],
  })
}
