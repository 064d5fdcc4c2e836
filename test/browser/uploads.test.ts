// Hostile files that were taken, in a real Chromium: by none of the paths they are served on does one run in the site's origin.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { HOSTILE_FILES } from '../uploads/hostile/files.ts'
import { bytes, gif, join, jpegWith, pdf, png } from '../uploads/hostile/parts.ts'
import { becomeMember, openBrowser, openSite } from './site.ts'

/** Whatever runs asks the site for this address. */
const BEACON = '/pwned'
const CALL = `fetch("${BEACON}?script")`
const LOUD_SCRIPT = `try{document.title="pwned"}catch{};try{postMessage("pwned")}catch{};${CALL}`
const LOUD_PAGE = `<script>${CALL}</script><img src="${BEACON}?image"><body onload='${CALL}'>`

interface Sent {
  name: string
  mimeType: string
  buffer: Buffer
}

/** Made to be noticed; each passes what the server looks at. */
async function loudFiles(): Promise<Sent[]> {
  const file = (name: string, mimeType: string, buffer: Buffer): Sent => ({ name, mimeType, buffer })
  return [
    file('a.js', 'text/javascript', bytes(LOUD_SCRIPT)),
    file('a.mjs', 'text/javascript', bytes(`${CALL};export default 1`)),
    file('a.html', 'text/html', bytes(`hello ${LOUD_PAGE}`)),
    file('a.svg', 'image/svg+xml', bytes(`. <svg xmlns="http://www.w3.org/2000/svg" onload='${CALL}'/>`)),
    file('a.css', 'text/css', bytes(`*{background:url("${BEACON}?style")}`)),
    file('a.pdf', 'application/pdf', pdf(`/OpenAction << /S /JavaScript /JS (app.alert\\('reader'\\)) >>`)),
    file('b.pdf', 'text/html', join(pdf().subarray(0, -6), `%${'x'.repeat(1_100)}${LOUD_PAGE}\n%%EOF\n`)),
    file('a.gif', 'text/javascript', join(await gif(0x2a2f, 1), `*/=1;${CALL}//`)),
    file('a.jpg', 'text/html', await jpegWith(0xfe, LOUD_PAGE)),
    file('a.png', 'text/html', join(await png(), LOUD_PAGE)),
  ]
}

/** Of the table, those that are kept: each content once. */
async function keptFiles(): Promise<Sent[]> {
  const kept = HOSTILE_FILES.filter(
    ({ must }) => 'type' in must && (must.unchanged || must.name === undefined),
  )
  return Promise.all(
    kept.map(async ({ clientName, declared, make }) => ({
      name: clientName,
      mimeType: declared,
      buffer: await make(),
    })),
  )
}

const { newWindow } = await openBrowser()

async function send(page: Page, origin: string, files: readonly Sent[]): Promise<void> {
  for (let at = 0; at < files.length; at += 10) {
    await page.goto(`${origin}/uploads`)
    await page.locator('input[type=file]').setInputFiles(files.slice(at, at + 10))
    await submit(page)
    assert.equal(page.url(), `${origin}/uploads`)
  }
  await page.goto(`${origin}/uploads`)
}

/** The page's own script sends the form and opens the page anew: until that is done, it would cut off what a test opens. */
async function submit(page: Page): Promise<void> {
  const navigated = page.waitForEvent('framenavigated', { timeout: 180_000 })
  navigated.catch(() => undefined)
  const [answered] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST', { timeout: 180_000 }),
    page.locator('form[data-upload] button[type=submit]').click(),
  ])
  assert.equal(answered.ok(), true, `${answered.status()} ${await answered.text().catch(String)}`)
  await navigated
  await page.waitForLoadState('load')
}

async function openFiles(options: { origin?: string } = {}) {
  const site = await openSite('http', {
    limits: { default: '100000 per minute' },
    uploads: { limit: '1000 per minute', maxPerAccount: 1_000, ...options },
  })
  const page = await newWindow({ acceptDownloads: true })
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await becomeMember(page, site, 'mallory')
  const files = [...(await loudFiles()), ...(await keptFiles())]
  await send(page, site.origin, files)
  const links = await page
    .locator('a[href^="/uploads/"]')
    .evaluateAll((all) => all.map((link) => (link as unknown as { href: string }).href))
  const urls = [...new Set(links)].filter((url) => /\/uploads\/[\w-]{22}$/.test(url))
  assert.equal(urls.length, files.length, 'all of them were kept')
  const beacons = () => site.arrivals.filter(({ url }) => url.startsWith(BEACON)).map(({ url }) => url)
  /** What a lax host app might have: a page of this very origin, without any policy. */
  async function laxPage(body: string): Promise<void> {
    await page.route(`${site.origin}/lax`, (route) =>
      route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>lax</title>${body}` }),
    )
    await page.goto(`${site.origin}/lax`, { waitUntil: 'load' })
    await page.unroute(`${site.origin}/lax`)
  }
  async function assertQuiet(readers = false): Promise<void> {
    if (!readers) assert.deepEqual(dialogs, [])
    // A PDF's own script speaks in the browser's reader, which is an origin of its own: only where a page opens one there.
    else
      assert.deepEqual(
        dialogs.splice(0).filter((words) => words !== 'reader'),
        [],
      )
    assert.deepEqual(beacons(), [])
    for (const frame of page.frames()) assert.doesNotMatch(await frame.title().catch(() => ''), /pwned/)
  }
  return { site, page, urls, files, beacons, laxPage, assertQuiet }
}

/** Time for whatever may still start: two turns of the browser's own clock, in the page. */
const settle = (page: Page) =>
  page.evaluate('new Promise((done) => setTimeout(() => requestAnimationFrame(() => done()), 300))')

const house = await openFiles()

test('these files do run where they are served wrongly: what follows can fail', async () => {
  const { site, beacons } = house
  const page = await newWindow()
  const bodies: [string, Buffer, string][] = [
    ['page', bytes(`hello ${LOUD_PAGE}`), 'text/html'],
    ['picture', await jpegWith(0xfe, LOUD_PAGE), 'text/html'],
  ]
  for (const [name, body, contentType] of bodies) {
    const before = beacons().length
    const arrived = page.waitForResponse((response) => response.url().includes(`${BEACON}?script`))
    await page.route(`${site.origin}/wrong-${name}`, (route) => route.fulfill({ body, contentType }))
    await page.goto(`${site.origin}/wrong-${name}`)
    await arrived
    assert.ok(beacons().length > before, name)
  }
  await page.context().close()
  site.arrivals.length = 0
})

test('V3.2.1 opened as a page: a document is saved, under an end that runs nothing; a picture is shown', async () => {
  const { page, urls, assertQuiet } = house
  let [saved, shown] = [0, 0]
  for (const url of urls) {
    const download = page.waitForEvent('download', { timeout: 180_000 }).catch(() => undefined)
    const answer = await page.goto(url).catch(() => undefined)
    if (answer === undefined || answer === null) {
      const file = await download
      assert.match(file?.suggestedFilename() ?? '', /\.(?:txt|log|md|text|pdf)$/)
      saved += 1
    } else {
      assert.match(answer.headers()['content-type'] ?? '', /^image\/(?:png|jpeg|gif|webp)$/)
      // Sandboxed: the document that shows the picture has an origin that is none.
      assert.equal(await page.evaluate('self.origin'), 'null')
      shown += 1
    }
    await assertQuiet()
  }
  assert.ok(saved > 10 && shown > 30, `${saved} saved, ${shown} shown`)
})

test('V3.2.1 V3.5.8 in frames, objects and embeds of a lax page of the same origin nothing runs', async () => {
  const { page, urls, laxPage, assertQuiet } = house
  for (let at = 0; at < urls.length; at += 10) {
    const tags = urls
      .slice(at, at + 10)
      .flatMap((url) => [
        `<iframe src="${url}"></iframe>`,
        `<object data="${url}" type="text/html"></object>`,
        `<embed src="${url}" type="image/svg+xml">`,
      ])
    await laxPage(tags.join(''))
    await settle(page)
    // What a frame that was let in could be reached by.
    const reached = await page.evaluate(
      `[...document.querySelectorAll('iframe')].filter((frame) => {
        try { return frame.contentDocument?.body?.innerHTML.includes('script') } catch { return false }
      }).length`,
    )
    assert.equal(reached, 0)
    await assertQuiet()
  }
})

test('V3.2.1 as scripts, modules, style sheets, workers and service workers nothing runs', async () => {
  const { page, urls, laxPage, assertQuiet } = house
  await laxPage('')
  const ran = await page.evaluate(`(async (urls) => {
    const settled = (tag, url, rest = {}) => new Promise((done) => {
      const element = Object.assign(document.createElement(tag), rest)
      element.onload = () => done([url, rest.type ?? tag, 'loaded'])
      element.onerror = () => done(undefined)
      element[tag === 'link' ? 'href' : 'src'] = url
      document.head.append(element)
    })
    const worker = (url, type) => new Promise((done) => {
      try {
        const one = new Worker(url, { type })
        one.onmessage = () => done([url, 'worker', type])
        one.onerror = () => done(undefined)
      } catch { done(undefined) }
    })
    const works = urls.flatMap((url) => [
      settled('script', url),
      settled('script', url, { type: 'module' }),
      settled('link', url, { rel: 'stylesheet' }),
      worker(url, 'classic'),
      worker(url, 'module'),
      import(url).then(() => [url, 'import'], () => undefined),
      navigator.serviceWorker.register(url).then(() => [url, 'service worker'], () => undefined),
    ])
    return (await Promise.all(works)).filter((one) => one !== undefined)
  })(${JSON.stringify(urls)})`)
  assert.deepEqual(ran, [])
  await settle(page)
  await assertQuiet()
})

test('V3.2.1 fetched, and opened as a blob of the type it was served with, nothing runs', async () => {
  const { page, urls, laxPage, assertQuiet } = house
  await laxPage('')
  const types = await page.evaluate(`(async (urls) => {
    const types = new Set()
    for (const url of urls) {
      const blob = await (await fetch(url)).blob()
      types.add(blob.type)
      const frame = document.createElement('iframe')
      const loaded = new Promise((done) => { frame.onload = done; setTimeout(done, 2000) })
      frame.src = URL.createObjectURL(blob)
      document.body.append(frame)
      if (blob.type !== 'application/pdf') await loaded
    }
    return [...types].sort()
  })(${JSON.stringify(urls)})`)
  assert.deepEqual(types, [
    'application/pdf',
    'image/gif',
    'image/jpeg',
    'image/png',
    'image/webp',
    'text/plain; charset=utf-8',
  ])
  await settle(page)
  await assertQuiet(true)
})

test('pictures are pictures: shown in a page, and on the dashboard as that of a person', async () => {
  const { site, page, urls, laxPage, assertQuiet } = house
  await laxPage(urls.map((url) => `<img src="${url}">`).join(''))
  await page.waitForFunction('[...document.images].every((image) => image.complete)')
  const shown = await page.evaluate('[...document.images].filter((image) => image.naturalWidth > 0).length')
  assert.ok((shown as number) > 30, String(shown))
  await page.goto(`${site.origin}/profile/picture`)
  await page
    .locator('input[type=file]')
    .setInputFiles([{ name: 'me.html', mimeType: 'text/html', buffer: join(await png(300, 200), LOUD_PAGE) }])
  await submit(page)
  await page.goto(`${site.origin}/profile/picture/image`)
  assert.equal(await page.evaluate('self.origin'), 'null')
  await assertQuiet()
})
