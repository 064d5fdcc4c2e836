// Holds both databases to schema.ts: its tables, columns, types, nulls and defaults, and nothing besides.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Insertable, type Selectable, sql } from 'kysely'
import type { Store } from '../../src/store/open.ts'
import type { Database } from '../../src/store/schema.ts'
import { uniqueViolation } from '../../src/store/unique.ts'
import { eachDatabase } from './databases.ts'

type Base<Value> = [Value] extends [string] ? 'text' : [Value] extends [number] ? 'integer' : never
type Null<Value> = null extends Value ? ' null' : ''
type Kind<Value> = `${Base<Exclude<Value, null>>}${Null<Value>}`
type Default<Table, Column extends keyof Selectable<Table>> = undefined extends Insertable<Table>[Column &
  keyof Insertable<Table>]
  ? null extends Selectable<Table>[Column]
    ? ''
    : ' default'
  : ''
/** What the compiler makes of schema.ts; the list below has to agree with it to the letter. */
type Described = {
  [Table in keyof Database]: {
    [Column in keyof Selectable<
      Database[Table]
    >]: `${Kind<Selectable<Database[Table]>[Column]>}${Default<Database[Table], Column>}`
  }
}

const EXPECTED: Described = {
  users: {
    id: 'text',
    username: 'text',
    username_key: 'text',
    username_skeleton: 'text',
    email: 'text',
    email_key: 'text',
    password_hash: 'text null',
    credential_epoch: 'integer default',
    state: 'text default',
    created_at: 'integer',
    updated_at: 'integer',
    email_verified_at: 'integer null',
    display_name: 'text default',
    roles: 'text default',
    last_sign_in_at: 'integer null',
    deletes_at: 'integer null',
    second_factor: 'integer default',
    factor_due_at: 'integer null',
    devices_since: 'integer default',
  },
  sessions: {
    id: 'text',
    user_id: 'text null',
    credential_epoch: 'integer',
    assurance: 'text',
    proven_at: 'integer',
    data: 'text',
    address: 'text',
    user_agent: 'text',
    created_at: 'integer',
    last_seen_at: 'integer',
    binding: 'text default',
  },
  tokens: {
    id: 'text',
    purpose: 'text',
    user_id: 'text null',
    payload: 'text',
    created_at: 'integer',
    expires_at: 'integer',
    slot: 'text null',
  },
  counters: { id: 'text', state: 'text', expires_at: 'integer' },
  throttle: { id: 'text', failures: 'integer', last_failure_at: 'integer', blocked_until: 'integer' },
  outbox: {
    id: 'text',
    recipient: 'text',
    subject: 'text',
    text: 'text',
    html: 'text',
    created_at: 'integer',
    attempts: 'integer default',
    next_attempt_at: 'integer',
    claimed_until: 'integer default',
    sent_at: 'integer null',
    last_error: 'text null',
  },
  activity: {
    user_id: 'text',
    seq: 'integer',
    kind: 'text',
    at: 'integer',
    actor: 'text',
    address: 'text',
    user_agent: 'text',
    detail: 'text',
    key: 'text',
    mac: 'text',
  },
  activity_heads: {
    user_id: 'text',
    first_seq: 'integer',
    before_mac: 'text',
    last_seq: 'integer',
    last_mac: 'text',
    key: 'text',
    seal: 'text',
  },
  leases: { name: 'text', holder: 'text', expires_at: 'integer' },
  authenticators: {
    user_id: 'text',
    state: 'text',
    secret: 'text',
    last_step: 'integer default',
    created_at: 'integer',
  },
  recovery_codes: { user_id: 'text', id: 'text', created_at: 'integer', used_at: 'integer null' },
  passkeys: {
    user_id: 'text',
    id: 'text',
    public_key: 'text',
    counter: 'integer',
    transports: 'text',
    name: 'text',
    backup_eligible: 'integer',
    backed_up: 'integer',
    aaguid: 'text',
    created_at: 'integer',
    last_used_at: 'integer null',
  },
  signing_keys: {
    id: 'text',
    algorithm: 'text',
    public_jwk: 'text',
    private_key: 'text',
    created_at: 'integer',
    signs_from: 'integer',
    signs_until: 'integer',
  },
  api_sessions: {
    user_id: 'text',
    id: 'text',
    credential_epoch: 'integer',
    assurance: 'text',
    proven_at: 'integer',
    address: 'text',
    user_agent: 'text',
    created_at: 'integer',
    last_used_at: 'integer',
  },
  refresh_tokens: {
    id: 'text',
    session_id: 'text',
    created_at: 'integer',
    expires_at: 'integer',
    used_at: 'integer null',
    successor: 'text default',
  },
  personal_tokens: {
    user_id: 'text',
    id: 'text',
    credential_epoch: 'integer',
    secret_hash: 'text',
    name: 'text',
    scopes: 'text',
    created_at: 'integer',
    expires_at: 'integer',
    last_used_at: 'integer null',
  },
  uploads: {
    id: 'text',
    user_id: 'text null',
    purpose: 'text',
    state: 'text',
    name: 'text',
    kind: 'text',
    type: 'text',
    bytes: 'integer',
    sha256: 'text',
    width: 'integer null',
    height: 'integer null',
    created_at: 'integer',
    expires_at: 'integer null',
  },
  remembered_devices: {
    user_id: 'text',
    id: 'text',
    credential_epoch: 'integer',
    address: 'text',
    user_agent: 'text',
    created_at: 'integer',
    last_used_at: 'integer',
    expires_at: 'integer',
  },
}

const UNIQUE = [
  'activity.user_id, activity.seq',
  'activity_heads.user_id',
  'api_sessions.id',
  'authenticators.user_id, authenticators.state',
  'counters.id',
  'leases.name',
  'outbox.id',
  'passkeys.id',
  'personal_tokens.id',
  'recovery_codes.id',
  'refresh_tokens.id',
  'remembered_devices.id',
  'sessions.id',
  'signing_keys.id',
  'throttle.id',
  'tokens.id',
  'tokens.user_id, tokens.purpose, tokens.slot',
  'uploads.id',
  'users.email_key',
  'users.id',
  'users.username_key',
  'users.username_skeleton',
]

const user = (id: string) => ({
  id,
  username: id,
  username_key: id,
  username_skeleton: id,
  email: id,
  email_key: id,
  created_at: 1,
  updated_at: 1,
})

eachDatabase('schema', (open) => {
  test('the tables are those of schema.ts, column for column', async () => {
    const tables = await (await open()).db.introspection.getTables()
    const found = tables
      .filter((table) => table.name !== 'portcullis_migrations')
      .map((table) => [table.name, Object.fromEntries(table.columns.map(describeColumn))])
    assert.deepEqual(Object.fromEntries(found), EXPECTED)
  })

  test('what must be unique is, and the names of the constraints tell the columns', async () => {
    const store = await open()
    const found = store.kind === 'sqlite' ? await uniqueInSqlite(store) : await uniqueInPostgres(store)
    assert.deepEqual(found.sort(), UNIQUE)
  })

  test('sessions and tokens need an account that exists', async () => {
    const { db } = await open()
    const token = { id: 't', purpose: 'p', user_id: 'nobody', payload: '', created_at: 1, expires_at: 2 }
    await assert.rejects(db.insertInto('tokens').values(token).execute(), /foreign key/i)
  })

  test('tokens go with their account', async () => {
    const { db } = await open()
    await db.insertInto('users').values(user('u')).execute()
    const token = { id: 't', purpose: 'p', user_id: 'u', payload: '', created_at: 1, expires_at: 2 }
    await db
      .insertInto('tokens')
      .values([token, { ...token, id: 'other', user_id: null }])
      .execute()
    await db.deleteFrom('users').where('id', '=', 'u').execute()
    assert.deepEqual(await db.selectFrom('tokens').select('id').execute(), [{ id: 'other' }])
  })

  test('empty keys, negative counts and oversized values are refused by the database itself', async () => {
    const { db } = await open()
    const refused = /constraint/i
    await assert.rejects(
      db
        .insertInto('users')
        .values({ ...user('u'), email_key: '' })
        .execute(),
      refused,
    )
    await assert.rejects(
      db
        .insertInto('users')
        .values({ ...user('u'), credential_epoch: -1 })
        .execute(),
      refused,
    )
    const throttle = { id: 'x', failures: -1, last_failure_at: 1, blocked_until: 1 }
    await assert.rejects(db.insertInto('throttle').values(throttle).execute(), refused)
    const session = { id: 's', user_id: null, credential_epoch: 0, assurance: '[]', proven_at: 1 }
    const rest = { address: '', user_agent: '', created_at: 1, last_seen_at: 1 }
    const big = { ...session, ...rest, data: 'x'.repeat(4_097) }
    await assert.rejects(db.insertInto('sessions').values(big).execute(), refused)
  })

  test('a value of the wrong type is refused, not bent', async () => {
    const { db } = await open()
    const wrong = { id: 'c', state: '1', expires_at: 'tomorrow' as unknown as number }
    await assert.rejects(db.insertInto('counters').values(wrong).execute())
  })

  test('the queries that sweep and search have their index', async () => {
    const { db, kind } = await open()
    const query =
      kind === 'sqlite'
        ? sql<{ name: string }>`select name from sqlite_schema where type = 'index' and sql is not null`
        : sql<{
            name: string
          }>`select indexname as name from pg_indexes where schemaname = 'public' and indexname like '%\\_by\\_%' or indexname like 'outbox%'`
    const names = (await query.execute(db)).rows.map((row) => row.name)
    assert.deepEqual(names.filter((name) => !name.endsWith('_unique')).sort(), [
      'activity_by_time',
      'api_sessions_by_user',
      'counters_by_expiry',
      'outbox_due',
      'outbox_sent',
      'passkeys_by_user',
      'personal_tokens_by_user',
      'recovery_codes_by_user',
      'refresh_tokens_by_session',
      'remembered_devices_by_user',
      'sessions_by_creation',
      'sessions_by_last_seen',
      'sessions_by_user',
      'throttle_by_failure',
      'tokens_by_expiry',
      'tokens_by_user',
      'uploads_by_state',
      'uploads_by_user',
      'users_by_deletion',
    ])
  })
})

function describeColumn(column: {
  name: string
  dataType: string
  isNullable: boolean
  hasDefaultValue: boolean
}) {
  const base = column.dataType.toLowerCase().replace('int8', 'integer')
  return [
    column.name,
    `${base}${column.isNullable ? ' null' : ''}${column.hasDefaultValue ? ' default' : ''}`,
  ]
}

async function uniqueInSqlite({ db }: Store): Promise<string[]> {
  const { rows } = await sql<{ columns: string }>`
    select group_concat(t.name || '.' || c.name, ', ') as columns
    from sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
    where t.type = 'table' and t.name <> 'portcullis_migrations' and i."unique" = 1 group by i.name`.execute(
    db,
  )
  return rows.map((row) => row.columns)
}

/** As uniqueViolation reads them, from the names that a violation would bear. */
async function uniqueInPostgres({ db }: Store): Promise<string[]> {
  const { rows } = await sql<{ table: string; constraint: string }>`
    select t.relname as "table", i.relname as "constraint" from pg_index x
    join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
    where x.indisunique and t.relnamespace = 'public'::regnamespace and t.relname <> 'portcullis_migrations'`.execute(
    db,
  )
  return rows.map((row) => uniqueViolation({ code: '23505', ...row })!)
}
