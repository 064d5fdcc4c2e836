// Contrast of the colours in site.css, light and dark, as WCAG 2.2 computes it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assetFiles, assets } from '../../src/html/assets.ts'

/** WCAG 1.4.3 (AA), text. */
const TEXT = 4.5
/** WCAG 1.4.11 (AA), borders of controls, focus and signs. */
const SHAPE = 3

const css = assetFiles().get(assets().css.path)!.body.toString()
const [light, dark] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) => colours(block!))

const PAIRS: readonly (readonly [front: string, back: string, least: number])[] = [
  ...['bg', 'surface', 'info-surface', 'success-surface', 'danger-surface'].map(
    (back) => ['ink', back, TEXT] as const,
  ),
  ...['bg', 'surface'].flatMap((back) => [
    ['muted', back, TEXT] as const,
    ['link', back, TEXT] as const,
    ['danger', back, TEXT] as const,
    ['focus', back, SHAPE] as const,
    ['control-line', back, SHAPE] as const,
  ]),
  ['danger', 'danger-surface', TEXT],
  ['on-accent', 'accent', TEXT],
  ['on-accent', 'accent-hover', TEXT],
  ['accent', 'surface', SHAPE],
  ['accent', 'bg', SHAPE],
  ['info', 'info-surface', SHAPE],
  ['success', 'success-surface', SHAPE],
]

for (const [scheme, values] of [
  ['light', light!],
  ['dark', { ...light!, ...dark! }],
] as const) {
  for (const [front, back, least] of PAIRS) {
    test(`${scheme}: ${front} on ${back} reaches ${least}:1`, () => {
      const ratio = contrast(values[front]!, values[back]!)
      assert.ok(ratio >= least, `${ratio.toFixed(2)}:1`)
    })
  }
}

test('the browser bar takes the ground colour of each scheme', async () => {
  const { gallery } = await import('./gallery.ts')
  const page = gallery['login']!('').toString()
  assert.ok(page.includes(`content="${light!['bg']}" media="(prefers-color-scheme: light)"`))
  assert.ok(page.includes(`content="${dark!['bg']}" media="(prefers-color-scheme: dark)"`))
})

test('dark redefines every colour of light', () => {
  assert.deepEqual(Object.keys(dark!), Object.keys(light!))
})

test('no rule has a colour of its own', () => {
  const rules = css.replaceAll(/:root \{[^}]*\}/g, '')
  assert.doesNotMatch(rules, /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(/i)
})

/** `--name: #rrggbb` of a block. */
function colours(block: string): Record<string, string> {
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  )
}

function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter! + 0.05) / (darker! + 0.05)
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}
