// A signed-in person's own page.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dashboardPage } from '../../../src/accounts/dashboard/dashboard.page.ts'
import { attribute, elementsOf, named, textOf } from '../../html/document.ts'
import { exampleView } from '../../html/gallery.ts'

const elements = elementsOf(
  dashboardPage(exampleView({ user: { name: '<i>maren' }, path: '/dashboard' }), {
    username: '<i>maren',
    email: 'maren@example.org',
    signedInAt: new Date('2026-03-02T08:15:00Z'),
    sessionEndsAt: new Date('2026-04-01T08:15:00Z'),
  }),
)

test('it greets by name and shows what is on file', () => {
  assert.equal(textOf(named(elements, 'h1')[0]), 'Hello, <i>maren')
  assert.deepEqual(named(elements, 'dd').map(textOf), [
    '<i>maren',
    'maren@example.org',
    '2 March 2026 at 08:15 UTC',
    '1 April 2026 at 08:15 UTC',
  ])
})

test('times are exact for machines', () => {
  const instants = named(elements, 'time').map((time) => attribute(time, 'datetime'))
  assert.deepEqual(instants, ['2026-03-02T08:15:00.000Z', '2026-04-01T08:15:00.000Z'])
})

test('the way back to it in the header is marked as here', () => {
  const here = elements.filter((element) => attribute(element, 'aria-current') === 'page')
  assert.deepEqual(
    here.map((link) => attribute(link, 'href')),
    ['/dashboard'],
  )
})
