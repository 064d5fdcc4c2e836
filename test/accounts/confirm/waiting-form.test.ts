// A form that waits while its sender proves who they are: nothing of it is lost, nobody else can have it sent.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openForm, sealForm } from '../../../src/accounts/confirm/waiting-form.ts'
import { keyRing } from '../../../src/crypto/keys.ts'
import { formRefusals } from '../../../src/shield/form-refusals.ts'
import { requireRecentProof } from '../../../src/shield/guards.ts'
import { type House, NOON, PASSWORD } from '../../house.ts'
import { formPage, type Host, openHost, signUpAndIn } from '../../shield/host.ts'
import { elementsIn, type Visitor } from '../../visitor.ts'
import { openHouseOnDisk, sessions } from '../visits.ts'

const MAX_AGE = 15 * 60 // seconds

const routes = (app: Host['app']) => {
  app.get('/notes', async (request) => formPage(request))
  const echo = async (request: { body: unknown; url: string }) => ({ url: request.url, body: request.body })
  app.post('/notes', { preHandler: requireRecentProof }, echo)
  app.post('/given-back', {
    preHandler: requireRecentProof,
    errorHandler: formRefusals((request) => formPage(request)),
    handler: echo,
  })
}

/** Anna, who was away for a while. */
async function away() {
  const host = await openHost(routes, { limits: { confirm: '1000 per minute' } })
  const anna = await signUpAndIn(host.visitor(), 'anna')
  host.clock.forward(MAX_AGE)
  return { ...host, anna }
}

type Fields = [string, string][]

async function sendLate(anna: Visitor, fields: Fields, url = '/notes') {
  const form = new URLSearchParams([['csrf_token', await anna.token('/notes')], ...fields])
  return anna.send({ method: 'POST', url, form, headers: anna.browserHeaders('POST') })
}

/** What arrived, without the token. */
function arrived(anna: Visitor): { url: string; fields: Fields } {
  const { url, body } = JSON.parse(anna.body) as { url: string; body: Record<string, string | string[]> }
  const fields = Object.entries(body)
    .filter(([name]) => name !== 'csrf_token')
    .flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]))
  return { url, fields }
}

async function confirmAndGoOn(anna: Visitor, more: Record<string, string> = {}) {
  anna.fill({ password: PASSWORD })
  await anna.press('Confirm')
  assert.equal(anna.status, 200)
  assert.match(anna.text, /Thank you/)
  await anna.fill(more).press('Go on')
}

const MANY = Array.from({ length: 998 }, (_, index): [string, string] => [`n${index}`, `${index}`])
const FORMS: [name: string, fields: Fields][] = [
  ['plain', [['title', 'Milk']]],
  ['nothing', []],
  ['markup', [['<b>"\'&', '"><script>alert(1)</script><b>&amp;\'']]],
  ['all scripts', [['títle', 'Ünïcödé ‮rtl‬ 🜁 \ufeff  spaces ']]],
  [
    'several of a name',
    [
      ['tag', 'one'],
      ['tag', 'two'],
      ['tag', ''],
    ],
  ],
  [
    'names of objects’ own',
    [
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['toString', 'z'],
      ['hasOwnProperty', 'p'],
    ],
  ],
  [
    'names of the page’s own',
    [
      ['way', 'a'],
      ['next', '//evil.test'],
      ['waiting', 'b'],
      ['action', 'c'],
      ['method', 'd'],
      ['submit', 'e'],
    ],
  ],
  [
    'numbers',
    [
      ['1', 'a'],
      ['2', 'b'],
    ],
  ],
  ['lines', [['text', 'one\ntwo\n\n  three\n']]],
  ['a thousand fields', MANY],
  ['60,000 characters', [['text', `${'long " '.repeat(7_000)}.`]]],
]

for (const [name, fields] of FORMS) {
  test(`V7.5.3 nothing is lost of a form with ${name}`, async () => {
    const { anna } = await away()
    await sendLate(anna, fields, '/notes?page=2&q=a%26b')
    assert.equal(anna.status, 401)
    assert.match(anna.text, /Please confirm that it is you .* waits and is not lost/)
    assert.equal(elementsIn(anna.document, 'script').length, 1)
    await confirmAndGoOn(anna)
    assert.deepEqual(arrived(anna), { url: '/notes?page=2&q=a%26b', fields })
  })
}

test('it survives wrong passwords, a bad token and a second tab', async () => {
  const { anna, clock } = await away()
  const second = anna
  await sendLate(anna, [['title', 'Milk "<b>']])
  anna.fill({ password: 'wrong' })
  await anna.press('Confirm')
  assert.equal(anna.status, 401)
  anna.fill({ password: PASSWORD, csrf_token: 'x' })
  await anna.press('Confirm')
  assert.equal(anna.status, 400)
  const [page, cookies] = [anna.body, new Map(anna.cookies)]
  await second.post('/confirm', { password: PASSWORD }, '/confirm')
  assert.notDeepEqual(anna.cookies.get('session'), cookies.get('session'))
  // The first tab's page is of the session's former token.
  anna.body = page
  anna.fill({ password: PASSWORD })
  await anna.press('Confirm')
  assert.equal(anna.status, 400)
  assert.match(anna.text, /Milk "<b>/)
  clock.forward(1)
  await confirmAndGoOn(anna)
  assert.deepEqual(arrived(anna).fields, [['title', 'Milk "<b>']])
})

test('passwords are not kept: each is asked for again, and nothing else is', async () => {
  const { anna } = await away()
  const secret = 'a very secret passphrase'
  const sent: Fields = [
    ['email', 'anna@new.test'],
    ['current_password', secret],
    ['newPassword', secret],
    ['pwd', secret],
  ]
  await sendLate(anna, sent)
  for (const body of [anna.body, Buffer.from(anna.body).toString('base64url')])
    assert.ok(!body.includes(secret))
  const sealed = /name="waiting" value="([^"]+)"/.exec(anna.body)![1]!
  assert.ok(!Buffer.from(sealed.split('.')[0]!, 'base64url').toString().includes(secret))
  await confirmAndGoOn(anna, { current_password: 'again', newPassword: 'new', pwd: '' })
  assert.deepEqual(Object.fromEntries(arrived(anna).fields), {
    email: 'anna@new.test',
    current_password: 'again',
    newPassword: 'new',
    pwd: '',
  })
})

test('a route that gives its own form back for a bad token leads here all the same', async () => {
  const { anna } = await away()
  await sendLate(anna, [['title', 'Milk']], '/given-back')
  assert.equal(anna.status, 401)
  await confirmAndGoOn(anna)
  assert.deepEqual(arrived(anna), { url: '/given-back', fields: [['title', 'Milk']] })
})

test('nothing is sent on by itself, and the page before has the name of what waits', async () => {
  const { anna } = await away()
  await sendLate(anna, [['new_address', 'x'.repeat(500)], ...MANY])
  assert.match(anna.text, /What you sent To\/notes New addressx{200}…N00/)
  assert.match(anna.text, /And 987 more\./)
  assert.equal(elementsIn(anna.document, 'form').length, 2)
  anna.fill({ password: PASSWORD })
  await anna.press('Confirm')
  assert.equal(anna.path, '/confirm')
  assert.equal(anna.headers['location'], undefined)
  assert.equal(anna.headers['refresh'], undefined)
  assert.equal(anna.headers['cache-control'], 'no-store')
})

test('nobody has a form of theirs sent by somebody else', async () => {
  const { anna, visitor, clock } = await away()
  await sendLate(anna, [['title', 'Milk']])
  const sealed = /name="waiting" value="([^"]+)"/.exec(anna.body)![1]!
  const bob = await signUpAndIn(visitor(), 'bob')
  clock.forward(MAX_AGE)
  const madeUp = Buffer.from(JSON.stringify({ userId: '', action: '/notes', fields: [], passwords: [] }))
  for (const waiting of [
    sealed,
    `${sealed}x`,
    `${madeUp.toString('base64url')}..${'A'.repeat(43)}`,
    '{}',
    '\0',
  ]) {
    await bob.post('/confirm', { password: PASSWORD, waiting }, '/confirm')
    assert.deepEqual([bob.status, bob.headers['location']], [303, '/dashboard'], waiting)
    clock.forward(MAX_AGE)
  }
})

test('a real room: the others’ sessions are ended after the proof, and not before', async () => {
  const house: House = await openHouseOnDisk()
  const alice = await house.member()
  const there = house.visitor()
  await there.open('/login')
  await there.fill({ username: 'alice', password: PASSWORD }).press('Sign in')
  await alice.open('/sessions')
  house.clock.forward(MAX_AGE)
  await alice.press('End all other sessions')
  assert.equal(alice.status, 401)
  const { store } = house as Awaited<ReturnType<typeof openHouseOnDisk>>
  assert.equal((await sessions(store)).length, 2)
  await alice.fill({ password: PASSWORD }).press('Confirm')
  assert.equal((await sessions(store)).length, 2)
  await alice.press('Go on')
  assert.match(alice.text, /All other sessions have ended: 1\./)
  assert.equal((await sessions(store)).length, 1)
})

test('a program is told, and gets no page', async () => {
  const { anna } = await away()
  const csrf_token = await anna.token('/notes')
  await anna.send({
    method: 'POST',
    url: '/notes',
    form: { csrf_token },
    headers: { accept: 'application/json' },
  })
  assert.equal(anna.status, 401)
  assert.equal(JSON.parse(anna.body).code, 'confirmation-needed')
})

test('a seal opens for its account, up to its last millisecond, with text that is no Unicode whole', () => {
  const keys = keyRing(['an only secret of these tests, 40 bytes long'])
  const form = { action: '/x', fields: [['a\ud800', '\udc00b'] as const], passwords: ['p'] }
  const sealed = sealForm(keys, 'u', form, NOON)
  assert.deepEqual(openForm(keys, 'u', sealed, NOON - 1), form)
  assert.equal(openForm(keys, 'u', sealed, NOON), undefined)
  assert.equal(openForm(keys, 'v', sealed, NOON - 1), undefined)
  assert.equal(
    openForm(keyRing(['another secret, of forty bytes and more!!']), 'u', sealed, NOON - 1),
    undefined,
  )
})
