// Messages for the next page: shown once, kept over a redirect, text and never markup.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../../src/html/html.ts'
import { MAX_COOKIE_BYTES } from '../../src/shield/cookies.ts'
import { type FlashKind, flash } from '../../src/shield/flash.ts'
import { page } from '../../src/shield/view.ts'
import { elementsIn, type Visitor } from '../visitor.ts'
import { type Host, openHost } from './host.ts'

const routes = (app: Host['app']) => {
  app.get('/say', async (request, reply) => {
    const {
      text,
      kind = 'info',
      times = '1',
    } = request.query as { text: string; kind?: string; times?: string }
    for (let i = 0; i < Number(times); i++) flash(request, kind as FlashKind, text)
    return reply.redirect('/page', 303)
  })
  app.get('/here', async (request) => {
    flash(request, 'success', 'in this very page')
    return page(request, 'Here', html`<p>Here</p>`)
  })
  app.get('/page', async (request) => page(request, 'Page', html`<p>Page</p>`))
  app.get('/further', async (_request, reply) => reply.redirect('/page', 303))
  app.get('/data.json', async () => ({ no: 'page' }))
}

async function say(visitor: Visitor, text: string, more = ''): Promise<Visitor> {
  return visitor.send({ url: `/say?text=${encodeURIComponent(text)}${more}` })
}

test('a message survives the redirect and is shown once', async () => {
  const { visitor } = await openHost(routes)
  const anna = visitor()
  await anna.open('/say?text=Kept')
  assert.match(anna.text, /Kept/)
  assert.equal(anna.cookies.has('flash'), false)
  await anna.open('/page')
  assert.doesNotMatch(anna.text, /Kept/)
})

test('it waits through another redirect and answers that show no page, and dies of age', async () => {
  const host = await openHost(routes)
  const anna = host.visitor()
  await say(anna, 'Patient')
  await anna.send({ url: '/data.json' })
  await anna.open('/further')
  assert.match(anna.text, /Patient/)
  await say(anna, 'Stale')
  host.clock.forward(300)
  await anna.open('/page')
  assert.doesNotMatch(anna.text, /Stale/)
})

test('a message left for this very page is shown in it, and not again', async () => {
  const { visitor } = await openHost(routes)
  const anna = visitor()
  await anna.open('/here')
  assert.match(anna.text, /in this very page/)
  assert.equal(anna.cookies.has('flash'), false)
  await anna.open('/page')
  assert.doesNotMatch(anna.text, /in this very page/)
})

test('V1.2.1 markup in a message is shown as the text it is', async () => {
  const { visitor } = await openHost(routes)
  const anna = visitor()
  const markup = '<img src=x onerror=alert(1)></p><script>alert(2)</script>&lt;'
  await say(anna, markup)
  await anna.open('/page')
  assert.ok(anna.text.includes(markup))
  assert.equal(elementsIn(anna.document, 'script').length, 1)
  assert.deepEqual(
    elementsIn(anna.document, 'img').filter((one) => one.attrs.some(({ name }) => name === 'onerror')),
    [],
  )
})

test('a cookie that was changed, cut or made up shows nothing and breaks nothing', async () => {
  const { visitor } = await openHost(routes)
  const anna = visitor()
  await say(anna, 'Genuine')
  const sealed = anna.cookies.get('flash')!
  const [body = '', expiry = '', signature = ''] = sealed.split('.')
  const forged = Buffer.from('[{"kind":"info","text":"Forged"}]').toString('base64url')
  for (const cookie of [
    `${forged}.${expiry}.${signature}`,
    `${body}.zzzzzzzz.${signature}`,
    `${body}..${signature}`,
    `${forged}..${'A'.repeat(43)}`,
    sealed.slice(0, -1),
    sealed.slice(1),
    `${sealed}A`,
    forged,
    '',
    '...',
  ]) {
    const other = visitor()
    other.cookies.set('flash', cookie)
    await other.open('/page')
    assert.equal(other.status, 200)
    assert.doesNotMatch(other.text, /Forged|Genuine/, cookie)
  }
})

test('V3.3.5 the largest messages fit a cookie, and the next request is not refused', async () => {
  const { visitor } = await openHost(routes)
  for (const text of ['x'.repeat(10_000), '\u0001'.repeat(5_000), '💥'.repeat(2_000), '"\\'.repeat(3_000)]) {
    const anna = visitor()
    await say(anna, text, '&times=20')
    assert.equal(anna.status, 303)
    const cookie = anna.setCookies.find((line) => line.startsWith('flash='))!
    assert.ok(cookie.split(';', 1)[0]!.length <= MAX_COOKIE_BYTES)
    await anna.open('/page')
    assert.equal(anna.status, 200)
    assert.ok(anna.text.includes(text[0]!))
  }
})

test('five messages are kept, the newest', async () => {
  const { visitor } = await openHost(routes)
  const anna = visitor()
  for (let i = 1; i <= 7; i++) await say(anna, `Message ${i}`)
  await anna.open('/page')
  assert.deepEqual(anna.text.match(/Message \d/g), [
    'Message 3',
    'Message 4',
    'Message 5',
    'Message 6',
    'Message 7',
  ])
})
