// The pages of the API in Chromium: nothing for axe, nothing blocked, no sideways scrolling, no script needed.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { launchChromium } from '../browser/chromium.ts'
import { becomeMember, complaintsOf, openSite, openStranger } from '../browser/site.ts'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
/** Narrowest screen without sideways scrolling (WCAG 1.4.10). CSS pixels. */
const NARROWEST = 320

const site = await openSite('http', { limits: { default: '1000 per minute' } })
const browser = await launchChromium()
after(() => browser.close())

async function judge(page: Page): Promise<void> {
  await page.evaluate(AXE)
  const results = (await page.evaluate('axe.run()')) as AxeResults
  assert.deepEqual(
    results.violations.map(({ id, nodes }) => `${page.url()}: ${id}: ${nodes.map(({ html }) => html)}`),
    [],
  )
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), NARROWEST, page.url())
}

for (const colorScheme of ['light', 'dark'] as const) {
  describe(`on a narrow phone, ${colorScheme}`, () => {
    test('the page of the API and those of tokens', async () => {
      const context = await browser.newContext({
        viewport: { width: NARROWEST, height: 640 },
        colorScheme,
        reducedMotion: 'reduce',
      })
      const complaints = complaintsOf(context)
      const page = await context.newPage()
      await page.goto(`${site.origin}/api/docs`)
      await judge(page)
      await page.getByRole('link', { name: 'GET /api/me' }).click()
      assert.match(page.url(), /#me$/)

      await becomeMember(page, site, `ada-${colorScheme}`)
      await page.getByRole('link', { name: 'Access tokens' }).click()
      await judge(page)
      await page.getByLabel('Name', { exact: true }).fill(' '.repeat(3))
      await page.getByRole('button', { name: 'Make the token' }).click()
      await page.getByText('There is a problem').waitFor()
      await judge(page)
      await page.getByLabel('Name', { exact: true }).fill('W'.repeat(64))
      await page.getByLabel('Change what the account can change').check()
      await page.getByLabel('Good for').selectOption('90')
      await page.getByRole('button', { name: 'Make the token' }).click()
      await page.getByText('Your new token').waitFor()
      await judge(page)
      await page.getByRole('link', { name: 'I have it' }).click()
      await page.getByText('Last used').waitFor()
      await judge(page)
      assert.deepEqual(complaints, [])
      await context.close()
    })
  })
}

test('V3.5.1 a script of another origin can’t call the API from a browser, and one of a named origin can', async () => {
  const stranger = await openStranger(() => '<!doctype html><title>stranger</title>')
  const friendly = await openSite('http', { api: { corsOrigins: [stranger.origin] } })
  const page = await browser.newPage()
  await page.goto(stranger.origin)
  const call = (origin: string) =>
    page.evaluate(
      `fetch('${origin}/api/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
        body: '{"username":"nobody","password":"x"}',
      }).then(async (answer) => [answer.status, (await answer.json()).code, answer.headers.get('www-authenticate')], () => 'blocked')`,
    )
  assert.deepEqual(await call(friendly.origin), [401, 'sign-in-refused', 'Bearer realm="api"'])
  const closed = await openSite('http')
  assert.equal(await call(closed.origin), 'blocked')
  await page.close()
})

test('the page of the API reads whole without JavaScript', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${site.origin}/api/docs`)
  assert.equal(await page.getByRole('group', { name: 'SignedIn' }).first().isVisible(), true)
  assert.equal(await page.locator('h3').count(), 14)
  await context.close()
})
