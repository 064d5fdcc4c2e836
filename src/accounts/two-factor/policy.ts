// Who has to have a second factor, and what the settings allow around it. Setting `secondFactor`.
import type { Kysely } from 'kysely'
import type { Settings } from '../../config/settings.ts'
import type { Database } from '../../store/schema.ts'

/** Whether the policy asks for one; from when on depends on the grace period. */
export function needsFactor({ secondFactor }: Settings, roles: readonly string[]): boolean {
  switch (secondFactor.policy) {
    case 'optional':
      return false
    case 'roles':
      return roles.some((role) => secondFactor.roles.includes(role))
    case 'all':
      return true
  }
}

export function mayRemember({ secondFactor }: Settings): boolean {
  return allowed(secondFactor.remember, secondFactor.strict)
}

export function mayRemoveByMail({ secondFactor }: Settings): boolean {
  return allowed(secondFactor.removal, secondFactor.strict)
}

function allowed(choice: 'auto' | 'allowed' | 'off', strict: boolean): boolean {
  return choice === 'auto' ? !strict : choice === 'allowed'
}

/** When the account of this session has to have a second factor; null: it needs none, or has proven two. */
export function dueAtOf(
  settings: Settings,
  session: {
    user: { roles?: readonly string[]; secondFactor?: boolean; factorDueAt?: number | null } | null
    assurance: readonly string[]
    createdAt: number
  },
): number | null {
  const { user, assurance, createdAt } = session
  if (user === null || user.secondFactor === true || assurance.includes('passkey')) return null
  if (!needsFactor(settings, user.roles ?? [])) return null
  return user.factorDueAt ?? createdAt + settings.secondFactor.grace * 1000
}

/** In the transaction of a sign-in: the grace period begins with the first one under the policy. */
export async function noteFactorDue(
  tx: Kysely<Database>,
  settings: Settings,
  account: { id: string; roles: readonly string[]; secondFactor: boolean },
  now: number,
): Promise<void> {
  if (account.secondFactor || !needsFactor(settings, account.roles)) return
  await tx
    .updateTable('users')
    .set({ factor_due_at: now + settings.secondFactor.grace * 1000 })
    .where('id', '=', account.id)
    .where('factor_due_at', 'is', null)
    .execute()
}
