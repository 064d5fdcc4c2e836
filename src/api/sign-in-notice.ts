// The mail to the owner after a sign-in over the API from where none of their sign-ins is known.
import type { Kysely } from 'kysely'
import type { Account } from '../accounts/account.ts'
import type { Acting } from '../accounts/activity/activity.ts'
import { issueLink } from '../accounts/link-token.ts'
import { newDeviceMail } from '../accounts/login/new-device.mail.ts'
import { DISOWN_LIFETIME } from '../accounts/login/sign-in.ts'
import type { DisownPayload } from '../accounts/notice/not-me.ts'
import { noticeToOwner } from '../accounts/owner-mail.ts'
import { deviceInWords } from '../accounts/sessions/device-in-words.ts'
import type { Database } from '../store/schema.ts'
import type { ApiBackend } from './needs.ts'

/**
 * In the transaction of the sign-in, before its row: a client has no device cookie, so that a sign-in over the API with the
 * same address and User-Agent is what counts as known. None for the first sign-in of all. Returns whether a mail was queued.
 */
export async function noticeOfSignIn(
  tx: Kysely<Database>,
  { settings, now }: ApiBackend,
  account: Account,
  by: Acting,
): Promise<boolean> {
  if (account.lastSignInAt === null || account.emailVerifiedAt === null) return false
  const alike = await tx
    .selectFrom('api_sessions')
    .select('id')
    .where('user_id', '=', account.id)
    .where('credential_epoch', '=', account.credentialEpoch)
    .where('address', '=', by.address)
    .where('user_agent', '=', by.userAgent)
    .executeTakeFirst()
  if (alike !== undefined) return false
  const token = await issueLink(tx, {
    purpose: 'disown',
    userId: account.id,
    payload: { credentialEpoch: account.credentialEpoch, email: account.email } satisfies DisownPayload,
    lifetime: DISOWN_LIFETIME,
    now: now(),
    amongOthers: true,
  })
  const { siteName: site, origin } = settings
  const { address, userAgent } = by
  const { username } = account
  const device = deviceInWords(userAgent)
  const mail = newDeviceMail({ site, origin, username, token, at: new Date(now()), address, device })
  await noticeToOwner(tx, account, mail, now())
  return true
}
