// Roles of an account: names that a site gives a meaning, and `admin`, which opens /admin.
import { type Change, type Changed, endSessionsOf } from './change.ts'

/** Whoever has it is let into /admin. */
export const ADMIN_ROLE = 'admin'

const ROLE_NAME = /^[a-z][a-z0-9-]{0,31}$/
const MOST_ROLES = 16

export const ROLE_NAME_IN_WORDS =
  'A role is a lower-case letter, followed by up to 31 letters, digits and hyphens.'
export const TOO_MANY_ROLES_IN_WORDS = `An account has ${MOST_ROLES} roles at most.`

export type RoleChanged = Changed | { kind: 'bad-name' } | { kind: 'too-many' }

/** Counts from the account's next request on. */
export async function grantRole(change: Change, role: string): Promise<RoleChanged> {
  const { roles } = change.account
  if (!ROLE_NAME.test(role)) return { kind: 'bad-name' }
  if (roles.includes(role)) return { kind: 'unchanged' }
  if (roles.length >= MOST_ROLES) return { kind: 'too-many' }
  const ended = await writeRoles(change, [...roles, role], role)
  await change.note({ userId: change.account.id, kind: 'role-granted', by: change.by, detail: { role } })
  return { kind: 'done', ended }
}

/** Whatever the name looks like: rules tightened later must leave nobody with a role for good. */
export async function revokeRole(change: Change, role: string): Promise<Changed> {
  const { roles } = change.account
  if (!roles.includes(role)) return { kind: 'unchanged' }
  const rest = roles.filter((one) => one !== role)
  const ended = await writeRoles(change, rest, role)
  await change.note({ userId: change.account.id, kind: 'role-revoked', by: change.by, detail: { role } })
  return { kind: 'done', ended }
}

/**
 * Sessions go on and have the new roles at once, since these are read from the account's row. `admin` alone ends them: a
 * token that was stolen before must not become an administrator's (OWASP: renew the session at a change of privilege).
 */
async function writeRoles(change: Change, roles: readonly string[], changed: string): Promise<number> {
  const { tx, account, backend } = change
  await tx
    .updateTable('users')
    .set({ roles: JSON.stringify(roles.toSorted()), updated_at: backend.now() })
    .where('id', '=', account.id)
    .execute()
  return changed === ADMIN_ROLE ? endSessionsOf(change) : 0
}
