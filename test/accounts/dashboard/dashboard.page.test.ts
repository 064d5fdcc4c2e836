// A signed-in person's own page.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dashboardPage } from '../../../src/accounts/dashboard/dashboard.page.ts'
import { attribute, elementsOf, named, textOf } from '../../html/document.ts'
import { exampleView } from '../../html/gallery.ts'

const facts = {
  username: '<i>maren',
  displayName: '',
  email: 'maren@example.org',
  emailVerified: true,
  signedInAt: new Date('2026-03-02T08:15:00Z'),
  sessionEndsAt: new Date('2026-04-01T08:15:00Z'),
}
const elements = elementsOf(
  dashboardPage(exampleView({ user: { name: '<i>maren' }, path: '/dashboard' }), facts),
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

test('who has chosen a name to be shown is greeted by it', () => {
  const shown = elementsOf(dashboardPage(exampleView(), { ...facts, displayName: 'Maren <3' }))
  assert.equal(textOf(named(shown, 'h1')[0]), 'Hello, Maren <3')
})

test('whoever has not confirmed their address is told, with a button; others are not', () => {
  const titles = (emailVerified: boolean) =>
    named(elementsOf(dashboardPage(exampleView(), { ...facts, emailVerified })), 'h2').map(textOf)
  assert.ok(titles(false).includes('Please confirm your e-mail address'))
  assert.ok(!titles(true).includes('Please confirm your e-mail address'))
})

test('the ways back to it in the header and in the list of pages are marked as here', () => {
  const here = elements.filter((element) => attribute(element, 'aria-current') === 'page')
  assert.deepEqual(
    here.map((link) => attribute(link, 'href')),
    ['/dashboard', '/dashboard'],
  )
})
