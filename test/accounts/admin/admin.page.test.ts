// The list of accounts: what stands in it, and where it leads on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AccountList, adminPage, type ShownAccount } from '../../../src/accounts/admin/admin.page.ts'
import { attribute, byId, elementsOf, named, textOf } from '../../html/document.ts'
import { exampleView } from '../../html/gallery.ts'

const view = exampleView({ user: { name: 'ada', admin: true }, path: '/admin' })
const maren: ShownAccount = {
  id: 'id-1',
  username: '<b>maren',
  email: 'maren@example.org',
  emailVerified: true,
  state: 'active',
  roles: ['admin', 'editor'],
  createdAt: new Date('2026-03-02T08:15:00Z'),
  lastSignInAt: new Date('2026-03-02T09:15:00Z'),
  deletesAt: undefined,
}
const lars: ShownAccount = {
  ...maren,
  id: 'id-2',
  username: 'lars',
  emailVerified: false,
  state: 'suspended',
  roles: [],
  lastSignInAt: undefined,
  deletesAt: new Date('2026-04-02T08:15:00Z'),
}
const page = (list: Partial<AccountList>) =>
  elementsOf(adminPage(view, { query: '', accounts: [], first: true, after: undefined, ...list }))
const hrefs = (list: Partial<AccountList>) =>
  named(page(list), 'a').flatMap((link) =>
    attribute(link, 'class')?.includes('button-quiet') ? [attribute(link, 'href')] : [],
  )

test('each account is a row that is headed by its name and leads to its page', () => {
  const elements = page({ accounts: [maren, lars] })
  const heads = named(elements, 'th').filter((head) => attribute(head, 'scope') === 'row')
  assert.deepEqual(heads.map(textOf), ['<b>maren admin, editor', 'lars'])
  const links = named(elements, 'a').filter((link) => attribute(link, 'href')?.startsWith('/admin/accounts'))
  assert.deepEqual(
    links.map((link) => attribute(link, 'href')),
    ['/admin/accounts/id-1', '/admin/accounts/id-2'],
  )
  assert.deepEqual(named(elements, 'td').map(textOf), [
    'maren@example.org',
    'Active',
    '2 March 2026 at 08:15 UTC',
    '2 March 2026 at 09:15 UTC',
    'maren@example.org not confirmed',
    'Suspended leaving',
    '2 March 2026 at 08:15 UTC',
    'never',
  ])
})

test('a wide table is scrolled by keyboard, under a name', () => {
  const [region] = named(page({ accounts: [maren] }), 'div').filter(
    (div) => attribute(div, 'role') === 'region',
  )
  assert.deepEqual(
    [attribute(region, 'tabindex'), attribute(region, 'aria-label')],
    ['0', 'Accounts, by name'],
  )
})

test('what was searched for stays in its labelled field, escaped', () => {
  const elements = page({ query: '"><script>' })
  const input = byId(elements, 'q')
  assert.equal(attribute(input, 'value'), '"><script>')
  const [label] = named(elements, 'label').filter((one) => attribute(one, 'for') === 'q')
  assert.equal(textOf(label), 'Name or e-mail address begins with')
  const [form] = named(elements, 'form').filter((one) => attribute(one, 'action') === '/admin')
  assert.equal(attribute(form, 'method'), 'get')
})

test('links lead on, with the search in them', () => {
  assert.deepEqual(hrefs({ accounts: [maren] }), [])
  assert.deepEqual(hrefs({ accounts: [maren], after: 'a&b' }), ['/admin?q=&after=a%26b'])
  assert.deepEqual(hrefs({ query: 'm&n', accounts: [maren], first: false, after: 'maren' }), [
    '/admin',
    '/admin?q=m%26n',
    '/admin?q=m%26n&after=maren',
  ])
})

test('where nothing is found, it says so', () => {
  assert.match(textOf(page({ query: 'x' })[0]), /No account fits\./)
  assert.match(textOf(page({ first: false })[0]), /There are no more\./)
})
