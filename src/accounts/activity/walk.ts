// Goes along one account's chain from end to end: what was changed, what is missing, what is no part of it.
import type { Kysely, Selectable } from 'kysely'
import type { KeyRing } from '../../crypto/keys.ts'
import type { ActivityTable, Database } from '../../store/schema.ts'
import { judgeHead, judgeLink, rightMac } from './chain.ts'

/** Rows in memory at once. */
const BATCH = 1_000
/** Faults of one account that are told one by one; a chain that is wrong throughout has as many as rows. */
const MAX_TOLD = 20
/** Macs tried as "the row before", where rows before were changed. */
const MAX_BEFORES = 4

export type Fault =
  | { kind: 'row-changed'; seq: number }
  | { kind: 'rows-missing'; seq: number; through: number }
  /** Before the beginning or after the end. */
  | { kind: 'row-added'; seq: number }
  | { kind: 'head-changed' }
  /** Rows, and nothing that says where they begin and end. */
  | { kind: 'head-missing' }
  /** A number in it is too large to be one of ours. */
  | { kind: 'unreadable' }

export interface Walk {
  rows: number
  /** The first ones; `faultsInAll` counts the rest too. */
  faults: Fault[]
  faultsInAll: number
  /** Rows made with a secret that is no longer set. */
  lost: { rows: number; firstSeq: number; lastSeq: number } | undefined
  first: { seq: number; kind: string } | undefined
  hasHead: boolean
}

/** In one consistent snapshot what it finds is so; while others write, a fault may be one of reading. */
export async function walkActivity(db: Kysely<Database>, keys: KeyRing, userId: string): Promise<Walk> {
  const walk: Walk = {
    rows: 0,
    faults: [],
    faultsInAll: 0,
    lost: undefined,
    first: undefined,
    hasHead: false,
  }
  try {
    await walkRows(db, keys, userId, walk)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    tell(walk, { kind: 'unreadable' })
  }
  return walk
}

async function walkRows(db: Kysely<Database>, keys: KeyRing, userId: string, walk: Walk): Promise<void> {
  const head = await db
    .selectFrom('activity_heads')
    .selectAll()
    .where('user_id', '=', userId)
    .executeTakeFirst()
  walk.hasHead = head !== undefined
  // What a changed head says of the ends is worth nothing.
  const ends = head !== undefined && judgeHead(keys, head) !== 'changed' ? head : undefined
  if (head !== undefined && ends === undefined) tell(walk, { kind: 'head-changed' })
  let due = ends?.first_seq
  let befores = ends && [ends.before_mac]
  let last: { row: ActivityTable; changed: boolean } | undefined
  for await (const row of rowsOf(db, userId)) {
    walk.rows++
    walk.first ??= { seq: row.seq, kind: row.kind }
    if (walk.rows === 1 && head === undefined) tell(walk, { kind: 'head-missing' })
    if (ends !== undefined && (row.seq < ends.first_seq || row.seq > ends.last_seq)) {
      tell(walk, { kind: 'row-added', seq: row.seq })
      continue
    }
    if (due !== undefined && row.seq !== due) {
      tell(walk, { kind: 'rows-missing', seq: due, through: row.seq - 1 })
      befores = undefined
    }
    if (row.seq === 1) befores = ['']
    const judgements = befores?.map((before) => judgeLink(keys, row, before))
    const changed = judgements?.every((judgement) => judgement === 'changed') === true
    if (changed) tell(walk, { kind: 'row-changed', seq: row.seq })
    else if (judgements?.includes('lost-key')) noteLost(walk, row.seq)
    // After a changed row the next one tells whether it was its mac that was changed.
    const right = changed ? befores?.map((before) => rightMac(keys, row, before)) : undefined
    befores = [row.mac, ...(right ?? []).filter((mac) => mac !== undefined)].slice(0, MAX_BEFORES)
    last = { row, changed }
    due = row.seq + 1
  }
  if (ends === undefined || due === undefined) return
  if (due <= ends.last_seq) tell(walk, { kind: 'rows-missing', seq: due, through: ends.last_seq })
  else if (last !== undefined && !last.changed && last.row.mac !== ends.last_mac) {
    tell(walk, { kind: 'row-changed', seq: last.row.seq })
  }
}

async function* rowsOf(db: Kysely<Database>, userId: string): AsyncGenerator<Selectable<ActivityTable>> {
  const all = db.selectFrom('activity').selectAll().where('user_id', '=', userId).orderBy('seq').limit(BATCH)
  for (let rows = await all.execute(); ; ) {
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < BATCH) return
    rows = await all.where('seq', '>', last.seq).execute()
  }
}

function tell(walk: Walk, fault: Fault): void {
  walk.faultsInAll++
  if (walk.faults.length < MAX_TOLD) walk.faults.push(fault)
}

function noteLost(walk: Walk, seq: number): void {
  walk.lost ??= { rows: 0, firstSeq: seq, lastSeq: seq }
  walk.lost.rows++
  walk.lost.lastSeq = seq
}
