// What a sign-in leaves behind: a line in the activity, and a mail to the owner when the device is a new one.
import { accountById } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import { issueLink } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import type { DisownPayload } from '../notice/not-me.ts'
import { noticeToOwner } from '../owner-mail.ts'
import { deviceInWords } from '../sessions/device-in-words.ts'
import { noteFactorDue } from '../two-factor/policy.ts'
import { newDeviceMail } from './new-device.mail.ts'

const DAY = 86_400 // seconds
/** How long "it was not me" can be pressed. */
export const DISOWN_LIFETIME = 7 * DAY

/**
 * Writes down that somebody has signed in. On a device that the account doesn't know, its owner is told by mail, with a
 * link to throw everybody out (ASVS V6.3.5), unless it is the first sign-in of all.
 */
export async function noteSignIn(
  backend: AccountsBackend,
  { userId, knownDevice, by }: { userId: string; knownDevice: boolean; by: Acting },
): Promise<void> {
  const { settings, now } = backend
  const queued = await transactionWithActivity(backend, async (tx, note) => {
    const account = await accountById(tx, userId)
    if (account === undefined) return false
    await tx.updateTable('users').set({ last_sign_in_at: now() }).where('id', '=', userId).execute()
    await noteFactorDue(tx, settings, account, now())
    const unusual = !knownDevice && account.lastSignInAt !== null
    await note({ userId, kind: unusual ? 'signed-in-new-device' : 'signed-in', by })
    if (!unusual || account.emailVerifiedAt === null) return false
    const { username, email, credentialEpoch } = account
    const payload: DisownPayload = { credentialEpoch, email }
    const token = await issueLink(tx, {
      purpose: 'disown',
      userId,
      payload,
      lifetime: DISOWN_LIFETIME,
      now: now(),
      amongOthers: true,
    })
    const { siteName: site, origin } = settings
    const mail = newDeviceMail({
      site,
      origin,
      username,
      token,
      at: new Date(now()),
      address: by.address,
      device: deviceInWords(by.userAgent),
    })
    await noticeToOwner(tx, account, mail, now())
    return true
  })
  if (queued) backend.nudgeMail()
}
