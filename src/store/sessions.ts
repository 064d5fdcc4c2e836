// Where the shield keeps its sessions: rows, found by one indexed read that also asks the account.
import { setImmediate as otherRequestsFirst } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { placeholder } from './prepared.ts'
import type { Database } from './schema.ts'
import type { MaybePromise, Store } from './store.ts'

/** `Method` names a way to prove who one is, in the words of whoever keeps sessions here. */
export interface StoredSession<Method extends string = string> {
  /** Hash of the token in the cookie. */
  id: string
  user: {
    id: string
    username: string
    email: string
    emailVerified: boolean
    displayName: string
    roles: readonly string[]
    secondFactor: boolean
    factorDueAt: number | null
  } | null
  assurance: readonly Method[]
  provenAt: number
  /** JSON. */
  values: string
  address: string
  userAgent: string
  createdAt: number
  lastSeenAt: number
  /** JSON, or ''. */
  binding: string
}

export interface SessionToStore<Method extends string = string> extends Omit<StoredSession<Method>, 'user'> {
  userId: string | null
  credentialEpoch: number
  /** Whether it was opened with two factors. */
  twoFactor: boolean
}

export type ListedSession = Pick<StoredSession, 'id' | 'address' | 'userAgent' | 'createdAt' | 'lastSeenAt'>

const NO_ROLES: readonly string[] = Object.freeze([])

/** A sweep deletes this many rows at a time, so that others get their turn. */
const SWEEP_BATCH = 500

/** Fits the shield's `SessionStore`, which this floor may not know. Times are milliseconds. */
export function sqlSessions<Method extends string>(store: Store) {
  const { db } = store
  const read = store.prepared(selectSession)

  return {
    /** undefined when unknown, or its account is suspended, leaving, gone or of another credential epoch. */
    find(id: string): MaybePromise<StoredSession<Method> | undefined> {
      const rows = read([id])
      return rows instanceof Promise ? rows.then(readSession<Method>) : readSession<Method>(rows)
    },

    /**
     * False, and nothing written, when the account isn't active, its epoch has moved on, or it needs two factors.
     * The oldest of the account's sessions above `maxPerAccount` end.
     */
    insert(session: SessionToStore<Method>, maxPerAccount: number): Promise<boolean> {
      return store.transaction(async (tx) => {
        const { userId } = session
        if (userId !== null && !(await holdAccount(tx, store.kind, session))) return false
        await insertSession(tx, session)
        if (userId !== null) await endOldest(tx, 'sessions', userId, session.id, maxPerAccount - 1)
        return true
      })
    },

    /** Puts a session in the place of another: false, and nothing written, when that one has gone meanwhile. */
    replace(former: string, session: SessionToStore<Method>): Promise<boolean> {
      return store.transaction(async (tx) => {
        const { userId } = session
        if (userId !== null && !(await holdAccount(tx, store.kind, session))) return false
        const { numDeletedRows } = await tx.deleteFrom('sessions').where('id', '=', former).executeTakeFirst()
        if (numDeletedRows === 0n) return false
        await insertSession(tx, session)
        return true
      })
    },

    /** An older sighting, come late from another process, changes nothing. */
    async touch(id: string, now: number, address: string): Promise<void> {
      await db
        .updateTable('sessions')
        .set({ last_seen_at: now, address })
        .where('id', '=', id)
        .where('last_seen_at', '<=', now)
        .execute()
    },

    /** False, and nothing written, when the values are no longer those of `before`: another request was quicker. */
    async swapValues(id: string, before: string, after: string): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('sessions')
        .set({ data: after })
        .where('id', '=', id)
        .where('data', '=', before)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    /** The same for what the session is bound to. */
    async swapBinding(id: string, before: string, after: string): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('sessions')
        .set({ binding: after })
        .where('id', '=', id)
        .where('binding', '=', before)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    /** Those of an account that it allows, most recently seen first. The clock is the caller's to ask. */
    async listOf(userId: string): Promise<ListedSession[]> {
      const rows = await db
        .selectFrom('sessions as s')
        .innerJoin('users as u', (join) =>
          join
            .onRef('u.id', '=', 's.user_id')
            .onRef('u.credential_epoch', '=', 's.credential_epoch')
            .on('u.state', '=', 'active')
            .on('u.deletes_at', 'is', null),
        )
        .select(['s.id', 's.address', 's.user_agent', 's.created_at', 's.last_seen_at'])
        .where('s.user_id', '=', userId)
        .orderBy('s.last_seen_at', 'desc')
        .orderBy('s.id')
        .execute()
      return rows.map(({ id, address, user_agent: userAgent, created_at: createdAt, last_seen_at }) => ({
        id,
        address,
        userAgent,
        createdAt,
        lastSeenAt: last_seen_at,
      }))
    },

    async remove(id: string): Promise<void> {
      await db.deleteFrom('sessions').where('id', '=', id).execute()
    },

    /** Returns how many ended. */
    async removeAllOf(userId: string, except?: string): Promise<number> {
      const all = db.deleteFrom('sessions').where('user_id', '=', userId)
      const { numDeletedRows } = await (except === undefined
        ? all
        : all.where('id', '!=', except)
      ).executeTakeFirst()
      return Number(numDeletedRows)
    },

    /** Deletes what was last seen, or made, before the given times; returns how many. */
    async sweep(idleBefore: number, createdBefore: number): Promise<number> {
      let swept = 0
      for (;;) {
        const { numDeletedRows } = await deleteExpired(db, idleBefore, createdBefore)
        swept += Number(numDeletedRows)
        if (numDeletedRows < SWEEP_BATCH) return swept
        await otherRequestsFirst()
      }
    },
  }
}

function selectSession(db: Kysely<Database>) {
  return db
    .selectFrom('sessions as s')
    .leftJoin('users as u', (join) =>
      join
        .onRef('u.id', '=', 's.user_id')
        .onRef('u.credential_epoch', '=', 's.credential_epoch')
        .on('u.state', '=', sql.lit('active'))
        .on('u.deletes_at', 'is', null),
    )
    .select(['s.id', 's.user_id', 's.assurance', 's.proven_at', 's.data', 's.address', 's.user_agent'])
    .select(['s.created_at', 's.last_seen_at', 'u.username', 'u.email'])
    .select(['u.email_verified_at', 'u.display_name', 'u.roles', 'u.second_factor', 'u.factor_due_at'])
    .select('s.binding')
    .where('s.id', '=', placeholder<string>())
}

type SessionRow = Awaited<ReturnType<ReturnType<typeof selectSession>['execute']>>[number]

function readSession<Method extends string>([row]: SessionRow[]): StoredSession<Method> | undefined {
  if (!row) return undefined
  const { user_id, username, email } = row
  if (user_id !== null && (username === null || email === null)) return undefined
  return {
    id: row.id,
    user:
      user_id === null
        ? null
        : {
            id: user_id,
            username: username!,
            email: email!,
            emailVerified: row.email_verified_at !== null,
            displayName: row.display_name!,
            roles: row.roles === '[]' ? NO_ROLES : JSON.parse(row.roles!),
            secondFactor: row.second_factor !== 0,
            factorDueAt: row.factor_due_at,
          },
    assurance: JSON.parse(row.assurance),
    provenAt: row.proven_at,
    values: row.data,
    address: row.address,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    binding: row.binding,
  }
}

/**
 * True when the account may have a session. Postgres keeps the row still until the end of the transaction, so that a
 * change of the password waits, and so does another sign-in that counts the same sessions; SQLite has one writer.
 */
async function holdAccount(
  tx: Kysely<Database>,
  kind: Store['kind'],
  { userId, credentialEpoch, twoFactor }: SessionToStore,
): Promise<boolean> {
  const account = tx
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId!)
    .where('credential_epoch', '=', credentialEpoch)
    .where('state', '=', 'active')
    .where('deletes_at', 'is', null)
  const allowed = twoFactor ? account : account.where('second_factor', '=', 0)
  const found = await (kind === 'postgres' ? allowed.forNoKeyUpdate() : allowed).executeTakeFirst()
  return found !== undefined
}

async function insertSession(tx: Kysely<Database>, session: SessionToStore): Promise<void> {
  await tx
    .insertInto('sessions')
    .values({
      id: session.id,
      user_id: session.userId,
      credential_epoch: session.credentialEpoch,
      assurance: JSON.stringify(session.assurance),
      proven_at: session.provenAt,
      data: session.values,
      address: session.address,
      user_agent: session.userAgent,
      created_at: session.createdAt,
      last_seen_at: session.lastSeenAt,
      binding: session.binding,
    })
    .execute()
}

/** The oldest of an account's sessions of one kind above `others` and the newest. */
export async function endOldest(
  tx: Kysely<Database>,
  table: 'sessions' | 'api_sessions',
  userId: string,
  newest: string,
  others: number,
): Promise<void> {
  await tx
    .deleteFrom(table)
    .where('user_id', '=', userId)
    .where('id', '!=', newest)
    .where('id', 'not in', (kept) =>
      kept
        .selectFrom(table)
        .select('id')
        .where('user_id', '=', userId)
        .where('id', '!=', newest)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(Math.max(0, others)),
    )
    .execute()
}

function deleteExpired(db: Kysely<Database>, idleBefore: number, createdBefore: number) {
  return db
    .deleteFrom('sessions')
    .where('id', 'in', (expired) =>
      expired
        .selectFrom('sessions')
        .select('id')
        .where((is) => is.or([is('last_seen_at', '<', idleBefore), is('created_at', '<', createdBefore)]))
        .limit(SWEEP_BATCH),
    )
    .executeTakeFirstOrThrow()
}
