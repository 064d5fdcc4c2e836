// The sessions page: a panel for each, with a button that ends it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ShownSession, sessionsPage } from '../../../src/accounts/sessions/sessions.page.ts'
import { attribute, byId, elementsOf, named, textOf } from '../../html/document.ts'
import { exampleView } from '../../html/gallery.ts'

const view = exampleView({ user: { name: 'maren' }, path: '/sessions' })
const here: ShownSession = {
  handle: 'handle-1',
  device: 'Firefox on Windows',
  address: '192.0.2.1',
  signedInAt: new Date('2026-03-02T08:15:00Z'),
  lastSeenAt: new Date('2026-03-02T09:15:00Z'),
  current: true,
}
const there: ShownSession = { ...here, handle: 'handle-2', device: '<i>Chrome', address: '', current: false }

test('each has its own form, handle and button that names its device', () => {
  const elements = elementsOf(sessionsPage(view, [here, there]))
  const handles = named(elements, 'input').filter((input) => attribute(input, 'name') === 'session')
  assert.deepEqual(
    handles.map((input) => attribute(input, 'value')),
    ['handle-1', 'handle-2'],
  )
  const buttons = named(elements, 'button').filter((button) => attribute(button, 'aria-describedby'))
  assert.deepEqual(
    buttons.map((button) => [
      textOf(button),
      textOf(byId(elements, attribute(button, 'aria-describedby') ?? '')),
    ]),
    [
      ['Sign out here', 'Firefox on Windows'],
      ['End this session', '<i>Chrome'],
    ],
  )
  const forms = named(elements, 'form').filter((form) => attribute(form, 'action')?.startsWith('/sessions'))
  assert.equal(forms.length, 3)
  assert.ok(forms.every((form) => attribute(form, 'method') === 'post'))
})

test('this one is marked by words, and one without an address is told so', () => {
  const elements = elementsOf(sessionsPage(view, [here, there]))
  assert.deepEqual(named(elements, 'strong').map(textOf), ['This session'])
  assert.deepEqual(named(elements, 'dd').map(textOf), [
    '192.0.2.1',
    '2 March 2026 at 08:15 UTC',
    'Now',
    'unknown',
    '2 March 2026 at 08:15 UTC',
    '2 March 2026 at 09:15 UTC',
  ])
})

test('without others there is no button to end them', () => {
  const text = (sessions: ShownSession[]) => textOf(elementsOf(sessionsPage(view, sessions))[0])
  assert.match(text([here]), /You are signed in nowhere else\./)
  assert.doesNotMatch(text([here]), /End all other sessions/)
  assert.match(text([here, there]), /One other session\. .*End all other sessions/)
  assert.match(text([here, there, there]), /2 other sessions\./)
})
