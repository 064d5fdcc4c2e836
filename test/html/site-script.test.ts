// What site.js adds, in a real Chromium under our CSP; and that pages do without it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../browser/chromium.ts'
import { serveGallery } from './gallery.ts'

let browser: Browser
let site: Awaited<ReturnType<typeof serveGallery>>

before(async () => {
  browser = await launchChromium()
  site = await serveGallery()
})
after(async () => {
  await browser?.close()
  site?.close()
})

test('a typed password can be shown and hidden again, and the state is told', async () => {
  const page = await browser.newPage()
  await page.goto(`${site.origin}/login`)
  const input = page.getByLabel('Password', { exact: true })
  const button = page.getByRole('button', { name: 'Show password' })
  await input.fill('correct horse')
  await button.click()
  assert.deepEqual(
    [await input.getAttribute('type'), await button.getAttribute('aria-pressed'), await input.inputValue()],
    ['text', 'true', 'correct horse'],
  )
  await page.getByText('Password shown').waitFor({ state: 'attached' })
  await button.press('Enter')
  assert.deepEqual(
    [await input.getAttribute('type'), await button.getAttribute('aria-pressed')],
    ['password', 'false'],
  )
  await page.getByText('Password hidden').waitFor({ state: 'attached' })
  await page.close()
})

test('a shown password hides before the form leaves', async () => {
  const page = await browser.newPage()
  await page.route('**/login', (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status: 204 }) : route.fallback(),
  )
  await page.goto(`${site.origin}/login`)
  await page.getByLabel('Username or e-mail address').fill('maren')
  await page.getByLabel('Password', { exact: true }).fill('correct horse')
  await page.getByRole('button', { name: 'Show password' }).click()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('input[type="password"]').waitFor()
  assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), 'correct horse')
  await page.close()
})

test('V3.2.3 fields named like methods of a form do not stop the script', async () => {
  const page = await browser.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.goto(`${site.origin}/refusal-form`)
  assert.equal(await page.locator('[name="addEventListener"]').count(), 1)
  await page.getByRole('button', { name: 'Show password' }).click()
  assert.deepEqual(errors, [])
  await page.close()
})

test('times are told in the zone of the reader, the written one stays at hand', async () => {
  const context = await browser.newContext({ timezoneId: 'Pacific/Auckland' })
  const page = await context.newPage()
  await page.goto(`${site.origin}/dashboard`)
  const time = page.locator('time').first()
  assert.equal(await time.textContent(), '2 March 2026 at 21:15')
  assert.equal(await time.getAttribute('title'), '2 March 2026 at 08:15 UTC')
  await context.close()
})

test('V3.7.5 without JavaScript the form works and no dead button shows', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${site.origin}/login`)
  assert.equal(await page.getByRole('button', { name: 'Show password' }).count(), 0)
  await page.getByLabel('Username or e-mail address').fill('maren')
  await page.getByLabel('Password', { exact: true }).fill('correct horse')
  const sent = page.waitForRequest((request) => request.method() === 'POST')
  await page.getByRole('button', { name: 'Sign in' }).click()
  assert.equal((await sent).postData(), 'csrf_token=token&username=maren&password=correct+horse')
  await context.close()
})

test('a page with problems starts at their list, and each entry leads to its field', async () => {
  const page = await browser.newPage()
  await page.goto(`${site.origin}/signup-problems`)
  assert.equal(await page.evaluate('document.activeElement?.id'), 'problems')
  await page.getByRole('link', { name: 'This is not one e-mail address.' }).click()
  assert.equal(await page.evaluate('document.activeElement?.id'), 'email')
  await page.close()
})
