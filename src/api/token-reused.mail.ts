// To the owner, after an old refresh token came again: it, or the one that took its place, is in somebody else's hands.
import { type Message, siteLink, siteName, writeLetter } from '../mail/letter.ts'

export interface TokenReusedMail {
  site: string
  origin: string
  username: string
  at: Date
  /** Where the sign-in was made, and where the old token came from. */
  signedInFrom: string
  usedFrom: string
}

export function tokenReusedMail({
  site,
  origin,
  username,
  at,
  signedInFrom,
  usedFrom,
}: TokenReusedMail): Message {
  const name = siteName(site)
  return writeLetter({
    subject: `An app was signed out of your account at ${name}`,
    username,
    body: [
      `An app that is signed in to your account at ${name} used a token that had been used before. Somebody may have copied it, so we ended that sign-in.`,
      `When: ${at.toUTCString()}. The app was last seen at the address ${signedInFrom || 'unknown'}; the old token came from ${usedFrom || 'unknown'}.`,
      'You can sign in to the app again. If you don’t know the app or the address, look at where you are signed in, and choose a new password:',
      { label: 'Sessions', href: siteLink(origin, '/sessions') },
    ],
  })
}
