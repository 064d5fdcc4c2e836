// What is wrong in the outbox: mail that was given up, and mail that has been waiting for long.
import type { ExpressionBuilder, Kysely } from 'kysely'
import type { Database } from '../store/schema.ts'
import { NEVER } from './queue.ts'

const HOUR = 3_600_000
/** Longer than this no mail waits while the mail server does its work. */
const LONG = HOUR
/** Mails given up that are told one by one, the newest. */
const TOLD = 10
/** Shorter local parts (`a@x.test`) stand in too many words to be looked for there. */
const LOCAL_PART_LOOKED_FOR = 3

export interface TroubledMail {
  id: string
  subject: string
  createdAt: number
  attempts: number
  /** The server's words, without any address; '' while there are none. */
  lastError: string
}

export interface OutboxTrouble {
  dead: TroubledMail[]
  deadInAll: number
  /** Mails that have been waiting for more than an hour. */
  late: number
  /** The one of them that has been waiting longest. */
  oldest: TroubledMail | undefined
}

/** Reads alone. @param now milliseconds since 1970 */
export async function outboxTrouble(db: Kysely<Database>, now: number): Promise<OutboxTrouble> {
  const unsent = db.selectFrom('outbox').where('sent_at', 'is', null)
  const dead = unsent.where('next_attempt_at', '=', NEVER)
  const late = unsent.where('next_attempt_at', '<', NEVER).where('created_at', '<', now - LONG)
  const columns = ['id', 'recipient', 'subject', 'created_at', 'attempts', 'last_error'] as const
  const newestDead = await dead.select(columns).orderBy('created_at', 'desc').limit(TOLD).execute()
  const oldest = await late.select(columns).orderBy('created_at').limit(1).executeTakeFirst()
  return {
    dead: newestDead.map(troubled),
    deadInAll: (await dead.select(count).executeTakeFirstOrThrow()).rows,
    late: (await late.select(count).executeTakeFirstOrThrow()).rows,
    oldest: oldest && troubled(oldest),
  }
}

function count(eb: ExpressionBuilder<Database, 'outbox'>) {
  return eb.fn.countAll<number>().as('rows')
}

interface Row {
  id: string
  recipient: string
  subject: string
  created_at: number
  attempts: number
  last_error: string | null
}

function troubled({ id, recipient, subject, created_at, attempts, last_error }: Row): TroubledMail {
  const lastError = withoutAddresses(last_error ?? '', recipient)
  return { id, subject, createdAt: created_at, attempts, lastError }
}

const WORD = /[^\s"'(),:;<>[\]]+/g

/** Servers repeat whom they refuse: `550 <ada@example.org>: no such person`, or the local part alone. */
function withoutAddresses(text: string, recipient: string): string {
  const local = recipient.slice(0, recipient.lastIndexOf('@'))
  const others = text.replaceAll(recipient, '…').replace(WORD, (word) => (word.includes('@') ? '…' : word))
  if (local.length < LOCAL_PART_LOOKED_FOR) return others
  return withoutWord(others, local)
}

/** In either case, without an expression that is made of what people typed. */
function withoutWord(text: string, word: string): string {
  const lower = text.toLowerCase()
  // A few letters are longer in lower case; then places in one are none in the other.
  const shown = lower.length === text.length ? text : lower
  let from = 0
  return lower
    .split(word.toLowerCase())
    .map((part) => {
      const piece = shown.slice(from, from + part.length)
      from += part.length + word.toLowerCase().length
      return piece
    })
    .join('…')
}
