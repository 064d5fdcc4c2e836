// "Was it you?": to the owner, after a sign-in on a device that the account doesn't know.
import { type Message, siteLink, siteName, writeLetter } from '../../mail/letter.ts'

export interface NewDeviceMail {
  site: string
  origin: string
  username: string
  token: string
  at: Date
  address: string
  /** In words of ours; what a device says of itself is its sender's to choose. */
  device: string
}

export function newDeviceMail(mail: NewDeviceMail): Message {
  const site = siteName(mail.site)
  return writeLetter({
    subject: `New sign-in to your account at ${site}`,
    username: mail.username,
    body: [
      `Somebody has signed in to your account at ${site} on a device that we have not seen before.`,
      `${mail.device}, from the address ${mail.address || 'unknown'}, ${mail.at.toUTCString()}.`,
      'If that was you, you need not do anything.',
      'If it was not you, end all sessions and choose a new password here, within 7 days:',
      { label: 'It was not me', href: siteLink(mail.origin, '/not-me', mail.token) },
    ],
  })
}
