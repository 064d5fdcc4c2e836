// Everything the tables hold on an account, as one JSON document, written piece by piece. No secret is in it.
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema.ts'
import { type AccountWithHash, accountById } from '../account.ts'
import { listActivity } from '../activity/activity.ts'
import type { ActivityEvent } from '../activity/event.ts'
import { kindInWords } from '../activity/kinds.ts'
import type { AccountsBackend } from '../needs.ts'
import { apiSessionsOf, personalTokensOf } from './api-data.ts'
import { authenticatorsOf, passkeysOf, recoveryCodesOf, rememberedDevicesOf } from './factor-data.ts'
import { moment } from './moment.ts'
import { isMailTo } from './own-mail.ts'
import { uploadsOf } from './upload-data.ts'

/** Rows read and written at once. */
const PAGE = 500

type Section = (db: Kysely<Database>, account: AccountWithHash) => AsyncIterable<object> | Promise<object>

/**
 * What of each table goes into the document, or why nothing does. A new table does not compile until it stands here; a
 * test holds every column to it.
 */
const SECTIONS = {
  users: { name: 'profile', read: async (_db, account) => profileOf(account) },
  sessions: { name: 'sessions', read: sessionsOf },
  tokens: { name: 'links', read: linksOf },
  outbox: { name: 'mails', read: mailsOf },
  activity: { name: 'activity', read: activityOf },
  activity_heads: 'seals the rows of activity, and tells nothing more',
  counters: 'numbers of requests and mails, which say nothing but how many',
  throttle: 'numbers of wrong guesses, under names that nobody can read',
  authenticators: { name: 'authenticatorApps', read: authenticatorsOf },
  recovery_codes: { name: 'recoveryCodes', read: recoveryCodesOf },
  passkeys: { name: 'passkeys', read: passkeysOf },
  remembered_devices: { name: 'rememberedDevices', read: rememberedDevicesOf },
  api_sessions: { name: 'apiSessions', read: apiSessionsOf },
  refresh_tokens: 'open sign-ins over the API, hashed, and tell nothing more',
  personal_tokens: { name: 'personalTokens', read: personalTokensOf },
  uploads: { name: 'uploads', read: uploadsOf },
  signing_keys: 'of no account',
  leases: 'of no account',
} as const satisfies Record<keyof Database, { name: string; read: Section } | string>

/** The text of the document. `undefined`: there is no such account. */
export async function accountData(
  backend: Pick<AccountsBackend, 'store' | 'settings' | 'now'>,
  userId: string,
): Promise<AsyncGenerator<string> | undefined> {
  const account = await accountById(backend.store.db, userId)
  return account && written(backend, account)
}

async function* written(
  { store, settings, now }: Pick<AccountsBackend, 'store' | 'settings' | 'now'>,
  account: AccountWithHash,
): AsyncGenerator<string> {
  yield `{\n"site": ${JSON.stringify(settings.siteName)},\n"writtenAt": ${JSON.stringify(moment(now()))}`
  for (const section of Object.values(SECTIONS)) {
    if (typeof section === 'string') continue
    const content = section.read(store.db, account)
    yield `,\n${JSON.stringify(section.name)}: `
    if (content instanceof Promise) yield JSON.stringify(await content, null, 1)
    else yield* list(content)
  }
  yield '\n}\n'
}

async function* list(rows: AsyncIterable<object>): AsyncGenerator<string> {
  let before = '['
  for await (const row of rows) {
    yield `${before}\n ${JSON.stringify(row)}`
    before = ','
  }
  yield before === '[' ? '[]' : '\n]'
}

async function profileOf(account: AccountWithHash): Promise<object> {
  const { id, username, email, displayName, state, roles } = account
  return {
    id,
    username,
    displayName,
    email,
    emailConfirmedAt: moment(account.emailVerifiedAt),
    state,
    roles,
    createdAt: moment(account.createdAt),
    lastSignInAt: moment(account.lastSignInAt),
    deletesAt: moment(account.deletesAt),
    secondFactor: account.secondFactor,
  }
}

async function* sessionsOf(db: Kysely<Database>, { id }: AccountWithHash): AsyncGenerator<object> {
  const rows = await db
    .selectFrom('sessions')
    .select(['address', 'user_agent', 'assurance', 'data', 'created_at', 'last_seen_at', 'proven_at'])
    .where('user_id', '=', id)
    .orderBy('created_at')
    .execute()
  for (const row of rows) {
    yield {
      address: row.address,
      userAgent: row.user_agent,
      signedInAt: moment(row.created_at),
      lastSeenAt: moment(row.last_seen_at),
      provenAt: moment(row.proven_at),
      provenBy: JSON.parse(row.assurance) as unknown,
      values: JSON.parse(row.data) as unknown,
    }
  }
}

/** What a link confirms may be another person's address: its purpose and times are told. */
async function* linksOf(db: Kysely<Database>, { id }: AccountWithHash): AsyncGenerator<object> {
  const rows = await db
    .selectFrom('tokens')
    .select(['purpose', 'created_at', 'expires_at'])
    .where('user_id', '=', id)
    .orderBy('created_at')
    .execute()
  for (const row of rows) {
    yield { purpose: row.purpose, createdAt: moment(row.created_at), expiresAt: moment(row.expires_at) }
  }
}

/** Not their texts, which may hold links that open something. */
async function* mailsOf(db: Kysely<Database>, account: AccountWithHash): AsyncGenerator<object> {
  const rows = await db
    .selectFrom('outbox')
    .select(['recipient', 'subject', 'created_at', 'sent_at', 'attempts'])
    .where(isMailTo(account))
    .orderBy('created_at')
    .execute()
  for (const row of rows) {
    const times = { queuedAt: moment(row.created_at), sentAt: moment(row.sent_at) }
    yield { to: row.recipient, subject: row.subject, ...times, attempts: row.attempts }
  }
}

async function* activityOf(db: Kysely<Database>, { id }: AccountWithHash): AsyncGenerator<object> {
  for (let before: number | undefined; ; ) {
    const events = await listActivity(db, id, { before, limit: PAGE })
    yield* events.map(shownEvent)
    if (events.length < PAGE) return
    before = events.at(-1)!.seq
  }
}

/** As the activity page has it: who the administrator was, and whom one has dealt with as an administrator, is theirs. */
function shownEvent({ seq, kind, at, actor, address, userAgent, detail }: ActivityEvent): object {
  const byAdmin = actor.startsWith('admin:')
  const asAdmin = kind.startsWith('admin-')
  return {
    number: seq,
    kind,
    words: kindInWords(kind),
    at: moment(at),
    by: byAdmin ? 'administrator' : actor,
    ...(byAdmin ? {} : { address, userAgent }),
    ...(asAdmin ? {} : { detail }),
  }
}
