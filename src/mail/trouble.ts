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

/** What stands between the words of a server's answer. */
const BETWEEN = /([\s"'(),:;<>[\]])/

/** Servers repeat whom they refuse: `550 <ada@example.org>: no such person`, or the local part alone. */
function withoutAddresses(text: string, recipient: string): string {
  const local = recipient.slice(0, recipient.lastIndexOf('@'))
  const words = text.replaceAll(recipient, '…').split(BETWEEN)
  const others = words.map((word) => (word.includes('@') ? '…' : word)).join('')
  return local.length < LOCAL_PART_LOOKED_FOR ? others : without(others, local)
}

/** In any case of its letters. */
function without(text: string, part: string): string {
  const [low, sought] = [text.toLowerCase(), part.toLowerCase()]
  // A letter that grows in lower case would shift all after it.
  if (low.length !== text.length) return text.replaceAll(part, '…')
  let rest = ''
  let from = 0
  for (let at = low.indexOf(sought); at !== -1; at = low.indexOf(sought, from)) {
    rest += `${text.slice(from, at)}…`
    from = at + sought.length
  }
  return rest + text.slice(from)
}
