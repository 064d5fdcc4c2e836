// Undoing a change of the address as a visit: what an owner does whose account somebody else has got into.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mails, sessions } from '../visits.ts'
import { ALICE, houseOfAlice, PASSWORD } from './house.ts'
import { tokenTo } from './scene.ts'

const PAGE = '/email/undo'
const THEIRS = 'thief@example.test'

/** Somebody who knows Alice's password has changed her address, and is still in. */
async function takenOver() {
  const house = await houseOfAlice()
  await house.confirmAll()
  const thief = house.visitor({ address: '203.0.113.66' })
  await house.signIn(thief)
  await thief.open(`/email/change/confirm?token=${await house.askFor(THEIRS, thief)}`)
  await thief.press('Use this address')
  assert.equal((await house.account()).email, THEIRS)
  return { ...house, thief, token: await tokenTo(house.store, ALICE, PAGE) }
}

test('the owner gets the account back: address, everybody out, and a new password by mail', async () => {
  const { thief, token, visitor, account, isIn, signIn, store, kinds } = await takenOver()
  const notice = (await mails(store)).find(({ text }) => text.includes(token))!
  assert.match(notice.text, /203\.0\.113\.66/)
  const owner = visitor()
  await owner.open(`${PAGE}?token=${token}`)
  assert.deepEqual(owner.redirects, [`303 ${PAGE}`])
  assert.match(owner.text, /makes alice@example\.test the address of the account alice again/)
  assert.ok(!owner.body.includes(THEIRS))
  assert.equal((await account()).email, THEIRS)
  await owner.press('Undo the change')
  assert.deepEqual(owner.redirects, ['303 /email/undo/done'])
  assert.match(owner.text, /everybody is signed out[\s\S]*choose a new one/)
  assert.equal(owner.cookies.has('session'), false)
  assert.equal((await account()).email, ALICE)
  assert.equal(await isIn(thief), false)
  assert.deepEqual(await sessions(store), [])
  assert.equal((await kinds())[0], 'email-change-undone')
  // The thief knows the password, and it opens nothing any more.
  assert.equal((await signIn()).status, 401)
  await owner.open(`/password/reset?token=${await tokenTo(store, ALICE, '/password/reset')}`)
  owner.fill({ password: 'eight lanterns at the harbour' })
  await owner.press('Set new password')
  assert.equal((await signIn(owner, 'eight lanterns at the harbour')).path, '/dashboard')
  assert.equal((await signIn(visitor(), PASSWORD)).status, 401)
})

test('scanners use nothing up; once used, it is over', async () => {
  const { token, visitor, account } = await takenOver()
  for (let time = 0; time < 3; time++) await visitor().open(`${PAGE}?token=${token}`)
  assert.equal((await account()).email, THEIRS)
  const owner = visitor()
  await owner.open(`${PAGE}?token=${token}`)
  await owner.press('Undo the change')
  await owner.open(`${PAGE}?token=${token}`)
  assert.equal(owner.status, 410)
  assert.match(owner.text, /does not work any more/)
  await owner.open(PAGE)
  assert.equal(owner.status, 410)
})

test('7 days: the button works at the last millisecond, and not at the next', async () => {
  for (const [late, status] of [
    [0, 303],
    [1, 410],
  ] as const) {
    const { token, visitor, clock, settings, account } = await takenOver()
    const changedAt = clock.now
    clock.now = changedAt + settings.email.undoLifetime * 1000 - 1
    const owner = visitor()
    await owner.open(`${PAGE}?token=${token}`)
    const csrf_token = await owner.token(PAGE)
    clock.now += late
    const sent = { method: 'POST', url: PAGE, form: { csrf_token } } as const
    await owner.send({ ...sent, headers: owner.browserHeaders('POST') })
    assert.equal(owner.status, status)
    assert.equal((await account()).email, status === 303 ? ALICE : THEIRS)
  }
})

test('V3.5.1 a bad token gives the button back, and 50 presses at once undo it once', async () => {
  const { token, visitor, account, kinds } = await takenOver()
  const owner = visitor()
  await owner.open(`${PAGE}?token=${token}`)
  owner.fill({ csrf_token: 'a'.repeat(86) })
  await owner.press('Undo the change')
  assert.equal(owner.status, 400)
  assert.equal((await account()).email, THEIRS)
  const csrf_token = await owner.token(PAGE)
  const copies = Array.from({ length: 50 }, () => owner.copy())
  await Promise.all(
    copies.map((one) =>
      one.send({ method: 'POST', url: PAGE, form: { csrf_token }, headers: one.browserHeaders('POST') }),
    ),
  )
  assert.equal(copies.filter(({ status }) => status === 303).length, 1)
  assert.equal((await kinds()).filter((kind) => kind === 'email-change-undone').length, 1)
})

test('the old address registered by somebody who never confirmed it does not bar the way back', async () => {
  const { token, visitor, account } = await takenOver()
  const squatter = visitor()
  await squatter.post('/register', { username: 'mallory', email: ALICE, password: PASSWORD })
  assert.equal((await account('mallory')).email, ALICE)
  const owner = visitor()
  await owner.open(`${PAGE}?token=${token}`)
  await owner.press('Undo the change')
  assert.equal((await account()).email, ALICE)
  assert.match((await account('mallory')).email, /@address\.invalid$/)
})

test('an address confirmed for another account stays there, and the owner is told whom to ask', async () => {
  const { token, visitor, account, store } = await takenOver()
  await visitor().post('/register', { username: 'bob', email: ALICE, password: PASSWORD })
  await store.db.updateTable('users').set({ email_verified_at: 1 }).where('username', '=', 'bob').execute()
  const owner = visitor()
  await owner.open(`${PAGE}?token=${token}`)
  await owner.press('Undo the change')
  assert.equal(owner.status, 410)
  assert.match(owner.text, /belongs to another account now/)
  assert.equal((await account()).email, THEIRS)
})
