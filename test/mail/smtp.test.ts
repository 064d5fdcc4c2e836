// Sending over SMTP, against a real server: what arrives, to whom, and what the server's answers mean.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { serverFor } from './scene.ts'
import { MAIL, sender } from './sender.ts'
import { type MailServerOptions, reply, startMailServer } from './server.ts'

test('a mail arrives whole, from the site, marked as sent by a machine', async (t) => {
  const server = await serverFor(t)
  assert.deepEqual(await sender({ url: server.url })(MAIL), { kind: 'sent' })
  const [mail] = server.mails
  assert.ok(mail)
  assert.equal(mail.from, 'no-reply@tower.test')
  assert.deepEqual(mail.to, [MAIL.to])
  const { parsed } = mail
  assert.equal(parsed.subject, MAIL.subject)
  assert.equal(parsed.text?.trim(), MAIL.text)
  assert.equal(typeof parsed.html === 'string' && parsed.html.trim(), MAIL.html)
  assert.deepEqual(parsed.from?.value, [{ name: 'Tower', address: 'no-reply@tower.test' }])
  assert.equal(parsed.messageId, `<${MAIL.id}@tower.test>`)
  assert.equal(parsed.date?.getTime(), MAIL.createdAt)
  assert.equal(parsed.headers.get('auto-submitted'), 'auto-generated')
  assert.doesNotMatch(mail.raw, /nodemailer|x-mailer/i)
})

test('a repeated attempt bears the same Message-ID', async (t) => {
  const server = await serverFor(t)
  const send = sender({ url: server.url })
  await send(MAIL)
  await send({ ...MAIL, attempts: 2 })
  assert.deepEqual(
    server.mails.map(({ parsed }) => parsed.messageId),
    [`<${MAIL.id}@tower.test>`, `<${MAIL.id}@tower.test>`],
  )
})

test('mail.from names the sender', async (t) => {
  const server = await serverFor(t)
  await sender({ url: server.url, from: '"The Tower, Ltd." <desk@tower.test>' })(MAIL)
  await sender({ url: server.url, from: 'desk@tower.test' })(MAIL)
  assert.deepEqual(
    server.mails.map(({ from, parsed }) => [from, parsed.from?.value]),
    [
      ['desk@tower.test', [{ name: 'The Tower, Ltd.', address: 'desk@tower.test' }]],
      ['desk@tower.test', [{ name: '', address: 'desk@tower.test' }]],
    ],
  )
})

const HOSTILE_ADDRESSES = [
  'a@x.test\r\nBcc: b@x.test',
  'a@x.test\nRCPT TO:<b@x.test>',
  'a@x.test,b@x.test',
  'a@x.test;b@x.test',
  'a@x.test b@x.test',
  '"a\r\nb"@x.test',
  '"b@x.test,"@x.test',
  '<a@x.test>',
  'A <a@x.test>',
  'a@x.test> NOTIFY=SUCCESS ORCPT=rfc822;b@x.test',
  'group:a@x.test,b@x.test;',
  'a@x.test(b@x.test)',
  'a@b@x.test',
  'a@[x.test]',
  'a\0@x.test',
  'a@x.test\u2028b@x.test',
  `${'a'.repeat(250)}@x.test`,
  'nobody',
  '',
]

for (const to of HOSTILE_ADDRESSES) {
  test(`V1.3.11 no mail goes to ${JSON.stringify(to).slice(0, 60)}`, async (t) => {
    const server = await serverFor(t)
    const delivery = await sender({ url: server.url })({ ...MAIL, to })
    assert.equal(delivery.kind, 'refused')
    assert.deepEqual(server.recipients, [])
    assert.equal(server.mails.length, 0)
  })
}

for (const to of ["o'brien+tag@x.test", 'a%b@x.test', 'müller@exämple.test', 'a.b_c-d=e@x-y.test']) {
  test(`V1.3.11 exactly one recipient for ${to}`, async (t) => {
    const server = await serverFor(t)
    assert.deepEqual(await sender({ url: server.url })({ ...MAIL, to }), { kind: 'sent' })
    assert.equal(server.recipients.length, 1)
    const header = server.mails[0]?.parsed.to
    assert.equal(Array.isArray(header) ? header.length : header?.value.length, 1)
  })
}

test('V1.3.11 a subject or site name with line breaks adds no header', async (t) => {
  const server = await serverFor(t)
  const siteName = 'Tower\r\nBcc: b@x.test'
  const mail = { ...MAIL, subject: 'Hello\r\nBcc: b@x.test\r\n\r\nbody' }
  assert.deepEqual(await sender({ url: server.url, siteName })(mail), { kind: 'sent' })
  assert.deepEqual(server.recipients, [MAIL.to])
  const { headers, text } = server.mails[0]?.parsed ?? {}
  assert.equal(headers?.has('bcc'), false)
  assert.equal(text?.trim(), MAIL.text)
})

test('a development origin of numbers sends as localhost', async (t) => {
  const server = await serverFor(t)
  for (const origin of ['http://127.0.0.1:3000', 'http://[::1]:3000', 'http://localhost:3000']) {
    await sender({ url: server.url, origin })(MAIL)
  }
  assert.deepEqual(new Set(server.mails.map(({ from }) => from)), new Set(['no-reply@localhost']))
})

test('what the server answers decides what becomes of the mail', async (t) => {
  const answers: [MailServerOptions, string][] = [
    [
      {
        onRecipient: () => {
          throw reply(450)
        },
      },
      'deferred',
    ],
    [
      {
        onRecipient: () => {
          throw reply(550)
        },
      },
      'refused',
    ],
    [
      {
        beforeTaking: () => {
          throw reply(451)
        },
      },
      'deferred',
    ],
    [
      {
        beforeTaking: () => {
          throw reply(554)
        },
      },
      'refused',
    ],
    [
      {
        onRecipient: () => {
          throw reply(421)
        },
      },
      'unreachable',
    ],
    [{ onMailFrom: (_address, _session, done) => done(reply(530)) }, 'unreachable'],
    [{ onConnect: (_session, done) => done(reply(554)) }, 'unreachable'],
  ]
  for (const [options, kind] of answers) {
    const server = await serverFor(t, options)
    const delivery = await sender({ url: server.url })(MAIL)
    assert.equal(delivery.kind, kind)
    assert.equal(server.mails.length, 0)
  }
})

test('a server that is not there is unreachable', async () => {
  const { port } = await (async () => {
    const gone = await startMailServer()
    await gone.close()
    return gone
  })()
  const delivery = await sender({ url: `smtp://127.0.0.1:${port}` })(MAIL)
  assert.deepEqual([delivery.kind, 'code' in delivery && delivery.code], ['unreachable', 'ESOCKET'])
})

test('a server that accepts connections and says nothing does not hold an attempt for ever', async (t) => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  t.after(() => silent.close())
  await once(silent, 'listening')
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { port } = silent.address() as { port: number }
  let over = false
  const sending = sender({ url: `smtp://127.0.0.1:${port}` })(MAIL).finally(() => {
    over = true
  })
  const [socket] = await once(silent, 'connection')
  let seconds = 0
  for (; !over && seconds < 60; seconds++) {
    t.mock.timers.tick(1000)
    await new Promise(setImmediate)
  }
  const delivery = await sending
  socket.destroy()
  assert.deepEqual([delivery.kind, 'code' in delivery && delivery.code], ['unreachable', 'ETIMEDOUT'])
  assert.ok(seconds <= 15, `${seconds} s`)
})

test('a server that takes a mail and never answers does not hold an attempt for ever', async (t) => {
  const taken = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const server = await serverFor(t, {
    beforeTaking: () => {
      taken.resolve()
      return gate.promise
    },
  })
  // Node 24 mocks it, its types don't know so yet.
  t.mock.timers.enable({ apis: ['AbortSignal.timeout' as 'setTimeout'] })
  const sending = sender({ url: server.url })(MAIL)
  await taken.promise
  t.mock.timers.tick(60_000)
  const delivery = await sending
  gate.resolve()
  assert.deepEqual([delivery.kind, 'code' in delivery && delivery.code], ['unreachable', 'EABORT'])
})
