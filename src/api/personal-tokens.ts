// Personal access tokens: named, scoped, with an end; shown once, hashed at rest, found by their public part.
import { type Kysely, sql } from 'kysely'
import type { Account } from '../accounts/account.ts'
import { type Acting, transactionWithActivity } from '../accounts/activity/activity.ts'
import { noticeToOwner } from '../accounts/owner-mail.ts'
import { hashToken, newToken, safeEqual } from '../crypto/token.ts'
import { placeholder } from '../store/prepared.ts'
import type { Database } from '../store/schema.ts'
import type { MaybePromise, Store } from '../store/store.ts'
import type { ApiBackend } from './needs.ts'
import { readPersonalToken, writePersonalToken } from './personal-token-form.ts'
import { personalTokenMadeMail } from './personal-token-made.mail.ts'
import { type PersonalScope, type Principal, personalScopes } from './principal.ts'

/** Those of one account. */
export const MAX_PERSONAL_TOKENS = 50
const MAX_TOKEN_NAME = 64 // code points
const ID_BYTES = 16
/** Written at most so often. Milliseconds. */
const SIGHTING = 60_000

export { looksLikePersonalToken } from './personal-token-form.ts'

export type MadeToken =
  /** `token` is shown once and never again. */
  | { kind: 'made'; id: string; token: string; expiresAt: number }
  | { kind: 'invalid'; problem: 'name' | 'scopes' | 'lifetime' }
  | { kind: 'too-many' }
  /** The account is not as it was when its owner proved who they are. */
  | { kind: 'refused' }

export interface TokenToMake {
  account: Pick<Account, 'id' | 'credentialEpoch'>
  name: string
  scopes: readonly string[]
  /** Seconds; `api.personalTokenLifetime` at most. */
  lifetime: number
  by: Acting
}

export async function makePersonalToken(backend: ApiBackend, asked: TokenToMake): Promise<MadeToken> {
  const { settings, now } = backend
  const { account, by, lifetime } = asked
  const name = asked.name.trim().normalize('NFC')
  const problem = problemOf({ ...asked, name }, settings.api.personalTokenLifetime)
  if (problem !== undefined) return { kind: 'invalid', problem }
  const scopes = personalScopes.filter((scope) => asked.scopes.includes(scope))
  const id = newToken(ID_BYTES)
  const secret = newToken()
  const expiresAt = now() + lifetime * 1000
  const outcome = await transactionWithActivity(backend, async (tx, note) => {
    const owner = await holdOwner(tx, backend, account)
    if (owner === undefined) return 'refused'
    if ((await listed(tx, backend, account.id)).length >= MAX_PERSONAL_TOKENS) return 'too-many'
    await tx
      .insertInto('personal_tokens')
      .values({
        id,
        user_id: account.id,
        credential_epoch: account.credentialEpoch,
        secret_hash: hashToken(secret),
        name,
        scopes: JSON.stringify(scopes),
        created_at: now(),
        expires_at: expiresAt,
      })
      .execute()
    await note({
      userId: account.id,
      kind: 'personal-token-made',
      by,
      detail: { name, scopes: scopes.join(' ') },
    })
    const { siteName: site, origin } = settings
    const mail = personalTokenMadeMail({ site, origin, username: owner.username, name, ...by })
    await noticeToOwner(tx, owner, mail, now())
    return 'made'
  })
  if (outcome !== 'made') return { kind: outcome }
  backend.nudgeMail()
  return { kind: 'made', id, token: writePersonalToken(id, secret), expiresAt }
}

function problemOf(
  { name, scopes, lifetime }: Pick<TokenToMake, 'name' | 'scopes' | 'lifetime'>,
  longest: number,
): 'name' | 'scopes' | 'lifetime' | undefined {
  if (name === '' || [...name].length > MAX_TOKEN_NAME || /\p{C}/u.test(name)) return 'name'
  const known: readonly string[] = personalScopes
  if (scopes.length === 0 || scopes.some((scope) => !known.includes(scope))) return 'scopes'
  return Number.isInteger(lifetime) && lifetime > 0 && lifetime <= longest ? undefined : 'lifetime'
}

/** The account as it was when the proof was judged, held still on Postgres; SQLite has one writer. */
async function holdOwner(
  tx: Kysely<Database>,
  { store }: ApiBackend,
  { id, credentialEpoch }: TokenToMake['account'],
): Promise<{ username: string; email: string; emailVerifiedAt: number | null } | undefined> {
  const account = tx
    .selectFrom('users')
    .select(['username', 'email', 'email_verified_at as emailVerifiedAt'])
    .where('id', '=', id)
    .where('credential_epoch', '=', credentialEpoch)
    .where('state', '=', 'active')
    .where('deletes_at', 'is', null)
  return (store.kind === 'postgres' ? account.forNoKeyUpdate() : account).executeTakeFirst()
}

/** Who the token speaks for; undefined when it is none, has ended, or its account is not as it was. */
export async function findPersonalToken(backend: ApiBackend, token: string): Promise<Principal | undefined> {
  const parts = readPersonalToken(token)
  if (parts === undefined) return undefined
  const { id, secret } = parts
  const { store, now } = backend
  const read = prepared.get(store) ?? store.prepared(byId)
  prepared.set(store, read)
  const [row] = await read([now(), id])
  if (row === undefined || !safeEqual(row.secret_hash, hashToken(secret))) return undefined
  await noteUse(backend, id, row.last_used_at)
  const scopes = JSON.parse(row.scopes) as PersonalScope[]
  return {
    kind: 'personal',
    user: { id: row.id, username: row.username, roles: JSON.parse(row.roles) as string[] },
    id,
    scopes: personalScopes.filter((scope) => scopes.includes(scope)),
    assurance: [],
    provenAt: 0,
  }
}

type Found = Awaited<ReturnType<ReturnType<typeof byId>['execute']>>

/** Scripts ask at each request: compiled once for each store. */
const prepared = new WeakMap<Store, (parameters: readonly unknown[]) => MaybePromise<Found>>()

function byId(db: Kysely<Database>) {
  return live(db, placeholder<number>())
    .select(['t.secret_hash', 't.scopes', 't.last_used_at', 'u.id', 'u.username', 'u.roles'])
    .where('t.id', '=', placeholder<string>())
}

/** Tokens as `t` that have not ended, with their account as `u`. */
function live(db: Kysely<Database>, now: number) {
  return db
    .selectFrom('personal_tokens as t')
    .innerJoin('users as u', (join) =>
      join
        .onRef('u.id', '=', 't.user_id')
        .onRef('u.credential_epoch', '=', 't.credential_epoch')
        .on('u.state', '=', sql.lit('active'))
        .on('u.deletes_at', 'is', null),
    )
    .where('t.expires_at', '>', now)
}

async function noteUse({ store, now }: ApiBackend, id: string, lastUsedAt: number | null): Promise<void> {
  const at = now()
  if (lastUsedAt !== null && at - lastUsedAt < SIGHTING) return
  await store.db
    .updateTable('personal_tokens')
    .set({ last_used_at: at })
    .where('id', '=', id)
    .where((is) => is.or([is('last_used_at', 'is', null), is('last_used_at', '<', at)]))
    .execute()
}

export interface ListedToken {
  id: string
  name: string
  scopes: PersonalScope[]
  /** Milliseconds since 1970. */
  createdAt: number
  expiresAt: number
  lastUsedAt: number | null
}

/** Newest first; those that have ended are not among them. */
export function listPersonalTokens(backend: ApiBackend, userId: string): Promise<ListedToken[]> {
  return listed(backend.store.db, backend, userId)
}

async function listed(db: Kysely<Database>, { now }: ApiBackend, userId: string): Promise<ListedToken[]> {
  const rows = await live(db, now())
    .select(['t.id', 't.name', 't.scopes', 't.created_at', 't.expires_at', 't.last_used_at'])
    .where('t.user_id', '=', userId)
    .orderBy('t.created_at', 'desc')
    .orderBy('t.id')
    .execute()
  return rows.map(({ id, name, scopes, created_at: createdAt, expires_at: expiresAt, last_used_at }) => ({
    id,
    name,
    scopes: JSON.parse(scopes) as PersonalScope[],
    createdAt,
    expiresAt,
    lastUsedAt: last_used_at,
  }))
}

/** `not-there`: it has ended already, or is nobody's, or somebody else's. */
export function revokePersonalToken(
  backend: ApiBackend,
  { userId, id, by }: { userId: string; id: string; by: Acting },
): Promise<'revoked' | 'not-there'> {
  return transactionWithActivity(backend, async (tx, note) => {
    const row = await tx
      .deleteFrom('personal_tokens')
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .returning(['name', 'expires_at'])
      .executeTakeFirst()
    if (row === undefined || row.expires_at <= backend.now()) return 'not-there'
    await note({ userId, kind: 'personal-token-revoked', by, detail: { name: row.name } })
    return 'revoked'
  })
}
