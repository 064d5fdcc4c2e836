// An account's second factor as a whole: turned on by a first code, turned off by its owner, with new recovery codes in between.
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema.ts'
import { type Account, accountById, nextEpoch } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import type { AccountsBackend } from '../needs.ts'
import { noticeToOwner } from '../owner-mail.ts'
import { confirmAuthenticator, hasAuthenticator, removeAuthenticator } from './authenticator.ts'
import { type FactorChange, factorChangedMail } from './factor-changed.mail.ts'
import { needsFactor } from './policy.ts'
import { dropRecoveryCodes, makeRecoveryCodes, recoveryCodesLeft } from './recovery-codes.ts'

export interface FactorStatus {
  /** Whether a sign-in by password asks for a second step. */
  on: boolean
  authenticator: boolean
  passkeys: number
  recoveryCodes: number
  /** Whether the policy asks this account for one. */
  required: boolean
}

export async function factorStatus(
  { store: { db }, settings }: Pick<AccountsBackend, 'store' | 'settings'>,
  account: Pick<Account, 'id' | 'secondFactor' | 'roles'>,
): Promise<FactorStatus> {
  return {
    on: account.secondFactor,
    authenticator: await hasAuthenticator(db, account.id),
    passkeys: await countPasskeys(db, account.id),
    recoveryCodes: await recoveryCodesLeft(db, account.id),
    required: needsFactor(settings, account.roles),
  }
}

export type TurnedOn =
  /** `codes` are shown this once; none are made where there are some already. */
  { kind: 'on'; credentialEpoch: number; codes: string[] } | { kind: 'wrong' }

/** The pending key counts from its first right code on: every sign-in by password asks for one. Other sessions end. */
export function turnOnAuthenticator(
  backend: AccountsBackend,
  { userId, code, by }: { userId: string; code: string; by: Acting },
): Promise<TurnedOn> {
  const { keys, now } = backend
  return change(backend, async (tx, note, tell) => {
    if (!(await confirmAuthenticator(tx, keys, { userId, code, now: now() }))) return { kind: 'wrong' }
    const { codes, credentialEpoch } = await turnOn(tx, userId, now())
    await note({ userId, kind: 'second-factor-added', by })
    await tell(userId, 'authenticator-added')
    return { kind: 'on', credentialEpoch, codes }
  })
}

/** Makes sign-ins by password ask for a passkey that is there already. `none`: there is no passkey. */
export function turnOnPasskeyStep(
  backend: AccountsBackend,
  { userId, by }: { userId: string; by: Acting },
): Promise<TurnedOn | { kind: 'none' }> {
  const { now } = backend
  return change(backend, async (tx, note, tell) => {
    if ((await countPasskeys(tx, userId)) === 0) return { kind: 'none' }
    const { codes, credentialEpoch } = await turnOn(tx, userId, now())
    await note({ userId, kind: 'second-step-on', by })
    await tell(userId, 'step-on')
    return { kind: 'on', credentialEpoch, codes }
  })
}

export type TurnedOff =
  | { kind: 'off'; credentialEpoch: number }
  /** The policy asks this account for one. */
  | { kind: 'required' }
  | { kind: 'was-off' }

/** Removes the authenticator key and the recovery codes; passkeys stay, as a way in of their own. */
export function turnOffSecondFactor(
  backend: AccountsBackend,
  { userId, by }: { userId: string; by: Acting },
): Promise<TurnedOff> {
  const { now, settings } = backend
  return change(backend, async (tx, note, tell) => {
    const account = await accountById(tx, userId)
    if (account === undefined || !account.secondFactor) return { kind: 'was-off' }
    if (needsFactor(settings, account.roles)) return { kind: 'required' }
    const credentialEpoch = await turnOff(tx, userId, now())
    await note({ userId, kind: 'second-factor-removed', by })
    await tell(userId, 'step-off')
    return { kind: 'off', credentialEpoch }
  })
}

/** Takes the place of all older codes. Undefined where there is no second factor that they could stand in for. */
export function renewRecoveryCodes(
  backend: AccountsBackend,
  { userId, by }: { userId: string; by: Acting },
): Promise<string[] | undefined> {
  return change(backend, async (tx, note, tell) => {
    const account = await accountById(tx, userId)
    if (account === undefined || !account.secondFactor) return undefined
    const codes = await makeRecoveryCodes(tx, userId, backend.now())
    await note({ userId, kind: 'recovery-codes-made', by })
    await tell(userId, 'codes-made')
    return codes
  })
}

/** In the caller's transaction: everything of the second step goes, and all sessions with it. */
export async function turnOff(tx: Kysely<Database>, userId: string, now: number): Promise<number> {
  await removeAuthenticator(tx, userId)
  await dropRecoveryCodes(tx, userId)
  return setSecondFactor(tx, userId, 0, now)
}

async function turnOn(tx: Kysely<Database>, userId: string, now: number) {
  const codes = (await recoveryCodesLeft(tx, userId)) === 0 ? await makeRecoveryCodes(tx, userId, now) : []
  return { codes, credentialEpoch: await setSecondFactor(tx, userId, 1, now) }
}

/** Raises the epoch: sessions of before it, and remembered devices, are over. Returns the new one. */
async function setSecondFactor(
  tx: Kysely<Database>,
  userId: string,
  second_factor: 0 | 1,
  now: number,
): Promise<number> {
  const row = await tx
    .updateTable('users')
    .set({ second_factor, credential_epoch: nextEpoch, factor_due_at: null, updated_at: now })
    .where('id', '=', userId)
    .returning('credential_epoch')
    .executeTakeFirstOrThrow()
  return row.credential_epoch
}

async function countPasskeys(db: Kysely<Database>, userId: string): Promise<number> {
  return (await db.selectFrom('passkeys').select('id').where('user_id', '=', userId).execute()).length
}

type Tell = (userId: string, what: FactorChange) => Promise<void>

/** One transaction with its activity, and a notice that is sent when it has ended well. */
export async function change<T>(
  backend: AccountsBackend,
  work: (
    tx: Kysely<Database>,
    note: Parameters<Parameters<typeof transactionWithActivity>[1]>[1],
    tell: Tell,
  ) => Promise<T>,
): Promise<T> {
  const { siteName: site } = backend.settings
  const result = await transactionWithActivity(backend, (tx, note) =>
    work(tx, note, async (userId, what) => {
      const account = await accountById(tx, userId)
      if (account === undefined) return
      const mail = factorChangedMail({ site, username: account.username, what })
      await noticeToOwner(tx, account, mail, backend.now())
    }),
  )
  backend.nudgeMail()
  return result
}
