// Passwords forgotten, reset, changed and stolen, in a real Chromium: from click to mail to click.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openStore } from '../../src/store/open.ts'
import { tokenFor } from '../accounts/password/scene.ts'
import { PASSWORD } from '../house.ts'
import { becomeMember, complaintsOf, openBrowser, openSite } from './site.ts'

const FIRST = 'eight lanterns at the harbour'
const SECOND = 'nine lanterns at the harbour'

const data = mkdtempSync(join(tmpdir(), 'portcullis-browser-'))
after(() => rmSync(data, { recursive: true, force: true }))
const { newWindow } = await openBrowser()
const site = await openSite('http', { data, database: '' })
const store = await openStore('', { data })
after(() => store.close())

/** Follows the next mail's link to this page, as a click in a mail program does. */
async function followMail(page: Page, path: string, known: readonly string[] = []): Promise<string> {
  const token = await tokenFor(store, path, known)
  await page.goto(`${site.origin}${path}?token=${token}`)
  assert.equal(page.url(), `${site.origin}${path}`)
  return token
}

async function choose(page: Page, password: string): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Set new password' }).click()
  await page.getByText('Your new password is set').waitFor()
}

const signInWith = async (page: Page, username: string, password: string) => {
  await page.goto(`${site.origin}/login`)
  await page.getByLabel('Username or e-mail address').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test('V14.2.1 forgotten, reset by mail, a thief thrown out by mail, and a new one again', async () => {
  const owner = await newWindow()
  const complaints = complaintsOf(owner.context())
  await becomeMember(owner, site, 'greta')
  await owner.getByRole('button', { name: 'Sign out' }).click()
  await owner.getByText('You are signed out').waitFor()

  await owner.goto(`${site.origin}/login`)
  await owner.getByRole('link', { name: 'Forgot your password?' }).click()
  await owner.getByLabel('Username or e-mail address').fill('greta')
  await owner.getByRole('button', { name: 'Mail me a link' }).click()
  await owner.getByRole('heading', { name: 'Look into your mail' }).waitFor()
  const first = await followMail(owner, '/password/reset')
  await choose(owner, FIRST)
  await signInWith(owner, 'greta', FIRST)
  await owner.waitForURL(`${site.origin}/dashboard`)

  const thief = await newWindow()
  await signInWith(thief, 'greta', FIRST)
  await thief.waitForURL(`${site.origin}/dashboard`)
  const disown = await followMail(owner, '/not-me')
  await owner.getByRole('button', { name: 'It was not me' }).click()
  await owner.getByRole('heading', { name: 'Everybody is signed out' }).waitFor()
  await thief.goto(`${site.origin}/dashboard`)
  assert.match(thief.url(), /\/login\?next=/)
  await signInWith(thief, 'greta', FIRST)
  await thief.getByText('do not belong together').first().waitFor()

  const second = await followMail(owner, '/password/reset', [first])
  await choose(owner, SECOND)
  await signInWith(owner, 'greta', SECOND)
  await owner.waitForURL(`${site.origin}/dashboard`)

  const tokens = [first, disown, second]
  const referers = site.arrivals.map(({ headers }) => headers.referer ?? '')
  assert.ok(referers.some((referer) => referer.endsWith('/password/reset')))
  for (const token of tokens) assert.ok(!referers.join(' ').includes(token))
  for (const page of [owner, thief]) await page.context().close()
  assert.deepEqual(complaints, [])
})

test('changed while signed in: here one stays, elsewhere one is out', async () => {
  const here = await newWindow()
  await becomeMember(here, site, 'ole')
  const there = await newWindow()
  await signInWith(there, 'ole', PASSWORD)
  await there.waitForURL(`${site.origin}/dashboard`)
  await here.goto(`${site.origin}/.well-known/change-password`)
  assert.equal(here.url(), `${site.origin}/password/change`)
  await here.getByLabel('Password until now').fill(PASSWORD)
  await here.getByLabel('New password', { exact: true }).fill(FIRST)
  await here.getByRole('button', { name: 'Change password' }).click()
  await here.getByText('Your password is changed').waitFor()
  assert.equal(here.url(), `${site.origin}/dashboard`)
  await there.goto(`${site.origin}/dashboard`)
  assert.match(there.url(), /\/login\?next=/)
  for (const page of [here, there]) await page.context().close()
})
