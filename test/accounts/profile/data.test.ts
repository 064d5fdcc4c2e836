// The document of one's data, on both databases: every table, every column, no secret, nothing of anybody else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { noteActivity } from '../../../src/accounts/activity/activity.ts'
import { issueLink } from '../../../src/accounts/link-token.ts'
import { accountData } from '../../../src/accounts/profile/data.ts'
import { queueMail } from '../../../src/mail/queue.ts'
import type { Store } from '../../../src/store/store.ts'
import { eachDatabase } from '../../store/databases.ts'
import { addUser } from '../activity/accounts.ts'
import { OWNER, type TestBackend, testBackend } from '../backend.ts'

/** Tables with a `user_id`, and the account's own: the columns that the document leaves out, and why. */
const LEFT_OUT: Record<string, Record<string, string>> = {
  users: {
    username_key: 'made from the name',
    username_skeleton: 'made from the name',
    email_key: 'made from the address',
    password_hash: 'a secret',
    credential_epoch: 'a count of changes, which stand in the activity',
    updated_at: 'as above',
    second_factor: 'told as true or false',
    devices_since: 'a count that the site keeps for itself',
    factor_due_at: 'a date that the site sets for itself',
  },
  sessions: {
    id: 'opens the session, hashed',
    binding: 'the public key of a device, which says nothing but that it is the same one',
    user_id: 'stands in the profile',
    credential_epoch: 'as above',
  },
  tokens: {
    id: 'opens what it is for, hashed',
    user_id: 'stands in the profile',
    payload: 'may hold the address of somebody else',
    slot: 'says which token takes the place of which',
  },
  authenticators: { user_id: 'stands in the profile', secret: 'a secret' },
  recovery_codes: { user_id: 'stands in the profile', id: 'a code, hashed' },
  passkeys: { user_id: 'stands in the profile' },
  api_sessions: {
    user_id: 'stands in the profile',
    id: 'the name of the sign-in in its tokens',
    credential_epoch: 'as above',
  },
  personal_tokens: {
    user_id: 'stands in the profile',
    secret_hash: 'a secret, hashed',
    credential_epoch: 'as above',
  },
  remembered_devices: {
    user_id: 'stands in the profile',
    id: 'opens the second step, hashed',
    credential_epoch: 'as above',
  },
  uploads: { user_id: 'stands in the profile', expires_at: 'a time that the site keeps for itself' },
  activity: { user_id: 'stands in the profile', key: 'the name of a secret', mac: 'proves the row' },
  activity_heads: {
    user_id: '',
    first_seq: '',
    before_mac: '',
    last_seq: '',
    last_mac: '',
    key: '',
    seal: 'the whole row seals the activity, and tells nothing more',
  },
}

/** In every column of every row its own value, from here on. */
const TIME = Date.UTC(2031, 0, 1)

async function documentOf(backend: TestBackend, userId: string): Promise<string> {
  let text = ''
  for await (const piece of (await accountData(backend, userId)) ?? []) text += piece
  return text
}

async function columnsOf(store: Store): Promise<Map<string, string[]>> {
  const tables = await store.db.introspection.getTables()
  return new Map(tables.map(({ name, columns }) => [name, columns.map((column) => column.name)]))
}

/** One row with a value of its own in each column, as the table allows them. */
async function plant(store: Store, table: string, columns: string[], userId: string) {
  const values = columns.map((column, index) => valueFor(table, column, index, userId))
  const names = sql.join(columns.map((column) => sql.id(column)))
  await sql`insert into ${sql.id(table)} (${names}) values (${sql.join(values)})`.execute(store.db)
  return new Map(columns.map((column, index) => [column, values[index]!]))
}

function valueFor(table: string, column: string, index: number, userId: string): string | number {
  if (column === 'user_id' || (table === 'users' && column === 'id')) return userId
  if (column === 'state') return 'active'
  if (/(_at|_seen|_since|^at)$/.test(column)) return TIME + index * 60_000
  if (/epoch|seq$/.test(column)) return 7
  if (/^(second_factor|last_step|counter|backup_eligible|backed_up|bytes|width|height)$/.test(column))
    return 910_000 + index
  // No value is a part of another one.
  const own = `=${table}-${column}-of-${userId}`
  if (column === 'roles' || column === 'assurance') return JSON.stringify([own])
  if (column === 'data' || column === 'detail' || column === 'payload') return JSON.stringify({ [own]: own })
  return own
}

/** As the document writes it. */
function shown(value: string | number): string {
  if (typeof value === 'number') return value > 1e12 ? new Date(value).toISOString() : String(value)
  return /^[[{]/.test(value)
    ? (JSON.parse(JSON.stringify(value)) as string).replace(/[[\]{}"]/g, '').split(':')[0]!
    : value
}

eachDatabase('the document of one’s data', (open) => {
  test('V14.2.6 every column of every table with a user is in it, or left out for a reason', async () => {
    const backend = testBackend(await open())
    const tables = await columnsOf(backend.store)
    const concerned = [...tables].filter(([name, columns]) => name === 'users' || columns.includes('user_id'))
    assert.deepEqual(concerned.map(([name]) => name).sort(), Object.keys(LEFT_OUT).sort())
    for (const [name, columns] of concerned.toSorted(([a]) => (a === 'users' ? -1 : 1))) {
      const planted = await plant(backend.store, name, columns, 'me')
      await plant(backend.store, name, columns, 'them')
      const text = await documentOf(backend, 'me')
      for (const [column, value] of planted) {
        const isIn = text.includes(shown(value))
        const leftOut = LEFT_OUT[name]?.[column] !== undefined
        if (column !== 'user_id' && !/epoch|seq$/.test(column))
          assert.equal(isIn, !leftOut, `${name}.${column}`)
      }
      assert.ok(!text.includes('them'), name)
      JSON.parse(text)
    }
  })

  test('mails to the address, in any case, with subject and time, and no text', async () => {
    const backend = testBackend(await open())
    const { store, clock } = backend
    await addUser(store, 'me')
    await store.db.updateTable('users').set({ email_key: 'me@example.org' }).execute()
    const mail = (to: string, subject: string) =>
      queueMail(store.db, { to, subject, text: 'a secret link', html: 'a secret link' }, clock)
    await mail('me@example.org', 'one')
    await mail('ME@example.org', 'two')
    await mail('notme@example.org', 'three')
    await mail('me@example.org.evil.test', 'four')
    const { mails } = JSON.parse(await documentOf(backend, 'me'))
    assert.deepEqual(mails.map(({ subject }: { subject: string }) => subject).sort(), ['one', 'two'])
    assert.deepEqual(mails[0].queuedAt, new Date(clock).toISOString())
    assert.ok(!JSON.stringify(mails).includes('secret'))
  })

  test('links by purpose and time, never a token', async () => {
    const backend = testBackend(await open())
    const { store, clock } = backend
    await addUser(store, 'me')
    const link = {
      purpose: 'email-change',
      userId: 'me',
      payload: { to: 'new@x.test' },
      lifetime: 60,
      now: clock,
    } as const
    const token = await issueLink(store.db, link)
    const text = await documentOf(backend, 'me')
    assert.deepEqual(JSON.parse(text).links, [
      {
        purpose: 'email-change',
        createdAt: new Date(clock).toISOString(),
        expiresAt: new Date(clock + 60_000).toISOString(),
      },
    ])
    assert.ok(!text.includes(token) && !text.includes('new@x.test'))
  })

  test('much activity comes whole, newest first, and an administrator’s side of it stays theirs', async () => {
    const backend = testBackend(await open())
    await addUser(backend.store, 'me')
    const say = (kind: 'signed-in' | 'suspended' | 'admin-suspended', actor: 'owner' | 'admin:them') =>
      noteActivity(backend, {
        userId: 'me',
        kind,
        by: { ...OWNER, actor },
        detail: { about: 'other-account' },
      })
    for (let row = 0; row < 1_001; row++) await say('signed-in', 'owner')
    await say('suspended', 'admin:them')
    await say('admin-suspended', 'owner')
    const text = await documentOf(backend, 'me')
    const { activity } = JSON.parse(text)
    assert.deepEqual(
      activity.map(({ number }: { number: number }) => number),
      Array.from({ length: 1_003 }, (_, at) => 1_003 - at),
    )
    const [asAdmin, byAdmin, own] = activity
    assert.deepEqual([asAdmin.detail, asAdmin.address], [undefined, OWNER.address])
    assert.deepEqual(
      [byAdmin.by, byAdmin.address, byAdmin.userAgent],
      ['administrator', undefined, undefined],
    )
    assert.deepEqual([own.address, own.userAgent, own.words], [OWNER.address, OWNER.userAgent, 'Signed in'])
    assert.ok(!text.includes('admin:them'))
  })

  test('nobody’s data is no document', async () => {
    const backend = testBackend(await open())
    assert.equal(await accountData(backend, 'nobody'), undefined)
  })
})
