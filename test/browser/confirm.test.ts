// Confirming by a passkey in a real Chromium: a form that waited is sent on by a button, and nothing is sent by itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { becomeMember, complaintsOf, openBrowser, openSite, signIn } from './site.ts'
import { plugIn } from './virtual-authenticator.ts'

const MAX_AGE = 15 * 60 // seconds
const { newWindow } = await openBrowser()
const limits = { confirm: '1000 per minute', mailedLinks: '1000 per minute' }
const site = await openSite('http', { limits })

const at = (path: string) => `${site.origin}${path}`
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const asked = (page: Page) => page.getByRole('heading', { name: 'Please confirm that it is you' }).waitFor()
const posts = (path: string) => site.arrivals.filter(({ method, url }) => method === 'POST' && url === path)

async function addPasskey(page: Page): Promise<void> {
  await page.goto(at('/passkeys'))
  await press(page, 'Add a passkey')
  await page.getByText('The passkey is added.').waitFor()
}

test('V7.5.3 a form that waited is sent on after a passkey, once its sender has seen it', async () => {
  const page = await newWindow()
  const complaints = complaintsOf(page.context())
  const authenticator = await plugIn(page)
  await becomeMember(page, site, 'waited')
  await addPasskey(page)
  await page.goto(at('/email/change'))
  await page.getByLabel('New e-mail address').fill('waited-anew@example.test')
  site.clock.forward(MAX_AGE)
  await page.locator('form[action="/email/change"] button[type="submit"]').click()
  await asked(page)
  await page.getByText('what you sent waits and is not lost').waitFor()

  // A finger that is not the right one, and everything stays.
  await authenticator.verify(false)
  await press(page, 'Confirm with a passkey')
  await page.getByText('That was cancelled, or took too long').waitFor()
  await authenticator.verify(true)
  await press(page, 'Confirm with a passkey')
  await page.getByRole('heading', { name: 'Thank you' }).waitFor()
  assert.equal(page.url(), at('/confirm'))
  await page.getByText('waited-anew@example.test').waitFor()
  assert.equal(await page.locator('input[name="email"]').inputValue(), 'waited-anew@example.test')
  assert.equal(posts('/email/change').length, 1)
  await press(page, 'Go on')
  await page.waitForURL((url) => url.pathname !== '/confirm')
  assert.equal(posts('/email/change').length, 2)
  await page.goto(at('/dev/outbox'))
  await page.getByText('waited-anew@example.test').first().waitFor()
  assert.deepEqual(complaints, [])
  await page.context().close()
})

test('V7.5.3 what waited takes effect after “Go on”, and not before', async () => {
  const [page, elsewhere] = [await newWindow(), await newWindow()]
  await plugIn(page)
  await becomeMember(page, site, 'effect')
  await addPasskey(page)
  await elsewhere.goto(at('/login'))
  await signIn(elsewhere, 'effect')
  await elsewhere.waitForURL(at('/dashboard'))
  await page.goto(at('/sessions'))
  site.clock.forward(MAX_AGE)
  await press(page, 'End all other sessions')
  await asked(page)
  await press(page, 'Confirm with a passkey')
  await page.getByRole('heading', { name: 'Thank you' }).waitFor()
  await elsewhere.goto(at('/dashboard'))
  assert.equal(elsewhere.url(), at('/dashboard'))
  await press(page, 'Go on')
  await page.getByText('All other sessions have ended: 1.').waitFor()
  await elsewhere.goto(at('/dashboard'))
  assert.match(elsewhere.url(), /\/login/)
  for (const one of [page, elsewhere]) await one.context().close()
})

test('V7.5.3 an account without a password confirms by its passkey, and goes on to where it was going', async () => {
  const page = await newWindow()
  const complaints = complaintsOf(page.context())
  const authenticator = await plugIn(page)
  await page.goto(at('/register'))
  await page.getByLabel('Username').fill('keyonly')
  await page.getByLabel('E-mail address').fill('keyonly@example.test')
  await press(page, 'Sign up with a passkey')
  await page.waitForURL(at('/dashboard'))
  site.clock.forward(MAX_AGE)
  await page.goto(at('/sessions'))
  await asked(page)
  assert.equal(await page.locator('main input:visible').count(), 0)
  const before = authenticator.told.filter((event) => event === 'Asserted').length
  await press(page, 'Confirm with a passkey')
  await page.waitForURL(at('/sessions'))
  assert.equal(authenticator.told.filter((event) => event === 'Asserted').length, before + 1)
  assert.deepEqual(complaints, [])
  await page.context().close()
})
