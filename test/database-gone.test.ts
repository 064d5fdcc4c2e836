// Postgres goes away under a running site, and comes back: 503 with Retry-After, probes that tell it, and no restart needed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyMigrations } from '../src/store/migrate.ts'
import { openStore } from '../src/store/open.ts'
import { openHouse } from './house.ts'
import { startPostgres } from './store/postgres-server.ts'

const SWITCH = 'PORTCULLIS_TEST_POSTGRES'
const skip = process.env[SWITCH] === 'off' ? `${SWITCH}=off: not tried on Postgres` : false

test('without its database the site is busy, says when to come again, and /healthz still answers', {
  skip,
}, async (t) => {
  const server = await startPostgres()
  let running = true
  const stop = async () => {
    if (running) await server.stop()
    running = false
  }
  t.after(stop)
  const database = server.url('postgres')
  const store = await openStore(database, { data: '' })
  await applyMigrations(store)
  await store.close()
  const { member, visitor } = await openHouse({ database })
  const alice = await member('alice')
  await stop()

  for (const [who, one] of [
    ['with a cookie', alice],
    ['without', visitor()],
  ] as const) {
    await one.send({ url: '/healthz' })
    assert.deepEqual([one.status, one.body], [200, 'ok\n'], who)
    await one.send({ url: '/readyz' })
    assert.deepEqual([one.status, one.body], [503, 'the database does not answer\n'], who)
    assert.equal(one.headers['retry-after'], '5', who)
  }
  for (const url of ['/dashboard', '/', '/nothing', '/login']) {
    await alice.send({ url })
    assert.deepEqual([url, alice.status, alice.headers['retry-after']], [url, 503, '5'])
    assert.match(alice.text, /The site is busy/)
  }
  const stranger = visitor()
  await stranger.post('/login', { username: 'alice', password: 'whatever it is' })
  assert.deepEqual([stranger.status, stranger.headers['retry-after']], [503, '5'])
})
