// The document around every page: structure, the way out, and nothing that our CSP would refuse.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { assetFiles } from '../../src/html/assets.ts'
import { html } from '../../src/html/html.ts'
import { layout, type View } from '../../src/html/layout.ts'
import { attribute, byId, elementsOf, inside, named, textOf } from './document.ts'
import { exampleView, gallery } from './gallery.ts'

const pages = Object.entries(gallery).map(([name, page]) => ({ name, elements: elementsOf(page('NONCE')) }))

function show(changes: Partial<View> = {}, main = html`<h1>Notes</h1>`) {
  return elementsOf(layout(exampleView(changes), { title: 'Notes', main }))
}

for (const { name, elements } of pages) {
  test(`${name}: one heading, landmarks, a language and a way past the header`, () => {
    for (const tag of ['h1', 'main', 'footer', 'title']) assert.equal(named(elements, tag).length, 1, tag)
    assert.equal(attribute(named(elements, 'html')[0], 'lang'), 'en')
    assert.match(textOf(named(elements, 'title')[0]), /^\S.* – Portcullis$/)
    assert.match(
      attribute(byMeta(elements, 'viewport'), 'content') ?? '',
      /^width=device-width, initial-scale=1$/,
    )
    const firstLink = named(elements, 'a')[0]
    assert.equal(byId(elements, attribute(firstLink, 'href')!.slice(1))?.tagName, 'main')
  })

  test(`${name}: every id is there once, and every reference to one resolves`, () => {
    const ids = elements.map((element) => attribute(element, 'id')).filter((id) => id !== undefined)
    assert.deepEqual(ids.toSorted(), [...new Set(ids)].sort())
    for (const element of elements) {
      for (const reference of ['for', 'aria-describedby', 'aria-labelledby', 'aria-controls']) {
        for (const id of attribute(element, reference)?.split(' ') ?? [])
          assert.ok(ids.includes(id), `${reference}=${id}`)
      }
      const target = attribute(element, 'href')
      if (target?.startsWith('#')) assert.ok(ids.includes(target.slice(1)), target)
    }
  })

  test(`${name}: every visible field has a label`, () => {
    for (const input of named(elements, 'input', 'textarea', 'select')) {
      if (attribute(input, 'type') === 'hidden') continue
      const labels = named(elements, 'label').filter(
        (label) => attribute(label, 'for') === attribute(input, 'id'),
      )
      assert.equal(labels.length, 1)
      assert.notEqual(textOf(labels[0]), '')
    }
  })

  test(`${name}: no inline script, style or handler`, () => {
    assert.deepEqual(named(elements, 'style', 'base'), [])
    for (const element of elements) {
      const names = element.attrs.map((attr) => attr.name)
      assert.deepEqual(
        names.filter((attr) => attr.startsWith('on') || attr === 'style' || attr === 'srcdoc'),
        [],
      )
    }
    for (const script of named(elements, 'script')) {
      assert.equal(textOf(script), '')
      assert.equal(attribute(script, 'nonce'), 'NONCE')
    }
  })

  test(`V3.6.1 ${name}: scripts and styles are our own and pinned to their bytes`, () => {
    const scripts = named(elements, 'script')
    const styles = named(elements, 'link').filter((link) => attribute(link, 'rel') === 'stylesheet')
    // One of each, two scripts more where passkeys are offered, one where files can be sent.
    const offered = elements.some((element) => attribute(element, 'data-passkey') !== undefined)
    const files = elements.some((element) => attribute(element, 'data-upload') !== undefined)
    assert.deepEqual([scripts.length, styles.length], [1 + (offered ? 2 : 0) + (files ? 1 : 0), 1])
    for (const element of [...scripts, ...styles]) {
      const file = assetFiles().get(attribute(element, 'src') ?? attribute(element, 'href') ?? '')
      assert.ok(file)
      const digest = createHash('sha384').update(file.body).digest('base64')
      assert.equal(attribute(element, 'integrity'), `sha384-${digest}`)
    }
  })

  test(`V3.6.1 ${name}: every file it loads is served by us`, () => {
    for (const element of named(elements, 'img', 'link', 'script')) {
      const path = attribute(element, 'src') ?? attribute(element, 'href') ?? ''
      assert.ok(assetFiles().has(path), path)
    }
  })

  test(`V3.7.1 ${name}: no plug-ins or frames`, () => {
    assert.deepEqual(named(elements, 'object', 'embed', 'applet', 'frame', 'frameset', 'iframe'), [])
  })
}

function byMeta(elements: ReturnType<typeof elementsOf>, name: string) {
  return named(elements, 'meta').find((meta) => attribute(meta, 'name') === name)
}

test('V7.4.4 every page of a signed-in visit has a sign-out button that posts with the token', () => {
  const elements = show({ user: { name: 'maren' } })
  const form = named(elements, 'form').find((form) => attribute(form, 'action') === '/logout')
  assert.equal(attribute(form, 'method'), 'post')
  assert.equal(textOf(named(inside(form), 'button')[0]), 'Sign out')
  assert.equal(attribute(named(inside(form), 'input')[0], 'name'), 'csrf_token')
  for (const { name, elements } of pages.filter(({ name }) => /dashboard|member|host/.test(name))) {
    assert.ok(
      named(elements, 'form').some((form) => attribute(form, 'action') === '/logout'),
      name,
    )
  }
})

test('a visitor sees the way in, and asks for no token', () => {
  const view = exampleView({ path: '/login' })
  Object.defineProperty(view, 'csrf', {
    get: () => assert.fail('a token was made for a page without a form'),
  })
  const elements = elementsOf(layout(view, { title: 'Notes', main: html`<h1>Notes</h1>` }))
  assert.deepEqual(named(elements, 'form'), [])
  const links = named(inside(named(elements, 'nav')[0]), 'a')
  assert.deepEqual(
    links.map((link) => [attribute(link, 'href'), attribute(link, 'aria-current')]),
    [
      ['/login', 'page'],
      ['/register', undefined],
    ],
  )
})

test('a host app brings its own links, and can leave ours out', () => {
  const navigation = [{ href: '/notes', label: 'Notes' }]
  const elements = show({ navigation, accounts: false, user: { name: 'maren' } })
  const links = named(inside(named(elements, 'nav')[0]), 'a')
  assert.deepEqual(links.map(textOf), ['Notes'])
  assert.deepEqual(named(elements, 'form'), [])
})

test('names and messages are text', () => {
  const hostile = '</title><b>x</b><script>alert(1)</script>'
  const elements = show({
    site: hostile,
    user: { name: hostile },
    flashes: [{ kind: 'error', text: hostile }],
  })
  assert.deepEqual(named(elements, 'b'), [])
  assert.equal(named(elements, 'script').length, 1)
  assert.equal(textOf(named(elements, 'title')[0]), `Notes – ${hostile}`)
  assert.equal(
    textOf(elements.find((element) => attribute(element, 'role') === 'status')),
    `Problem: ${hostile}`,
  )
})

test('messages are announced, and tell their kind in a word', () => {
  const elements = show({
    flashes: [
      { kind: 'success', text: 'Saved.' },
      { kind: 'info', text: 'New here.' },
    ],
  })
  const messages = elements.filter((element) => attribute(element, 'role') === 'status')
  assert.deepEqual(messages.map(textOf), ['Done: Saved.', 'Note: New here.'])
})
