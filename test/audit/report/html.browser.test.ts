// The HTML report in a real Chromium: readable in light and dark, on a phone too, and deaf to what the source would have it do.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Browser } from 'playwright-core'
import { htmlReport } from '../../../src/audit/report/html.ts'
import { launchChromium } from '../../browser/chromium.ts'
import { type Files, madeFinding, madeResult, placeIn } from '../made.ts'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const EVIL = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
const FILES: Files = { 'app.py': `name = request.args['name']\nreturn f'''${EVIL} {name}'''\n` }

let browser: Browser
const folder = mkdtempSync(join(tmpdir(), 'portcullis-report-'))
const file = join(folder, 'report.html')

before(async () => {
  const at = placeIn(FILES, 'app.py', EVIL)
  const source = { at: placeIn(FILES, 'app.py', "request.args['name']"), what: `\`${EVIL}\`` }
  const findings = (['critical', 'high', 'medium', 'low'] as const).map((severity) =>
    madeFinding(at, { severity, message: EVIL, path: [source, { at, what: EVIL }], related: [source] }),
  )
  const remark = { at, what: EVIL }
  const result = madeResult(FILES, findings, { notes: [{ file: EVIL, what: EVIL }], remarks: [remark] })
  writeFileSync(file, htmlReport(result, { prefix: '', width: 80, colour: false, version: '1.2.3' }))
  browser = await launchChromium()
})
after(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 375],
] as const) {
  test(`axe finds nothing, ${colorScheme}, and nothing in the source becomes an element`, async () => {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } })
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(pathToFileURL(file).href)
    assert.equal(await page.title(), 'Portcullis audit')
    assert.equal(await page.locator('img, script').count(), 0)
    assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'))
    assert.notEqual(
      await page.evaluate('getComputedStyle(document.querySelector("article")).borderTopWidth'),
      '0px',
    )
    assert.deepEqual(complaints, [])
    await page.evaluate(AXE)
    const { violations } = (await page.evaluate('axe.run()')) as AxeResults
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`),
      [],
    )
    await page.close()
  })
}
