// "It was not me" as a visit: a thief signs in, the owner reads mail, clicks, presses, and has the account back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { houseOfAlice, NEW, PASSWORD } from '../password/house.ts'
import { tokenFor, tokensFor } from '../password/scene.ts'

async function houseWithThief() {
  const house = await houseOfAlice()
  const { store, signIn, visitor } = house
  const thief = await signIn(PASSWORD, visitor({ address: '203.0.113.66' }))
  const token = await tokenFor(store, '/not-me')
  return { ...house, thief, token }
}

test('V6.3.5 V7.4.1 from the mail to a new password: the thief is out for good', async () => {
  const { alice, thief, token, visitor, store, isIn, signIn, kinds } = await houseWithThief()
  const person = await visitor().open(`/not-me?token=${token}`)
  assert.deepEqual(person.redirects, ['303 /not-me'])
  assert.match(person.text, /Was it not you\?/)
  assert.equal(await isIn(thief), true, 'looking changes nothing')
  await person.press('It was not me')
  assert.deepEqual(person.redirects, ['303 /not-me/done'])
  assert.match(person.text, /Everybody is signed out.*Look into your mail/)
  assert.deepEqual([await isIn(thief), await isIn(alice)], [false, false])
  assert.equal((await signIn(PASSWORD, thief)).status, 401)
  assert.equal((await kinds()).includes('disowned-sign-in'), true)

  await person.open(`/password/reset?token=${await tokenFor(store, '/password/reset')}`)
  person.fill({ password: NEW })
  await person.press('Set new password')
  assert.equal((await signIn(NEW, person)).path, '/dashboard')
  assert.equal((await signIn(PASSWORD, thief)).status, 401)
})

test('a link that was used, is made up, or missing leads on to a new password', async () => {
  const { token, visitor } = await houseWithThief()
  const person = await visitor().open(`/not-me?token=${token}`)
  const second = person.copy()
  await second.open('/not-me')
  await person.press('It was not me')
  await second.press('It was not me')
  const others = await Promise.all(
    [`/not-me?token=${token}`, `/not-me?token=${'B'.repeat(43)}`, '/not-me'].map((path) =>
      visitor().open(path),
    ),
  )
  for (const one of [second, ...others]) {
    assert.equal(one.status, 410)
    assert.match(one.body, /href="\/password\/forgot"/)
  }
})

test('after a new password the button is not offered, and an old page does nothing', async () => {
  const { token, visitor, askAndOpen, signIn, isIn, store } = await houseWithThief()
  const early = await visitor().open(`/not-me?token=${token}`)
  const { person } = await askAndOpen()
  person.fill({ password: NEW })
  await person.press('Set new password')
  await signIn(NEW, person)
  const late = await visitor().open(`/not-me?token=${token}`)
  assert.equal(late.status, 200)
  assert.match(late.text, /This has been ended already/)
  assert.doesNotMatch(late.body, /It was not me<\/button>/)
  await early.press('It was not me')
  assert.match(early.text, /This has been ended already/)
  assert.equal(await isIn(person), true)
  assert.equal((await tokensFor(store, '/password/reset')).length, 1)
})

test('V3.5.1 a bad token gives the button back; another site can’t press it', async () => {
  const { token, thief, visitor, isIn } = await houseWithThief()
  const person = await visitor().open(`/not-me?token=${token}`)
  const send = (form: Record<string, string>, site: string) =>
    person.send({
      method: 'POST',
      url: '/not-me',
      form,
      headers: { ...person.browserHeaders('POST'), 'sec-fetch-site': site },
    })
  await send({}, 'cross-site')
  assert.equal(person.status, 403)
  await send({}, 'same-origin')
  assert.equal(person.status, 400)
  assert.equal(await isIn(thief), true)
  await person.press('It was not me')
  assert.equal(person.path, '/not-me/done')
})

test('the link opens this page and no other', async () => {
  const { token, visitor } = await houseWithThief()
  const person = await visitor().open(`/password/reset?token=${token}`)
  assert.equal(person.status, 410)
  await person.open('/not-me')
  assert.equal(person.status, 410)
})
