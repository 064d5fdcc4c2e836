// Accounts for the tests of leaving: confirmed, signed in, and with rows in every table that can name them.
import type { Kysely } from 'kysely'
import { noteActivity } from '../../../src/accounts/activity/activity.ts'
import { attemptCounter } from '../../../src/accounts/email/mail-allowance.ts'
import { issueLink, linkPurposes, mailCounter } from '../../../src/accounts/link-token.ts'
import { reserveGuess, throttleId } from '../../../src/accounts/throttle.ts'
import { queueMail } from '../../../src/mail/queue.ts'
import type { Database } from '../../../src/store/schema.ts'
import { sqlSessions } from '../../../src/store/sessions.ts'
import { OWNER, type TestBackend } from '../backend.ts'

const DAY = 86_400 // seconds

/** `name` is the user name, the id begins with it, and the address too. */
export async function addPerson(
  backend: TestBackend,
  name: string,
  { confirmed = true } = {},
): Promise<string> {
  const { store, clock } = backend
  const [id, email] = [`${name}-id`, `${name}@example.test`]
  await store.db
    .insertInto('users')
    .values({
      id,
      username: name,
      username_key: name,
      username_skeleton: name,
      email,
      email_key: email,
      email_verified_at: confirmed ? clock : null,
      created_at: clock,
      updated_at: clock,
    })
    .execute()
  await noteActivity(backend, { userId: id, kind: 'account-created', by: OWNER })
  return id
}

export function addSession(
  { store, clock }: TestBackend,
  userId: string,
  id = `session of ${userId}`,
  credentialEpoch = 0,
) {
  return sqlSessions(store).insert(
    {
      id,
      userId,
      credentialEpoch,
      assurance: ['password'],
      twoFactor: false,
      binding: '',
      provenAt: clock,
      values: JSON.stringify({ cart: userId }),
      address: '192.0.2.9',
      userAgent: `Firefox of ${userId}`,
      createdAt: clock,
      lastSeenAt: clock,
    },
    100,
  )
}

/** Something in every table that can know of a person. */
export async function leaveTraces(backend: TestBackend, name: string): Promise<void> {
  const { store, keys, settings, clock } = backend
  const [userId, email] = [`${name}-id`, `${name}@example.test`]
  await addSession(backend, userId)
  for (const purpose of linkPurposes) {
    await issueLink(store.db, { purpose, userId, payload: { email }, lifetime: 60 * DAY, now: clock })
  }
  for (const to of [email, email.toUpperCase()]) {
    await queueMail(store.db, { to, subject: `Hello ${name}`, text: name, html: name }, clock)
  }
  await store.db
    .insertInto('counters')
    .values(
      [...linkPurposes.map((purpose) => mailCounter(purpose, userId)), attemptCounter(userId)].map((id) => ({
        id,
        state: '1',
        expires_at: clock + 60 * DAY * 1000,
      })),
    )
    .execute()
  for (const target of targetsOf(name)) {
    await reserveGuess(store.db, throttleId(keys, target), settings.throttle, clock)
  }
}

const targetsOf = (name: string) => [
  { typed: `username_key ${name}` },
  { typed: `email_key ${name}@example.test` },
  { knownDeviceOf: `${name}-id` },
  { confirmOf: `${name}-id` },
]

/** Every cell of every table in which one of the texts stands, in any case: `users.email`. */
export async function cellsWith(db: Kysely<Database>, ...texts: string[]): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await db.introspection.getTables()) {
    const rows = await db
      .selectFrom(name as keyof Database)
      .selectAll()
      .execute()
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        const cell = String(value).toLowerCase()
        if (texts.some((text) => cell.includes(text.toLowerCase()))) found.push(`${name}.${column}`)
      }
    }
  }
  return found
}

export const throttled = ({ store, keys }: TestBackend, name: string) =>
  store.db
    .selectFrom('throttle')
    .select('id')
    .where(
      'id',
      'in',
      targetsOf(name).map((target) => throttleId(keys, target)),
    )
    .execute()
