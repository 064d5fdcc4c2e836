// Two people, one name: the database decides, and both databases say it alike.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { uniqueViolation } from '../../src/store/unique.ts'
import { eachDatabase } from './databases.ts'

const user = (id: string, name: string) => ({
  id,
  username: name,
  username_key: name,
  username_skeleton: name,
  email: `${name}@example.org`,
  email_key: `${name}@example.org`,
  created_at: 1,
  updated_at: 1,
})

async function violation(work: Promise<unknown>): Promise<string | undefined> {
  const error = await work.then(
    () => undefined,
    (reason) => reason,
  )
  return error && (uniqueViolation(error) ?? `another error: ${error}`)
}

eachDatabase('uniqueViolation', (open) => {
  test('50 parallel registrations of one name, one wins and 49 get the same answer', async () => {
    const { db } = await open()
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, n) => {
        const row = { ...user(`u${n}`, 'alice'), username_skeleton: `s${n}`, email_key: `${n}@example.org` }
        return violation(db.insertInto('users').values(row).execute())
      }),
    )
    assert.equal(results.filter((result) => result === undefined).length, 1)
    assert.equal(results.filter((result) => result === 'users.username_key').length, 49)
    assert.equal((await db.selectFrom('users').select('id').execute()).length, 1)
  })

  test('each constraint tells its own column', async () => {
    const { db } = await open()
    await db.insertInto('users').values(user('u1', 'alice')).execute()
    const fresh = user('u2', 'bob')
    const clashes = {
      'users.id': { id: 'u1' },
      'users.username_key': { username_key: 'alice' },
      'users.username_skeleton': { username_skeleton: 'alice' },
      'users.email_key': { email_key: 'alice@example.org' },
    }
    for (const [column, clash] of Object.entries(clashes)) {
      const insert = db.insertInto('users').values({ ...fresh, ...clash })
      assert.equal(await violation(insert.execute()), column)
    }
    const token = { id: 't', purpose: 'p', user_id: null, payload: '', created_at: 1, expires_at: 1 }
    await db.insertInto('tokens').values(token).execute()
    assert.equal(await violation(db.insertInto('tokens').values(token).execute()), 'tokens.id')
  })

  test('several columns are told in their order', async () => {
    const { db } = await open()
    await sql`create table a (x text, y text, constraint a_x_and_y_unique unique (x, y))`.execute(db)
    await sql`insert into a values ('1', '2')`.execute(db)
    assert.equal(await violation(sql`insert into a values ('1', '2')`.execute(db)), 'a.x, a.y')
  })

  test('other errors are none', async () => {
    const { db } = await open()
    const token = { id: 't', purpose: 'p', user_id: 'nobody', payload: '', created_at: 1, expires_at: 1 }
    const errors = await Promise.allSettled([
      db.insertInto('tokens').values(token).execute(),
      db
        .insertInto('users')
        .values({ ...user('u', 'x'), email_key: '' })
        .execute(),
      sql`select nonsense`.execute(db),
    ])
    for (const result of errors) {
      assert.equal(result.status, 'rejected')
      assert.equal(uniqueViolation((result as PromiseRejectedResult).reason), undefined)
    }
    for (const other of [new Error('UNIQUE constraint failed: users.id'), null, undefined, 'text', 5, {}]) {
      assert.equal(uniqueViolation(other), undefined)
    }
  })
})
