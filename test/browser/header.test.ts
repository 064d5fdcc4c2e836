// The header with a long user name: on a phone the name has a row of its own to grow in, and a link is underlined whole.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { becomeMember, openBrowser, openSite } from './site.ts'

const { newWindow } = await openBrowser()
const site = await openSite('http')

const PHONE = { width: 390, height: 844 }
const DESK = { width: 1280, height: 800 }

interface Measured {
  cut: boolean
  linkWidth: number
  /** Between the name and the way out, in pixels. */
  freeBeside: number
  sameRow: boolean
  underline: number
  pageWidth: number
}

const MEASURE = `(() => {
  const name = document.querySelector('.user-name')
  const link = name.closest('a')
  const place = link.getBoundingClientRect()
  const out = document.querySelector('.site-header form').getBoundingClientRect()
  return {
    cut: name.scrollWidth > name.clientWidth,
    linkWidth: place.width,
    freeBeside: out.left - place.right,
    sameRow: Math.abs(place.top + place.height / 2 - (out.top + out.height / 2)) < 4,
    underline: parseFloat(getComputedStyle(link, '::after').width),
    pageWidth: document.documentElement.scrollWidth,
  }
})()`

async function headerOf(username: string, viewport: typeof PHONE): Promise<Measured> {
  const page = await newWindow({ viewport })
  await becomeMember(page, site, username)
  const measured = (await page.evaluate(MEASURE)) as Measured
  await page.context().close()
  return measured
}

for (const [where, viewport] of [
  ['a phone', PHONE],
  ['a wide screen', DESK],
] as const) {
  test(`${where}: a name of 22 letters stands in full, beside the way out, and is underlined whole`, async () => {
    const header = await headerOf(`Longestphonename${viewport.width}abc`, viewport)
    assert.equal(header.cut, false)
    assert.equal(header.sameRow, true)
    assert.ok(Math.abs(header.underline - header.linkWidth) < 0.1)
    assert.equal(header.pageWidth, viewport.width)
  })

  test(`${where}: a name of 64 letters takes the room there is and no more`, async () => {
    const header = await headerOf(`W${viewport.width}`.padEnd(64, 'w'), viewport)
    assert.equal(header.sameRow, true)
    assert.ok(header.freeBeside < 24, `${header.freeBeside} px beside the name`)
    assert.ok(header.linkWidth > viewport.width / 3, `${header.linkWidth} px`)
    assert.ok(Math.abs(header.underline - header.linkWidth) < 0.1)
    assert.equal(header.pageWidth, viewport.width)
  })
}
