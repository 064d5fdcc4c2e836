// An address confirmed, changed and restored, and an account made by its mail, in a real Chromium: from click to mail to click.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { SettingsInput } from '../../src/config/settings.ts'
import { openStore } from '../../src/store/open.ts'
import { tokenTo } from '../accounts/email/scene.ts'
import { PASSWORD } from '../house.ts'
import { becomeMember, complaintsOf, openBrowser, openSite } from './site.ts'

const THEIRS = 'thief@example.test'

const { newWindow } = await openBrowser()

async function siteOnDisk(options: SettingsInput = {}) {
  const data = mkdtempSync(join(tmpdir(), 'portcullis-browser-'))
  after(() => rmSync(data, { recursive: true, force: true }))
  const site = await openSite('http', { data, database: '', ...options })
  const store = await openStore('', { data })
  after(() => store.close())
  return {
    site,
    /** Follows the mail's link to this page, as a click in a mail program does. */
    async followMail(page: Page, recipient: string, path: string): Promise<void> {
      await page.goto(`${site.origin}${path}?token=${await tokenTo(store, recipient, path)}`)
      assert.equal(page.url(), `${site.origin}${path}`)
    },
    addressOf: async (username: string) => {
      const users = store.db.selectFrom('users').select('email').where('username', '=', username)
      const { email } = await users.executeTakeFirstOrThrow()
      return email
    },
  }
}

test('V14.2.1 V6.3.7 confirmed by mail, changed by somebody else, and brought back by mail', async () => {
  const { site, followMail, addressOf } = await siteOnDisk()
  const owner = await newWindow()
  const complaints = complaintsOf(owner.context())
  await becomeMember(owner, site, 'greta')
  const address = await addressOf('greta')
  await owner.getByRole('heading', { name: 'Please confirm your e-mail address' }).waitFor()
  await followMail(owner, address, '/email/verify')
  await owner.getByRole('button', { name: 'Confirm my address' }).click()
  await owner.getByText('Your e-mail address is confirmed').waitFor()

  await owner.getByRole('link', { name: 'E-mail address' }).click()
  await owner.getByLabel('New e-mail address').fill(THEIRS)
  await owner.getByRole('button', { name: 'Change address' }).click()
  await owner.getByText('Please look into the mail of the new address').waitFor()
  assert.equal(await addressOf('greta'), address)
  const thief = await newWindow()
  await followMail(thief, THEIRS, '/email/change/confirm')
  await thief.getByRole('button', { name: 'Use this address' }).click()
  await thief.getByText('Your e-mail address is changed').waitFor()
  assert.equal(await addressOf('greta'), THEIRS)

  await followMail(owner, address, '/email/undo')
  await owner.getByRole('button', { name: 'Undo the change' }).click()
  await owner.getByRole('heading', { name: 'Please look into your mail' }).waitFor()
  assert.equal(await addressOf('greta'), address)
  await followMail(owner, address, '/password/reset')
  assert.deepEqual(complaints, [])
})

test('where confirming is required the mail makes the account', async () => {
  const { site, followMail } = await siteOnDisk({ email: { verification: 'required' } })
  const person = await newWindow()
  const complaints = complaintsOf(person.context())
  await person.goto(`${site.origin}/register`)
  await person.getByLabel('Username').fill('henrike')
  await person.getByLabel('E-mail address').fill('henrike@example.test')
  await person.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await person.getByRole('button', { name: 'Create account' }).click()
  await person.getByRole('heading', { name: 'Please look into your mail' }).waitFor()
  const elsewhere = await newWindow()
  await followMail(elsewhere, 'henrike@example.test', '/register/confirm')
  await elsewhere.getByRole('button', { name: 'Create my account' }).click()
  await elsewhere.getByText('Your account is ready').waitFor()
  await elsewhere.getByLabel('Username or e-mail address').fill('henrike')
  await elsewhere.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click()
  await elsewhere.waitForURL(`${site.origin}/dashboard`)
  assert.deepEqual(complaints, [])
})
