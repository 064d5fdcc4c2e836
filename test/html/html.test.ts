// Hostile values in every kind of place: the page stays the one of a harmless value, and shows the value itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../../src/html/html.ts'
import { BLOCKED } from '../../src/html/url.ts'
import {
  addressContexts,
  attributeContexts,
  type Context,
  partContexts,
  pathContexts,
  textContexts,
} from './contexts.ts'
import { asParsed, naughtyStrings, parsed } from './parsed.ts'

/** Relative addresses are read against this page. */
const PAGE = 'https://site.example/a/page?x=1'

for (const [name, context] of Object.entries(textContexts)) {
  test(`V1.2.1 V3.2.2 text in ${name}: every naughty string stays that text`, () => staysItself(context))
}

for (const [name, context] of Object.entries(attributeContexts)) {
  test(`V1.2.1 attribute, ${name}: every naughty string stays that value`, () => staysItself(context))
}

for (const [name, context] of Object.entries(addressContexts)) {
  test(`V1.2.2 ${name}: every naughty string is a safe address or ${BLOCKED}`, () => {
    forEachValue(context, (value, written) => {
      if (written === BLOCKED) return
      assert.equal(written, asParsed(value))
      const { protocol } = URL.parse(written, PAGE) ?? { protocol: 'https:' }
      assert.match(protocol, /^(?:https?|mailto):$/, value)
    })
  })
}

for (const [name, context] of Object.entries(pathContexts)) {
  test(`V1.2.2 ${name}: every naughty string is a path on this site or ${BLOCKED}`, () => {
    forEachValue(context, (value, written) => {
      if (written === BLOCKED) return
      assert.equal(written, asParsed(value))
      assert.equal(new URL(written, PAGE).origin, new URL(PAGE).origin, value)
    })
  })
}

for (const [name, context] of Object.entries(partContexts)) {
  test(`V1.2.2 ${name} of an address: every naughty string is percent-encoded once`, () => {
    const [before, after] = context.around!
    const harmless = new URL(`${before}x${after}`, PAGE)
    forEachValue(context, (value, written) => {
      const part = inside(context, written)
      if (part === BLOCKED) return assert.match(value, /^\.\.?$/)
      assert.equal(decodeURIComponent(part), value.toWellFormed().replaceAll('\0', '\ufffd'))
      const url = new URL(written, PAGE)
      assert.equal(url.protocol + url.host, harmless.protocol + harmless.host, value)
      assert.equal(url.pathname.split('/').length, harmless.pathname.split('/').length, value)
      assert.deepEqual([...url.searchParams.keys()], [...harmless.searchParams.keys()], value)
    })
  })
}

test('V1.2.1 in <noscript>, whatever scripting is, nothing ends the element', () => {
  const page = (v: string): string =>
    `${html`<head><noscript><p title="${v}">${v}</p></noscript></head><b id="spot">c</b>`}`
  const harmless = parsed(page('x'), {}, true).tree
  for (const value of naughtyStrings) {
    const tree = parsed(page(value), {}, true).tree
    assert.equal(
      tree.replace(/"<p title=.*?<\/p>"/s, '…'),
      harmless.replace(/"<p title=.*?<\/p>"/s, '…'),
      value,
    )
  }
})

test('V1.1.2 a value is escaped once, where it is written, and the value itself is left alone', () => {
  const value = '<b>&"\''
  assert.equal(`${html`<p>${value}</p>`}`, '<p>&lt;b&gt;&amp;&quot;&#39;</p>')
  assert.equal(`${html`<p>${html`<i>${value}</i>`}</p>`}`, '<p><i>&lt;b&gt;&amp;&quot;&#39;</i></p>')
  assert.equal(`${html`<p title="${value}"></p>`}`, '<p title="&lt;b&gt;&amp;&quot;&#39;"></p>')
})

test('values and template text survive unchanged when there is nothing to escape', () => {
  assert.equal(
    `${html`<p class="a ${'b'} c">é ${'漢字 😀'} &nbsp; ${7n} ${-1.5} ${0}</p>`}`,
    '<p class="a b c">é 漢字 😀 &nbsp; 7 -1.5 0</p>',
  )
})

function staysItself(context: Context): void {
  forEachValue(context, (value, written) => assert.equal(inside(context, written), asParsed(value)))
}

/** Checks the tree of each naughty string against that of `x`, then hands over what stands at the spot. */
function forEachValue(context: Context, check: (value: string, written: string) => void): void {
  const see = (value: string) => parsed(String(context.render(value)), context, context.scripting !== false)
  const harmless = see('x')
  assert.match(harmless.value, /x|#blocked/)
  for (const value of naughtyStrings) {
    const seen = see(value)
    assert.equal(seen.tree, harmless.tree, JSON.stringify(value))
    check(value, seen.value)
  }
}

function inside({ around: [before, after] = ['', ''] }: Context, written: string): string {
  assert.ok(written.startsWith(before) && written.endsWith(after), written)
  return written.slice(before.length, written.length - after.length)
}
