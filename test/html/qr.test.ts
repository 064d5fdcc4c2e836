// A QR code in the page: an image with a name, a quiet zone, one square for each dark module, and nothing to fetch.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { qrCode } from '../../src/html/qr.ts'
import { attribute, elementsOf, named } from './document.ts'

const MODULES = [
  [true, false, true],
  [false, false, false],
  [true, true, false],
]

test('dark modules are squares beside a quiet zone of four, on a light ground', () => {
  const elements = elementsOf(qrCode(MODULES, 'A code'))
  const [svg] = named(elements, 'svg')
  assert.equal(attribute(svg, 'viewbox') ?? attribute(svg, 'viewBox'), '0 0 11 11')
  const [ground, dark] = [named(elements, 'rect')[0], named(elements, 'path')[0]]
  assert.deepEqual([attribute(ground, 'width'), attribute(ground, 'height')], ['11', '11'])
  assert.equal(attribute(dark, 'd'), 'M4 4h1v1h-1zM6 4h1v1h-1zM4 6h1v1h-1zM5 6h1v1h-1z')
  for (const [element, name] of [
    [ground, 'qr-light'],
    [dark, 'qr-dark'],
  ] as const)
    assert.equal(attribute(element, 'class'), name)
})

test('it is one image with a name, which stays text, and it fetches nothing and styles nothing itself', () => {
  const label = '"><script>alert(1)</script>'
  const code = qrCode(MODULES, label)
  const [svg] = named(elementsOf(code), 'svg')
  assert.equal(attribute(svg, 'role'), 'img')
  assert.equal(attribute(svg, 'aria-label'), label)
  assert.deepEqual(named(elementsOf(code), 'script', 'style', 'image', 'use'), [])
  assert.doesNotMatch(code.toString(), /style=|href=|fill=|data:/)
})

test('no modules are no code, and no mistake', () => {
  assert.match(qrCode([], 'Nothing').toString(), /viewBox="0 0 8 8".*d=""/s)
})
