// The account's security log: append-only, chained with MACs, written in the transaction of what it tells of.
import type { Kysely, Selectable } from 'kysely'
import type { ActivityHeadsTable, ActivityTable, Database } from '../../store/schema.ts'
import type { AccountsBackend } from '../needs.ts'
import { headSeal, judgeHead, linkMac } from './chain.ts'
import type { ActivityEvent } from './event.ts'
import type { ActivityKind } from './kinds.ts'

const MAX_ADDRESS = 64
const MAX_USER_AGENT = 256
const MAX_DETAIL = 1000
/** Each round lost is another writer's progress; so many in a row are a mistake of ours. */
const MAX_ROUNDS = 100

/** Who did it, and from where; routes read it off the request, the command line and the janitor have fixed ones. */
export interface Acting {
  /** `owner`, `operator` (command line), `system` (the clock), or `admin:ID`. */
  actor: 'owner' | 'operator' | 'system' | `admin:${string}`
  /** The client's address, or ''. */
  address: string
  userAgent: string
}

export const OPERATOR: Acting = { actor: 'operator', address: '', userAgent: '' }
export const SYSTEM: Acting = { actor: 'system', address: '', userAgent: '' }

export interface Happening {
  /** Whose activity it stands in. */
  userId: string
  kind: ActivityKind
  by: Acting
  /** Small facts for people: never a password, a token, or what another account must not know. */
  detail?: Readonly<Record<string, string | number>>
}

/** Writes one happening into the log of an account. It never happened if the transaction is rolled back. */
export type Note = (happening: Happening) => Promise<void>

/**
 * A transaction whose happenings are passed on once it has ended well. `work` may run more than once, as in
 * `Store.transaction`.
 */
export async function transactionWithActivity<T>(
  backend: AccountsBackend,
  work: (tx: Kysely<Database>, note: Note) => Promise<T>,
): Promise<T> {
  let events: ActivityEvent[] = []
  const result = await backend.store.transaction((tx) => {
    events = []
    return work(tx, async (happening) => {
      events.push(await append(backend, tx, happening))
    })
  })
  for (const event of events) backend.onActivity(event)
  return result
}

/** One happening on its own. */
export function noteActivity(backend: AccountsBackend, happening: Happening): Promise<void> {
  return transactionWithActivity(backend, (_tx, note) => note(happening))
}

async function append(
  { keys, now }: AccountsBackend,
  tx: Kysely<Database>,
  { userId, kind, by, detail = {} }: Happening,
): Promise<ActivityEvent> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const head = await tx
      .selectFrom('activity_heads')
      .selectAll()
      .where('user_id', '=', userId)
      .executeTakeFirst()
    const end = await endOf(tx, keys, userId, head)
    const link = {
      user_id: userId,
      seq: end.seq + 1,
      kind,
      at: now(),
      actor: by.actor,
      address: storable(by.address, MAX_ADDRESS),
      user_agent: storable(by.userAgent, MAX_USER_AGENT),
      detail: bounded(detail),
    }
    const { key, mac } = linkMac(keys, link, end.mac)
    const moved = {
      user_id: userId,
      first_seq: head?.first_seq ?? 1,
      before_mac: head?.before_mac ?? '',
      last_seq: link.seq,
      last_mac: mac,
    }
    // A head that somebody has changed stays one: a fresh seal would hide it.
    const seal = end.whole ? headSeal(keys, moved) : { key: head?.key ?? '', seal: head?.seal ?? '' }
    const row = { ...moved, ...seal }
    // Whoever moves the head has the next number; on Postgres a second writer waits here, and then starts anew.
    const won =
      head === undefined
        ? await tx
            .insertInto('activity_heads')
            .values(row)
            .onConflict((conflict) => conflict.doNothing())
            .returning('user_id')
            .executeTakeFirst()
        : await tx
            .updateTable('activity_heads')
            .set(row)
            .where('user_id', '=', userId)
            .where('last_mac', '=', head.last_mac)
            .where('first_seq', '=', head.first_seq)
            .returning('user_id')
            .executeTakeFirst()
    if (won === undefined) continue
    await tx
      .insertInto('activity')
      .values({ ...link, key, mac })
      .execute()
    return eventOf({ ...link, key, mac })
  }
  throw new Error('the head of an account’s activity could not be moved')
}

/**
 * What the next row follows. Where the head is changed or gone, nobody is locked out of the account for it: the row then
 * follows the last one there is, and `whole` is false.
 */
async function endOf(
  tx: Kysely<Database>,
  keys: AccountsBackend['keys'],
  userId: string,
  head: Selectable<ActivityHeadsTable> | undefined,
): Promise<{ seq: number; mac: string; whole: boolean }> {
  if (head !== undefined && judgeHead(keys, head) !== 'changed')
    return { seq: head.last_seq, mac: head.last_mac, whole: true }
  const last = await tx
    .selectFrom('activity')
    .select(['seq', 'mac'])
    .where('user_id', '=', userId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last === undefined ? { seq: 0, mac: '', whole: head === undefined } : { ...last, whole: false }
}

/** Neither database's UTF-8 holds a lone surrogate, and Postgres no NUL. */
function storable(text: string, length: number): string {
  return text.slice(0, length).toWellFormed().replaceAll('\0', '')
}

function bounded(detail: Happening['detail']): string {
  const text = storable(JSON.stringify(detail), Number.POSITIVE_INFINITY)
  return text.length <= MAX_DETAIL ? text : '{}'
}

function eventOf(row: Selectable<ActivityTable>): ActivityEvent {
  return {
    userId: row.user_id,
    seq: row.seq,
    kind: row.kind,
    at: row.at,
    actor: row.actor,
    address: row.address,
    userAgent: row.user_agent,
    detail: detailOf(row.detail),
    mac: row.mac,
  }
}

/** A row that somebody has changed by hand must not take its page down. */
function detailOf(text: string): ActivityEvent['detail'] {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null ? (read as ActivityEvent['detail']) : {}
  } catch {
    return {}
  }
}

/** An account's activity, newest first. @param before only rows of a smaller number */
export async function listActivity(
  db: Kysely<Database>,
  userId: string,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<ActivityEvent[]> {
  const all = db.selectFrom('activity').selectAll().where('user_id', '=', userId)
  const rows = await (before === undefined ? all : all.where('seq', '<', before))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.map(eventOf)
}
