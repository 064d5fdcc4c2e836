// To the owner of an address that somebody wanted to give another account.
import { type Message, siteName, writeLetter } from '../../mail/letter.ts'

/** Neither link nor the other account's name: a stranger could have asked, to get either before somebody's eyes. */
export function addressWantedMail({ site, username }: { site: string; username: string }): Message {
  const name = siteName(site)
  return writeLetter({
    subject: `Somebody wanted to use your e-mail address at ${name}`,
    username,
    body: [
      `Somebody wanted to give your e-mail address to another account at ${name}. It belongs to yours, so nothing was changed.`,
      'If that was you, change the address of this account first, or delete the account. If it was not you, you need not do anything.',
    ],
  })
}
