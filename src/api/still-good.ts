// The fresh check: whether what a token said when it was made is so now, asked of the database.
import type { ApiBackend } from './needs.ts'
import type { Principal } from './principal.ts'

/**
 * False as soon as the sign-in or the personal token was ended, or its account suspended, leaving, gone, or of other
 * credentials or roles than the token says.
 */
export async function isStillGood({ store, now }: ApiBackend, principal: Principal): Promise<boolean> {
  const { kind, id, user } = principal
  const accounts = store.db
    .selectFrom('users as u')
    .select('u.roles')
    .where('u.id', '=', user.id)
    .where('u.state', '=', 'active')
    .where('u.deletes_at', 'is', null)
  const row = await (kind === 'access'
    ? accounts.innerJoin('api_sessions as t', (join) =>
        join
          .onRef('t.user_id', '=', 'u.id')
          .onRef('t.credential_epoch', '=', 'u.credential_epoch')
          .on('t.id', '=', id),
      )
    : accounts.innerJoin('personal_tokens as t', (join) =>
        join
          .onRef('t.user_id', '=', 'u.id')
          .onRef('t.credential_epoch', '=', 'u.credential_epoch')
          .on('t.id', '=', id)
          .on('t.expires_at', '>', now()),
      )
  ).executeTakeFirst()
  return row !== undefined && row.roles === JSON.stringify(user.roles)
}
