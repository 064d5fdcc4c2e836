// Which account may be signed in over the API, asked in the transaction that signs it in and at each refresh.
import type { Kysely } from 'kysely'
import { type Account, accountById } from '../accounts/account.ts'
import { needsFactor } from '../accounts/two-factor/policy.ts'
import type { ProofMethod } from '../backend.ts'
import type { Database } from '../store/schema.ts'
import type { ApiBackend } from './needs.ts'

export interface Tokens {
  accessToken: string
  refreshToken: string
  /** Of the access token. Seconds. */
  expiresIn: number
}

/** As the page's sessions do: Postgres keeps the row still until the end of the transaction; SQLite has one writer. */
export async function holdAccount(
  tx: Kysely<Database>,
  { store }: ApiBackend,
  { id, credentialEpoch }: Account,
  twoFactor: boolean,
): Promise<(Account & { factorDueAt: number | null }) | undefined> {
  const account = tx
    .selectFrom('users')
    .select(['id', 'factor_due_at'])
    .where('id', '=', id)
    .where('credential_epoch', '=', credentialEpoch)
    .where('state', '=', 'active')
    .where('deletes_at', 'is', null)
  const allowed = twoFactor ? account : account.where('second_factor', '=', 0)
  const held = await (store.kind === 'postgres' ? allowed.forNoKeyUpdate() : allowed).executeTakeFirst()
  const found = held && (await accountById(tx, id))
  return found && { ...found, factorDueAt: held.factor_due_at }
}

/** Nobody reaches over the API what the pages would keep from them until they have a second factor. */
export function isFactorOverdue(
  { settings, now }: ApiBackend,
  account: {
    roles: readonly string[]
    secondFactor: boolean
    factorDueAt: number | null
    proven: readonly ProofMethod[]
  },
): boolean {
  const { roles, secondFactor, factorDueAt, proven } = account
  if (secondFactor || proven.includes('passkey') || !needsFactor(settings, roles)) return false
  return settings.secondFactor.grace === 0 || (factorDueAt !== null && factorDueAt <= now())
}
