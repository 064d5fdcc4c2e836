// The drawing: for the eye alone, and coloured by the style sheet.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assetFiles, assets } from '../../src/html/assets.ts'
import { gatehouse } from '../../src/html/gatehouse.ts'
import { attribute, elementsOf, named } from './document.ts'

const css = assetFiles().get(assets().css.path)!.body.toString()

for (const portcullis of ['up', 'down'] as const) {
  const elements = elementsOf(gatehouse(portcullis))

  test(`${portcullis}: screen readers and the keyboard pass it by`, () => {
    const svg = named(elements, 'svg')[0]
    assert.deepEqual([attribute(svg, 'aria-hidden'), attribute(svg, 'focusable')], ['true', 'false'])
  })

  test(`${portcullis}: no colour of its own, so that it follows light and dark`, () => {
    for (const element of elements) {
      for (const name of ['fill', 'stroke', 'stop-color']) {
        const value = attribute(element, name)
        assert.ok(value === undefined || value.startsWith('url(#gatehouse-'), value)
      }
    }
  })

  test(`${portcullis}: the style sheet knows each of its classes`, () => {
    const classes = elements.flatMap((element) => attribute(element, 'class')?.split(' ') ?? [])
    assert.deepEqual(
      classes.filter((name) => !css.includes(`.${name}`)),
      [],
    )
  })
}
