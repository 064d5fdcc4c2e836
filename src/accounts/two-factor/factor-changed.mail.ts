// To the owner, after a change of the second factor, whoever made it. ASVS V6.3.7.
import { type Message, siteName, writeLetter } from '../../mail/letter.ts'

const WHAT = {
  'authenticator-added': 'An authenticator app was set up for your account',
  'step-on': 'Signing in with your password now asks for a passkey as well',
  'step-off': 'The second step after your password was turned off',
  'codes-made': 'New recovery codes were made, and the old ones no longer work',
  'passkey-added': 'A passkey was added to your account',
  'passkey-removed': 'A passkey was removed from your account',
} as const

export type FactorChange = keyof typeof WHAT

export interface FactorChangedMail {
  site: string
  username: string
  what: FactorChange
}

/** It holds no link, as forged copies of it would. */
export function factorChangedMail({ site, username, what }: FactorChangedMail): Message {
  const name = siteName(site)
  return writeLetter({
    subject: `The way into your account at ${name} has changed`,
    username,
    body: [
      `${WHAT[what]} at ${name}.`,
      `If you did not do this, sign in and end all other sessions, or tell the people who run ${name}.`,
    ],
  })
}
