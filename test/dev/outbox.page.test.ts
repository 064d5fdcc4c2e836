// The mails of a development machine, shown as text.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outboxPage } from '../../src/dev/outbox.page.ts'
import { attribute, elementsOf, inside, named, rawText, textOf } from '../html/document.ts'
import { exampleView } from '../html/gallery.ts'

const TEXT = 'Hello <b>maren</b>,\n\n  open https://example.org/a?b=1&c="2" soon.\njavascript:alert(1)\n'

const elements = elementsOf(
  outboxPage(exampleView(), [
    {
      to: '<i>maren@example.org',
      subject: '<i>Welcome',
      text: TEXT,
      queuedAt: new Date('2026-03-02T08:15:00Z'),
    },
  ]),
)
const mail = named(elements, 'article')[0]

test('a mail shows subject, receiver and time', () => {
  assert.deepEqual(named(elements, 'b', 'i'), [])
  assert.equal(textOf(named(inside(mail), 'h2')[0]), '<i>Welcome')
  assert.equal(textOf(named(inside(mail), 'bdi')[0]), '<i>maren@example.org')
  assert.equal(textOf(named(inside(mail), 'time')[0]), '2 March 2026 at 08:15 UTC')
})

test('its text is shown to the letter, with web addresses to follow', () => {
  const body = inside(mail).find((element) => attribute(element, 'class') === 'mail-text')
  assert.equal(rawText(body), TEXT)
  assert.deepEqual(
    named(inside(body), 'a').map((link) => attribute(link, 'href')),
    ['https://example.org/a?b=1&c='],
  )
})

test('an empty outbox says so', () => {
  assert.match(textOf(named(elementsOf(outboxPage(exampleView(), [])), 'main')[0]), /No mail yet\./)
})
