// What another site can do to ours in a real Chromium, and what it learns: nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assets } from '../../src/html/assets.ts'
import { becomeMember, openBrowser, openSite, openStranger } from './site.ts'

const { newWindow } = await openBrowser()
const site = await openSite('https')
const stranger = await openStranger((path) => `<!doctype html><title>stranger</title>${tricks[path] ?? ''}`)

const tricks: Record<string, string> = {
  '/sign-out': `<form method="post" action="${site.origin}/logout"><button>Go</button></form>`,
  '/frame': `<iframe src="${site.origin}/login"></iframe><iframe src="/own"></iframe>`,
  '/embed': `<script src="${site.origin}${assets().script.path}"></script><img src="${site.origin}${assets().logo.path}">`,
}

test('V3.3.1 V3.3.3 V3.3.4 cookies as the browser keeps them: of this host alone, https alone, no script’s business', async () => {
  const page = await newWindow()
  await becomeMember(page, site, 'cookie')
  await page.goto(`${site.origin}/login`)
  const cookies = await page.context().cookies()
  assert.ok(cookies.some(({ name }) => name.endsWith('session')))
  for (const { name, domain, path, httpOnly, secure, sameSite } of cookies) {
    assert.match(name, /^__Host-/)
    assert.deepEqual(
      { domain, path, httpOnly, secure, sameSite },
      { domain: 'localhost', path: '/', httpOnly: true, secure: true, sameSite: 'Lax' },
      name,
    )
  }
  assert.equal(await page.evaluate('document.cookie'), '')
  await page.context().close()
})

test('V3.3.2 a form on another site sends no session along, and is refused', async () => {
  const page = await newWindow()
  await becomeMember(page, site, 'victim')
  await page.goto(`${stranger.origin}/sign-out`)
  const answer = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.getByRole('button').click()
  assert.equal((await answer).status(), 403)
  const arrival = site.arrivals.findLast(({ method }) => method === 'POST')
  assert.deepEqual([arrival?.url, arrival?.headers.cookie], ['/logout', undefined])
  await page.goto(`${site.origin}/dashboard`)
  await page.getByRole('heading', { name: 'Hello, victim' }).waitFor()
  await page.context().close()
})

test('V3.4.6 another site’s frame of the sign-in page stays blank', async () => {
  const page = await newWindow()
  await page.goto(`${stranger.origin}/frame`)
  assert.ok(site.arrivals.some(({ headers }) => headers['sec-fetch-dest'] === 'iframe'))
  const [, ours, theirs] = page.frames()
  assert.equal(await theirs?.title(), 'stranger')
  assert.match(ours?.url() ?? '', /^chrome-error:/)
  assert.equal(await ours?.locator('form').count(), 0)
  await page.context().close()
})

test('V3.4.8 V3.5.8 another site that opens ours in a window holds no handle on it, and can’t embed its files', async () => {
  const page = await newWindow()
  await page.goto(`${stranger.origin}/embed`)
  const embedded = site.arrivals.filter(({ headers }) => headers['sec-fetch-site'] === 'cross-site')
  assert.ok(embedded.length > 0)
  assert.equal(await page.evaluate('document.images[0].naturalWidth'), 0)

  for (const [address, isSevered] of [
    [`${stranger.origin}/own`, false],
    [`${site.origin}/login`, true],
  ] as const) {
    const popup = page.waitForEvent('popup')
    await page.evaluate(`window.opened = window.open('${address}')`)
    const opened = await popup
    await opened.waitForURL(address)
    assert.equal(await opened.evaluate('window.opener === null'), isSevered, address)
    assert.equal(await page.evaluate('window.opened.closed'), isSevered, address)
  }
  await page.context().close()
})

test('V3.4.5 who follows a link to another site does not tell where they come from', async () => {
  const page = await newWindow()
  await page.goto(`${site.origin}/login?next=%2Fdashboard%3Fsecret%3D1`)
  await page.evaluate(`document.querySelector('main').append(
    Object.assign(document.createElement('a'), { href: '${stranger.origin}/from-us', textContent: 'Elsewhere' }))`)
  await page.getByRole('link', { name: 'Elsewhere' }).click()
  await page.waitForURL(`${stranger.origin}/from-us`)
  const arrival = stranger.arrivals.find(({ url }) => url === '/from-us')
  assert.ok(arrival)
  assert.equal(arrival.headers.referer, undefined)
  assert.equal(await page.evaluate('document.referrer'), '')
  await page.context().close()
})
