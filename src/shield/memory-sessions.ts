// Sessions in this process's memory, for the shield used alone: a restart signs everybody out.
import type { NewSession, SessionRecord, SessionStore, SessionUser } from './session-store.ts'

/** The most sessions kept; the oldest make room. */
const MAX_SESSIONS = 100_000

/** `userOf` finds the host's own user for a session, at every request: null ends what its account has lost. */
export function memorySessions(userOf: (id: string) => SessionUser | null): SessionStore {
  const rows = new Map<string, SessionRecord & { userId: string | null }>()

  function mayHaveOne({ userId, twoFactor }: NewSession): boolean {
    const user = userId === null ? undefined : userOf(userId)
    return user !== null && (twoFactor || user?.secondFactor !== true)
  }

  return {
    find(id) {
      const row = rows.get(id)
      if (row === undefined || row.userId === null) return row
      const user = userOf(row.userId)
      return user === null ? undefined : { ...row, user }
    },
    insert(session, maxPerAccount) {
      if (session.userId !== null) {
        if (!mayHaveOne(session)) return false
        const own = [...rows.values()].filter((row) => row.userId === session.userId)
        for (const row of own.slice(0, Math.max(0, own.length + 1 - maxPerAccount))) rows.delete(row.id)
      }
      if (rows.size >= MAX_SESSIONS) rows.delete(rows.keys().next().value!)
      rows.set(session.id, { ...session, user: null })
      return true
    },
    replace(former, session) {
      if (!rows.has(former) || !mayHaveOne(session)) return false
      rows.delete(former)
      rows.set(session.id, { ...session, user: null })
      return true
    },
    touch(id, now, address) {
      const row = rows.get(id)
      if (row !== undefined) rows.set(id, { ...row, lastSeenAt: now, address })
    },
    swapValues(id, before, after) {
      const row = rows.get(id)
      if (row === undefined || row.values !== before) return false
      rows.set(id, { ...row, values: after })
      return true
    },
    swapBinding(id, before, after) {
      const row = rows.get(id)
      if (row === undefined || row.binding !== before) return false
      rows.set(id, { ...row, binding: after })
      return true
    },
    remove: (id) => void rows.delete(id),
    removeAllOf(userId, except) {
      const doomed = [...rows.values()].filter((row) => row.userId === userId && row.id !== except)
      for (const row of doomed) rows.delete(row.id)
      return doomed.length
    },
    sweep(idleBefore, createdBefore) {
      const doomed = [...rows.values()].filter(
        (row) => row.lastSeenAt < idleBefore || row.createdAt < createdBefore,
      )
      for (const row of doomed) rows.delete(row.id)
      return doomed.length
    },
  }
}
