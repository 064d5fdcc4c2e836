// The link that sets a new password, to whoever reads mail at the account's address.
import { type Message, siteLink, siteName, writeLetter } from '../../mail/letter.ts'

export interface ResetLinkMail {
  site: string
  origin: string
  username: string
  token: string
  /** Seconds. */
  lifetime: number
}

/** Who asked is not said: anybody can, and nothing is changed by it. */
export function resetLinkMail(mail: ResetLinkMail): Message {
  const site = siteName(mail.site)
  return writeLetter({
    subject: `Choose a new password for ${site}`,
    username: mail.username,
    body: [
      `Somebody has asked for a new password for your account at ${site}. Choose it here, within ${inWords(mail.lifetime)}:`,
      ...link(mail),
      'If you did not ask for it, you need not do anything: your password stays as it is.',
    ],
  })
}

/** After "it was not me": there is no password any more. */
export function resetAfterDisowningMail(mail: ResetLinkMail): Message {
  const site = siteName(mail.site)
  return writeLetter({
    subject: `Choose a new password for ${site}`,
    username: mail.username,
    body: [
      `You told us that a sign-in to your account at ${site} was not yours. Everybody was signed out, and the old password opens nothing any more.`,
      `Choose a new one here, within ${inWords(mail.lifetime)}:`,
      ...link(mail),
      'If that is too late, you can have another link: choose “Forgot your password?” on the page where you sign in.',
    ],
  })
}

function link({ origin, token }: ResetLinkMail) {
  const href = siteLink(origin, '/password/reset', token)
  return [{ label: 'Choose a new password', href }, 'The link works once, and the newest one alone.']
}

/** Rounded down: nobody is promised more time than there is. */
function inWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  return hours >= 2 ? `${hours} hours` : `${minutes} minutes`
}
