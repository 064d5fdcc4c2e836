// The profile: the name that others see.
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import type { AccountsBackend } from '../needs.ts'
import { parseDisplayName } from './display-name.ts'

export type ProfileChange = { kind: 'changed' | 'same' } | { kind: 'invalid'; problem: string }

/** What it was and what it is now stands in no activity: others see the name, and it goes when its owner says so. */
export async function changeDisplayName(
  backend: AccountsBackend,
  { userId, displayName, by }: { userId: string; displayName: string; by: Acting },
): Promise<ProfileChange> {
  const read = parseDisplayName(displayName)
  if (read.kind === 'invalid') return read
  return transactionWithActivity(backend, async (tx, note): Promise<ProfileChange> => {
    const { numUpdatedRows } = await tx
      .updateTable('users')
      .set({ display_name: read.name, updated_at: backend.now() })
      .where('id', '=', userId)
      .where('display_name', '!=', read.name)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return { kind: 'same' }
    await note({ userId, kind: 'profile-changed', by })
    return { kind: 'changed' }
  })
}
