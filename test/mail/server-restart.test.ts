// A mail server in a process of its own: TLS, logins, and kill -9 between two mails and in the middle of one.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { deliverDueMail } from '../../src/mail/delivery.ts'
import { queueMail, recentMail } from '../../src/mail/queue.ts'
import { smtpSender } from '../../src/mail/smtp.ts'
import { selfSigned } from '../certificate.ts'
import { type ServerProcess, serverProcess } from './processes.ts'
import { scene } from './scene.ts'

const MINUTE = 60_000
/** The address of this machine that is not called loopback, so that it is treated like any host of a network. */
const NETWORK_HOST = '0.0.0.0'
const FIVE = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@x.test`)

const recipients = ({ mails }: ServerProcess) => mails.flatMap(({ to }) => to)

async function fiveWaiting(t: TestContext) {
  const world = await scene(t)
  for (const to of FIVE) {
    await world.queue(to)
    world.clock.now++
  }
  return world
}

async function allSent({ states }: Awaited<ReturnType<typeof scene>>) {
  assert.deepEqual(await states(), Object.fromEntries(FIVE.map((to) => [to, 'sent'])))
}

test('killed between two mails and started again, it gets all of them, each once', async (t) => {
  const world = await fiveWaiting(t)
  const server = await serverProcess(t)
  const options = world.options(`smtp://127.0.0.1:${server.port}`)
  let sent = 0
  await deliverDueMail({
    ...options,
    async send(mail, signal) {
      if (sent++ === 2) await server.kill()
      return options.send(mail, signal)
    },
  })
  assert.deepEqual(recipients(server), FIVE.slice(0, 2))
  const again = await serverProcess(t, { port: server.port })
  await deliverDueMail(options)
  assert.deepEqual(recipients(again).toSorted(), FIVE.slice(3))
  world.clock.now += MINUTE
  await deliverDueMail(options)
  await again.took(3)
  assert.deepEqual(recipients(again).toSorted(), FIVE.slice(2))
  await allSent(world)
})

test('killed in the middle of a message and started again, it gets that one whole', async (t) => {
  const world = await scene(t)
  const text = `${'A line of a long letter.\r\n'.repeat(100_000)}The end.`
  await queueMail(world.store.db, { to: 'a@x.test', subject: 's', text, html: '<p>h</p>' }, world.clock.now)
  const server = await serverProcess(t, { hangInMessage: true })
  const options = world.options(`smtp://127.0.0.1:${server.port}`)
  const round = deliverDueMail(options)
  await server.inMessage
  await server.kill()
  await round
  const [mail] = await recentMail(world.store.db, 1)
  assert.deepEqual([mail?.state, mail?.attempts, mail?.text], ['waiting', 1, text])
  assert.match(mail?.lastError ?? '', /ECONNRESET|closed|EPIPE/)

  const again = await serverProcess(t, { port: server.port })
  world.clock.now += MINUTE
  await deliverDueMail(options)
  await again.took(1)
  assert.deepEqual(
    again.mails.map(({ to, messageId }) => [to, messageId]),
    [[['a@x.test'], `<${mail?.id}@tower.test>`]],
  )
  assert.deepEqual(await world.states(), { 'a@x.test': 'sent' })
})

test('away for a day but for the last moment, it still gets everything', async (t) => {
  const world = await fiveWaiting(t)
  const gone = await serverProcess(t)
  await gone.kill()
  const options = world.options(`smtp://127.0.0.1:${gone.port}`)
  const begin = world.clock.now
  const DAY = 24 * 60 * MINUTE
  // A look a minute; each knocks for one mail.
  for (; world.clock.now < begin + DAY - MINUTE; world.clock.now += MINUTE) await deliverDueMail(options)
  assert.deepEqual(new Set(Object.values(await world.states())), new Set(['waiting']))
  const back = await serverProcess(t, { port: gone.port })
  world.clock.now = begin + DAY + 6 * 60 * MINUTE
  await deliverDueMail(options)
  await back.took(5)
  assert.deepEqual(recipients(back).toSorted(), FIVE)
})

for (const scheme of ['smtp', 'smtps']) {
  test(`${scheme} with TLS and a login; a wrong password keeps the mail waiting`, async (t) => {
    const world = await fiveWaiting(t)
    const { key, cert } = selfSigned('tower.test', NETWORK_HOST)
    const login = { user: 'tower', password: 'right-word' }
    const server = await serverProcess(t, { key, cert, secure: scheme === 'smtps', login })
    const options = (password: string) => {
      const url = `${scheme}://tower:${password}@${NETWORK_HOST}:${server.port}`
      const send = smtpSender({ url, from: '', siteName: 'Tower', origin: 'https://tower.test', ca: cert })
      return { ...world.options('smtp://127.0.0.1:1'), send }
    }
    await deliverDueMail(options('wrong-word'))
    const mails = await recentMail(world.store.db, 5)
    assert.deepEqual(mails.map(({ attempts }) => attempts).toSorted(), [0, 0, 0, 0, 1])
    assert.doesNotMatch(JSON.stringify(mails), /wrong-word/)
    assert.doesNotMatch(world.log.lines.join(), /-word|x\.test/)
    assert.match(world.log.lines.join(), /EAUTH 535/)

    world.clock.now += MINUTE
    await deliverDueMail(options('right-word'))
    await server.took(5)
    assert.deepEqual(
      new Set(server.mails.map(({ secure, user }) => `${secure} ${user}`)),
      new Set(['true tower']),
    )
    await allSent(world)
  })

  test(`${scheme} with a certificate that does not verify keeps the mail waiting`, async (t) => {
    const world = await fiveWaiting(t)
    const { key, cert } = selfSigned('tower.test', NETWORK_HOST)
    const server = await serverProcess(t, { key, cert, secure: scheme === 'smtps' })
    await deliverDueMail(world.options(`${scheme}://${NETWORK_HOST}:${server.port}`))
    assert.deepEqual(new Set(Object.values(await world.states())), new Set(['waiting']))
    assert.deepEqual(server.mails, [])
  })
}
