// Sign-ins over the API, as the page of sessions shows and ends them.
import type { FurtherSessions } from '../accounts/sessions/further.ts'
import type { ApiBackend } from './needs.ts'
import { endAllApiSessions, endApiSession, listApiSessions } from './sessions.ts'

export function furtherSessions(backend: ApiBackend): FurtherSessions {
  return {
    async list(userId) {
      const sessions = await listApiSessions(backend, userId)
      // The id stands in access tokens and opens nothing: it may stand in a form as well.
      return sessions.map(({ id: handle, lastUsedAt: lastSeenAt, ...session }) => ({
        ...session,
        handle,
        lastSeenAt,
      }))
    },
    endOne: ({ userId, handle: id, by }) => endApiSession(backend, { userId, id, by }),
    endAll: (ending) => endAllApiSessions(backend, ending),
  }
}
