// People with a second factor, for the tests of it: an app that shows codes, and sign-ins in two steps.
import assert from 'node:assert/strict'
import { Secret, TOTP } from 'otpauth'
import type { SettingsInput } from '../../../src/config/settings.ts'
import { type House, PASSWORD } from '../../house.ts'
import type { Visitor } from '../../visitor.ts'
import { openHouseOnDisk } from '../visits.ts'

/** Limits that a test of something else would meet. */
const ROOMY = { confirm: '10000 per minute', mailedLinks: '1000 per minute', default: '10000 per minute' }

export const openRoomy = (options: SettingsInput = {}) =>
  openHouseOnDisk({ ...options, limits: { ...ROOMY, ...options.limits } })

/** An authenticator app with this key, as it shows a code at a time of the house's clock. */
export function codeOf(base32: string, now: number): string {
  return new TOTP({ secret: Secret.fromBase32(base32) }).generate({ timestamp: now })
}

export interface WithApp {
  key: string
  codes: string[]
}

/** Sets an app up on the pages; returns its key and the recovery codes. */
export async function setUpApp(house: House, person: Visitor): Promise<WithApp> {
  await person.open('/two-factor/authenticator')
  if (person.body.includes('Show the key')) await person.press('Show the key')
  const key = /<code class="key">([A-Z2-7 ]+)<\/code>/.exec(person.body)?.[1]?.replaceAll(' ', '')
  assert.ok(key, person.text)
  person.fill({ code: codeOf(key, house.clock.now) })
  await person.press('Turn it on')
  assert.equal(person.status, 200, person.text)
  const codes = [...person.body.matchAll(/<li><code>([A-Z2-7-]+)<\/code><\/li>/g)].map((found) => found[1]!)
  return { key, codes }
}

/** The first step of a sign-in in another browser; it ends at the second one. */
export async function firstStep(house: House, username: string, person = house.visitor()): Promise<Visitor> {
  await person.open('/login')
  person.fill({ username, password: PASSWORD })
  await person.press('Sign in')
  return person
}

export async function withApp(house: House, username = 'alice') {
  const person = await house.member(username)
  const app = await setUpApp(house, person)
  // The step of the set-up's code is used up.
  house.clock.forward(30)
  return { person, ...app }
}

export const isIn = async (person: Visitor) => (await person.open('/dashboard')).path === '/dashboard'
