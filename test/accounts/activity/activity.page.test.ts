// The activity page: a table in words, with a way to the older ones.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activityPage, type ShownActivity } from '../../../src/accounts/activity/activity.page.ts'
import { attribute, elementsOf, named, textOf } from '../../html/document.ts'
import { exampleView } from '../../html/gallery.ts'

const view = exampleView({ user: { name: 'maren' }, path: '/activity' })
const row: ShownActivity = {
  what: 'Signed in on a new device',
  facts: [],
  notable: true,
  at: new Date('2026-03-02T08:15:00Z'),
  address: '192.0.2.1',
  device: 'Firefox on Windows',
  by: '',
}
const page = (rows: ShownActivity[], older?: string, newest = true) =>
  elementsOf(activityPage(view, { rows, older, newest }))

test('a row tells what, when and where from, and marks what is notable by a word', () => {
  const quiet = { ...row, notable: false, by: 'by an administrator', facts: [['count', 3]] as const }
  const cells = named(page([row, quiet]), 'td').map(textOf)
  assert.deepEqual(cells, [
    'Signed in on a new device Important',
    '2 March 2026 at 08:15 UTC',
    'Firefox on Windows 192.0.2.1',
    'Signed in on a new device by an administrator count: 3',
    '2 March 2026 at 08:15 UTC',
    'Firefox on Windows 192.0.2.1',
  ])
})

test('columns have headings, and the table can be scrolled by keyboard', () => {
  const elements = page([row])
  assert.deepEqual(named(elements, 'th').map(textOf), ['What', 'When', 'Where from'])
  const region = elements.find((element) => attribute(element, 'role') === 'region')
  assert.equal(attribute(region, 'tabindex'), '0')
  assert.ok(attribute(region, 'aria-label'))
})

test('the ways to older and newest ones are there where they lead somewhere', () => {
  const links = (elements: ReturnType<typeof page>) =>
    named(elements, 'a')
      .filter((link) => attribute(link, 'class')?.includes('button-quiet'))
      .map((link) => `${textOf(link)} ${attribute(link, 'href')}`)
  assert.deepEqual(links(page([row])), [])
  assert.deepEqual(links(page([row], '/activity?before=7')), ['Older /activity?before=7'])
  assert.deepEqual(links(page([row], undefined, false)), ['Newest /activity'])
})

test('an empty one says so', () => {
  for (const [newest, words] of [
    [true, 'Nothing yet.'],
    [false, 'Nothing older.'],
  ] as const) {
    const empty = page([], undefined, newest).find((element) => attribute(element, 'class') === 'empty')
    assert.equal(textOf(empty), words)
  }
})

test('nothing of a row is markup', () => {
  const hostile = '<b id="x">'
  const elements = page([
    { ...row, what: hostile, address: hostile, device: hostile, by: hostile, facts: [[hostile, hostile]] },
  ])
  assert.deepEqual(named(elements, 'b'), [])
})
