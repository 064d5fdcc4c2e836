// What SMTP must not do: speak in clear text across a network, trust any certificate, show credentials.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SmtpOptions } from '../../src/mail/smtp.ts'
import { selfSigned } from '../certificate.ts'
import { serverFor } from './scene.ts'
import { MAIL, sender } from './sender.ts'
import { reply } from './server.ts'

/** The address of this machine that is not called loopback, so that it is treated like any host of a network. */
const NETWORK_HOST = '0.0.0.0'

test('a server across a network that offers no STARTTLS gets nothing', async (t) => {
  const server = await serverFor(t)
  for (const login of ['', 'user:secret-word@']) {
    const delivery = await sender({ url: `smtp://${login}${NETWORK_HOST}:${server.port}` })(MAIL)
    assert.equal(delivery.kind, 'unreachable')
  }
  assert.deepEqual([server.recipients, server.mails], [[], []])
})

test('STARTTLS is used where it is demanded, and smtps from the first byte', async (t) => {
  const { key, cert } = selfSigned('tower.test', NETWORK_HOST)
  const upgrading = await serverFor(t, { key, cert })
  const url = `smtp://${NETWORK_HOST}:${upgrading.port}`
  assert.deepEqual(await sender({ url, ca: cert })(MAIL), { kind: 'sent' })
  const encrypted = await serverFor(t, { key, cert, secure: true })
  const smtps = `smtps://${NETWORK_HOST}:${encrypted.port}`
  assert.deepEqual(await sender({ url: smtps, ca: cert })(MAIL), { kind: 'sent' })
  assert.deepEqual([upgrading.mails[0]?.secure, encrypted.mails[0]?.secure], [true, true])
})

for (const secure of [false, true]) {
  const scheme = secure ? 'smtps' : 'smtp'
  test(`${scheme}: a self-signed certificate, or one for another name, is refused`, async (t) => {
    const right = selfSigned(NETWORK_HOST)
    const stranger = await serverFor(t, { ...right, secure })
    const unknown = await sender({ url: `${scheme}://${NETWORK_HOST}:${stranger.port}` })(MAIL)
    assert.equal(unknown.kind, 'unreachable')

    const wrong = selfSigned('elsewhere.test')
    const misnamed = await serverFor(t, { ...wrong, secure })
    const url = `${scheme}://${NETWORK_HOST}:${misnamed.port}`
    assert.equal((await sender({ url, ca: wrong.cert })(MAIL)).kind, 'unreachable')
    assert.deepEqual([stranger.mails, misnamed.mails], [[], []])
  })
}

test('credentials are used, and a wrong password is told without them, even by a server that repeats them', async (t) => {
  const server = await serverFor(t, {
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      password === 'p%ss:wörd'
        ? done(null, { user: username })
        : done(reply(535, `no ${password} ${Buffer.from(`\0${username}\0${password}`).toString('base64')}`)),
  })
  const login = (password: string) =>
    sender({ url: `smtp://ada%40tower:${encodeURIComponent(password)}@127.0.0.1:${server.port}` })
  assert.deepEqual(await login('p%ss:wörd')(MAIL), { kind: 'sent' })
  assert.equal(server.mails[0]?.user, 'ada@tower')

  const delivery = await login('wrong-secret')(MAIL)
  assert.equal(delivery.kind, 'unreachable')
  assert.equal('code' in delivery && delivery.code, 'EAUTH 535')
  const told = JSON.stringify(delivery)
  assert.doesNotMatch(told, /wrong-secret/)
  assert.ok(!told.includes(Buffer.from('\0ada@tower\0wrong-secret').toString('base64')))
})

test('credentials never go to a server that does not ask for them, and the mail neither', async (t) => {
  const server = await serverFor(t, { disabledCommands: ['STARTTLS', 'AUTH'] })
  const delivery = await sender({ url: `smtp://ada:secret-word@127.0.0.1:${server.port}` })(MAIL)
  assert.equal(delivery.kind, 'unreachable')
  assert.equal(server.mails.length, 0)
})

test('wrong settings are refused at once, without repeating them', () => {
  const wrong: Partial<SmtpOptions>[] = [
    { url: 'secret-word' },
    { url: 'http://u:secret-word@host' },
    { url: 'smtp://' },
    { url: 'smtp://u:secret-word@host/path' },
    { url: 'smtp://u:secret-word@host?requireTLS=false' },
    { url: 'smtp://u:secret-word%@host' },
    { url: 'smtp://host', from: 'secret-word' },
    { url: 'smtp://host', from: 'A <a@x.test>, B <secret-word@x.test>' },
    { url: 'smtp://host', from: 'a@x.test, secret-word@x.test' },
  ]
  for (const options of wrong) {
    assert.throws(
      () => sender(options),
      (error: Error) => /^mail\.(smtp|from)/.test(error.message) && !error.message.includes('secret-word'),
      JSON.stringify(options),
    )
  }
})
