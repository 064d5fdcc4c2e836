// axe-core in a real Chromium over every page, light and dark, on a phone and a wide screen; and no CSP violation.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../browser/chromium.ts'
import { gallery, serveGallery } from './gallery.ts'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const SCREENS = { phone: { width: 375, height: 812 }, desktop: { width: 1280, height: 900 } }
/** Narrowest screen without sideways scrolling (WCAG 1.4.10). CSS pixels. */
const NARROWEST = 320
/** Smallest side of a target to press; links within a sentence apart (WCAG 2.5.5). CSS pixels. */
const TARGET = 44
/** A box to tick is pressed by its label as well. */
const TARGETS = 'button:visible, .button, header a, input:visible:not([type="checkbox"]), .choice label'

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

/** Each size and each scheme once: nothing that axe looks at hangs on both together. */
const LOOKS = [
  ['phone', 'dark'],
  ['desktop', 'light'],
] as const

for (const [screen, colorScheme] of LOOKS) {
  const viewport = SCREENS[screen]
  test(`axe finds nothing on any page, ${screen}, ${colorScheme}`, async () => {
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(String(error)))
    for (const name of Object.keys(gallery)) {
      await page.goto(`${site.origin}/${name}`)
      await page.evaluate(AXE)
      const results = (await page.evaluate('axe.run()')) as AxeResults
      const found = results.violations.map(
        ({ id, nodes }) => `${name}: ${id}: ${nodes.map((node) => node.html)}`,
      )
      assert.deepEqual(found, [])
      assert.deepEqual(complaints, [], name)
    }
    await context.close()
  })
}

test('no page scrolls sideways on the narrowest screen', async () => {
  const page = await browser.newPage({ viewport: { width: NARROWEST, height: 640 } })
  for (const name of Object.keys(gallery)) {
    await page.goto(`${site.origin}/${name}`)
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), NARROWEST, name)
  }
  await page.close()
})

test('buttons, fields and links of the header are large enough to press', async () => {
  const page = await browser.newPage({ viewport: SCREENS.phone })
  for (const name of Object.keys(gallery)) {
    await page.goto(`${site.origin}/${name}`)
    for (const target of await page.locator(TARGETS).all()) {
      const { width = 0, height = 0 } = (await target.boundingBox()) ?? {}
      assert.ok(
        height >= TARGET && width >= TARGET,
        `${name}: ${await target.innerHTML()} is ${width} by ${height}`,
      )
    }
  }
  await page.close()
})
