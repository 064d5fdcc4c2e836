// What each kind of value becomes in text and in attributes, and that nothing but the tag makes markup.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Html, html, TemplateError, unsafeHtml } from '../../src/html/html.ts'
import * as publicNames from '../../src/html/index.ts'

const text = (value: unknown) => String(html`<p>${value}</p>`).slice(3, -4)
const whole = (value: unknown) => String(html`<input required="${value}">`)
const partial = (value: unknown) => String(html`<p class="a ${value}"></p>`).slice(12, -6)

test('text: strings, numbers, markup and nothing', () => {
  assert.equal(text('a'), 'a')
  assert.equal(text(12.5), '12.5')
  assert.equal(text(10n ** 20n), '100000000000000000000')
  assert.equal(text(Number.NaN), 'NaN')
  assert.equal(text(0), '0')
  for (const nothing of [null, undefined, false, '']) assert.equal(text(nothing), '')
  assert.equal(text(html`<b>${'<'}</b>`), '<b>&lt;</b>')
  assert.equal(text(unsafeHtml('<hr>')), '<hr>')
})

test('text: arrays, nested, one after the other', () => {
  assert.equal(text(['<', 1, null, [html`<i></i>`, ['&']], false, undefined]), '&lt;1<i></i>&amp;')
  assert.equal(text([]), '')
})

test('text: true, functions, symbols and promises throw and name the place', () => {
  for (const value of [true, [true], () => 'x', Symbol('x'), Promise.resolve('x')]) {
    assert.throws(
      () => text(value),
      (error) => {
        assert.ok(error instanceof TemplateError)
        assert.match(
          error.message,
          /values\.test\.ts:\d+, line 1 of the template, at "<p>\$\{…\}": the value is /,
        )
        return true
      },
    )
  }
})

test('a whole attribute: false, null and undefined leave it out, true writes it empty', () => {
  for (const nothing of [false, null, undefined]) {
    assert.equal(whole(nothing), '<input>')
    assert.equal(String(html`<a class="b" href="${nothing}" id='c'>d</a>`), '<a class="b" id=\'c\'>d</a>')
    assert.equal(
      String(html`<input
      name = '${nothing}'
      value="${nothing}"
      required/>`),
      '<input\n      required/>',
    )
  }
  assert.equal(whole(true), '<input required="">')
  assert.equal(String(html`<script src="${true}"></script>`), '<script src=""></script>')
  assert.equal(whole(''), '<input required="">')
  assert.equal(whole(0), '<input required="0">')
  assert.equal(whole(['a', null, 1]), '<input required="a1">')
})

test('a part of an attribute: nothing for nothing, true throws', () => {
  for (const nothing of [false, null, undefined]) assert.equal(partial(nothing), '')
  assert.equal(partial(['b', 2]), 'b2')
  assert.equal(String(html`<a href="/a?b=${null}&amp;c=${3}">d</a>`), '<a href="/a?b=&amp;c=3">d</a>')
  assert.throws(() => partial(true), TemplateError)
  assert.throws(() => html`<a href="/a/${true}">b</a>`, TemplateError)
})

test('V1.2.1 markup has no place in attributes, in <title> or in <textarea>', () => {
  const markup = html`<b></b>`
  for (const write of [
    () => html`<p title="${markup}"></p>`,
    () => html`<p title="a ${[markup]}"></p>`,
    () => html`<a href="${markup}">b</a>`,
    () => html`<a href="/${markup}">b</a>`,
    () => html`<title>${markup}</title>`,
    () => html`<textarea>${[markup]}</textarea>`,
  ]) {
    assert.throws(write, /Html, where text alone can stand/)
  }
})

test('V1.2.1 a look-alike of Html is escaped, wherever it comes from', () => {
  const real = html`<b></b>`
  const copies = [
    JSON.parse('{"markup":"<b></b>","#markup":"<b></b>","toString":"<b></b>","constructor":{"name":"Html"}}'),
    JSON.parse(JSON.stringify(real)),
    JSON.parse('{"toString":1,"valueOf":2}'),
    JSON.parse('{"__proto__":null}'),
    { ...real },
    structuredClone(real),
    Object.create(Html.prototype),
    Object.create(real),
    Object.setPrototypeOf({ markup: '<b></b>' }, Html.prototype),
    { toString: () => '<b></b>' },
    { [Symbol.toPrimitive]: () => '<b></b>', [Symbol.toStringTag]: 'Html' },
    new Proxy(real, {}),
    Object.create(null),
    new String('<b></b>'),
  ]
  for (const copy of copies) {
    assert.doesNotMatch(text(copy), /</)
    assert.doesNotMatch(text([copy]), /</)
    assert.doesNotMatch(whole(copy).slice(1), /</)
  }
})

test('V1.2.1 no outsider makes an Html', () => {
  const real = html`<b></b>`
  const Known = Html as unknown as new (...given: unknown[]) => Html
  const Found = real.constructor as unknown as typeof Known
  for (const forge of [
    () => new Known('<b>'),
    () => new Known('<b>', Symbol('html')),
    () => new Known('<b>', Symbol.for('html')),
    () => new Found('<b>'),
    () => Reflect.construct(Html, ['<b>', undefined]),
    () => new (class extends Known {})('<b>'),
  ]) {
    assert.throws(forge, /made by the html tag/)
  }
  assert.throws(() => Html.prototype.toString.call({ markup: '<b>' } as unknown as Html), TypeError)
})

test('V1.2.1 an Html keeps its markup, whatever is done to it', () => {
  const real = html`<b>${1}</b>`
  Object.assign(real, { markup: '<i>', toString: () => '<i>' })
  assert.equal(text(real), '<b>1</b>')
})

test('V1.2.1 an array out of a request is no template', () => {
  const call = html as unknown as (strings: unknown, ...values: unknown[]) => Html
  const sent = JSON.parse('["<script>alert(1)</script>"]')
  const dressed = Object.assign(['<b>', '</b>'], { raw: ['<b>', '</b>'] })
  const halfFrozen = Object.assign(['<b>', '</b>'], { raw: Object.freeze(['<b>', '</b>']) })
  for (const strings of [
    halfFrozen,
    sent,
    dressed,
    Object.freeze([...sent]),
    '<b>',
    undefined,
    null,
    { raw: ['<b>'] },
  ]) {
    assert.throws(() => call(strings, 'x'), TypeError)
  }
})

test('unsafeHtml takes a string alone', () => {
  assert.equal(String(unsafeHtml('<b>&</b>')), '<b>&</b>')
  for (const value of [undefined, null, 1, ['<b>'], {}]) {
    assert.throws(() => unsafeHtml(value as unknown as string), TypeError)
  }
})

test('a line break at the start of a value survives in <textarea> and <pre>', () => {
  assert.equal(String(html`<textarea>${'\na'}</textarea>`), '<textarea>\n\na</textarea>')
  assert.equal(String(html`<pre class="${'b'}">${'\na'}</pre>`), '<pre class="b">\n\na</pre>')
  assert.equal(
    String(html`<pre>
${'\na'}</pre>`),
    '<pre>\n\na</pre>',
  )
  assert.equal(String(html`<pre>a${'\nb'}</pre>`), '<pre>a\nb</pre>')
})

test('the public folder hands on the tag and what belongs to it', () => {
  for (const [name, value] of Object.entries({ Html, html, unsafeHtml, TemplateError })) {
    assert.equal((publicNames as Record<string, unknown>)[name], value)
  }
})
