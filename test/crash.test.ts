// kill -9 in a stream of registrations, ten times: what was acknowledged is there afterwards.
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Client, newFolder, serve } from './served.ts'

const KILLS = 10
const CLIENTS = 4
/** Acknowledged registrations after which the process is killed: another moment each time. */
const AFTER = (round: number) => 5 + ((round * 7) % 11)
const PASSWORD = 'a long walk by the river'

test('kill -9 ten times: every acknowledged account can sign in, and the database is whole', async () => {
  const data = newFolder()
  const acknowledged: string[] = []
  let tried = 0

  for (let round = 0; round < KILLS; round++) {
    const server = await serve(data)
    const goal = acknowledged.length + AFTER(round)
    let running = true
    const register = async () => {
      const client = new Client(server.port)
      const token = await client.token('/register')
      while (running) {
        const username = `person${tried++}`
        const form = { csrf_token: token, username, email: `${username}@example.test`, password: PASSWORD }
        const { status } = await client.send('/register', form)
        assert.equal(status, 303, username)
        acknowledged.push(username)
        if (acknowledged.length >= goal) return
      }
    }
    const stream = Array.from({ length: CLIENTS }, () =>
      // Cut off by the kill: not acknowledged.
      register().catch((error: unknown) => {
        if (running) throw error
      }),
    )
    await Promise.race(stream)
    running = false
    await server.end('SIGKILL')
    await Promise.all(stream)
  }
  assert.ok(tried > acknowledged.length, 'no request was ever in flight when the process was killed')

  const path = join(data, 'portcullis.db')
  assert.equal(statSync(path).mode & 0o777, 0o600)
  const database = new DatabaseSync(path, { readOnly: true })
  assert.deepEqual(database.prepare('pragma integrity_check').all().map(Object.values), [['ok']])
  assert.deepEqual(database.prepare('pragma foreign_key_check').all(), [])
  database.close()

  const last = await serve(data)
  for (const username of acknowledged) {
    const client = new Client(last.port)
    assert.equal((await client.post('/login', { username, password: PASSWORD })).status, 303, username)
    assert.match((await client.send('/dashboard')).body, new RegExp(`Hello, <bdi>${username}</bdi>`))
  }
  await last.end('SIGTERM')
})
