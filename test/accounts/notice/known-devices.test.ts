// Which devices are still known after a new password: none but the one on which its owner has changed it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PASSWORD } from '../../house.ts'
import type { Visitor } from '../../visitor.ts'
import { mails, openHouseOnDisk } from '../visits.ts'

const NEXT = 'a longer walk along the sea'

async function signIn(person: Visitor, password: string): Promise<void> {
  await person.open('/login')
  person.fill({ username: 'alice', password })
  await person.press('Sign in')
  assert.equal(person.path, '/dashboard', person.text)
}

async function twoDevices() {
  const house = await openHouseOnDisk()
  const here = await house.member('alice')
  await house.store.db.updateTable('users').set({ email_verified_at: 1 }).execute()
  const there = house.visitor()
  await signIn(there, PASSWORD)
  const told = async () =>
    (await mails(house.store)).filter(({ subject }) => subject.startsWith('New sign-in')).length
  return { house, here, there, told, before: await told() }
}

test('V6.3.5 after a change of the password the other device is a stranger, and this one is not', async () => {
  const { house, here, there, told, before } = await twoDevices()
  house.clock.forward(60)
  await here.open('/password/change')
  here.fill({ 'old-password': PASSWORD, password: NEXT })
  await here.press('Change password')
  assert.match(here.text, /Your password is changed/)
  await here.press('Sign out')
  await signIn(here, NEXT)
  assert.equal(await told(), before)
  await signIn(there, NEXT)
  assert.equal(await told(), before + 1)
  // Known from then on.
  await there.press('Sign out')
  await signIn(there, NEXT)
  assert.equal(await told(), before + 1)
})

test('V6.3.5 after a reset by mail every device is a stranger', async () => {
  const { house, here, there, told, before } = await twoDevices()
  house.clock.forward(60)
  const person = house.visitor()
  await person.open('/password/forgot')
  person.fill({ username: 'alice' })
  await person.press('Mail me a link')
  const text = await linkIn(house)
  await person.open(`/password/reset?token=${text}`)
  person.fill({ password: NEXT })
  await person.press('Set new password')
  for (const [at, device] of [here, there].entries()) {
    await signIn(device, NEXT)
    assert.equal(await told(), before + at + 1)
  }
})

async function linkIn(house: Awaited<ReturnType<typeof openHouseOnDisk>>): Promise<string> {
  for (let round = 0; round < 200; round++) {
    const texts = (await mails(house.store)).map(({ text }) => text).join('\n')
    const token = /\/password\/reset\?token=([\w-]{43})/.exec(texts)?.[1]
    if (token !== undefined) return token
    await new Promise((then) => setTimeout(then, 10))
  }
  throw new Error('no link came')
}
