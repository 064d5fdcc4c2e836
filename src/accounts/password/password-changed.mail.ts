// "Your password was changed": to the owner, whoever changed it. ASVS V6.3.7.
import { type Message, siteName, writeLetter } from '../../mail/letter.ts'

/** It holds no link: the people who get it without having changed anything are the ones that forged copies of it aim at. */
export function passwordChangedMail({ site, username }: { site: string; username: string }): Message {
  const name = siteName(site)
  return writeLetter({
    subject: `Your password at ${name} was changed`,
    username,
    body: [
      `The password of your account at ${name} was changed, and whoever was signed in to it elsewhere was signed out.`,
      'If that was you, you need not do anything.',
      `If it was not you, open ${name} as you always do, and choose “Forgot your password?” on the page where you sign in. Then please tell the people who run it.`,
    ],
  })
}
