// The real program told to stop with a mail in flight: it is finished, noted, and the turn given back.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Client, newFolder, serve } from '../served.ts'
import { serverFor } from './scene.ts'

const FORM = { username: 'alice', email: 'alice@example.test', password: 'a long walk by the river' }

function inside(data: string) {
  const database = new DatabaseSync(join(data, 'portcullis.db'), { readOnly: true })
  const mails = database.prepare('select recipient, attempts, sent_at is not null as sent from outbox').all()
  const leases = database.prepare('select * from leases').all()
  database.close()
  return { mails: mails.map((row) => ({ ...row })), leases }
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} lets the mail in flight be finished, exits with 0 and leaves no lease`, async (t) => {
    const data = newFolder()
    const arrived = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    const mailServer = await serverFor(t, {
      beforeTaking: () => {
        arrived.resolve()
        return gate.promise
      },
    })
    const server = await serve(data, { PORTCULLIS_MAIL_SMTP: mailServer.url })
    assert.equal((await new Client(server.port).post('/register', FORM)).status, 303)
    await arrived.promise
    const stopping = new Promise<void>((resolve) => {
      server.child.stdout?.on('data', (text) => `${text}`.includes('"stopping"') && resolve())
    })
    const ended = once(server.child, 'exit')
    server.child.kill(signal)
    await stopping
    assert.deepEqual(mailServer.mails, [])
    gate.resolve()
    assert.deepEqual(await ended, [0, null])
    assert.deepEqual(
      mailServer.mails.flatMap(({ to }) => to),
      [FORM.email],
    )
    const { mails, leases } = inside(data)
    assert.deepEqual([mails, leases], [[{ recipient: FORM.email, attempts: 1, sent: 1 }], []])
  })
}

test('a mail server that never answers holds the end up for seconds; the mail waits for the next start', async (t) => {
  const data = newFolder()
  const arrived = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  t.after(() => gate.resolve())
  const mailServer = await serverFor(t, {
    beforeTaking: () => {
      arrived.resolve()
      return gate.promise
    },
  })
  const server = await serve(data, { PORTCULLIS_MAIL_SMTP: mailServer.url })
  await new Client(server.port).post('/register', FORM)
  await arrived.promise
  const ended = once(server.child, 'exit')
  const start = performance.now()
  server.child.kill('SIGTERM')
  assert.deepEqual(await ended, [0, null])
  assert.ok(performance.now() - start < 10_000)
  const { mails, leases } = inside(data)
  assert.deepEqual([mails, leases], [[{ recipient: FORM.email, attempts: 1, sent: 0 }], []])
})
