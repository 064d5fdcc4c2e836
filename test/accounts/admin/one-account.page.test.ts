// One account as an administrator sees it: facts, and forms whose buttons say what they do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OneAccount, oneAccountPage } from '../../../src/accounts/admin/one-account.page.ts'
import { html } from '../../../src/html/html.ts'
import { attribute, byId, elementsOf, inside, named, textOf } from '../../html/document.ts'
import { exampleView } from '../../html/gallery.ts'

const view = exampleView({ user: { name: 'ada', admin: true }, path: '/admin/accounts/id-1' })
const maren: OneAccount = {
  id: 'id-1',
  username: '<b>maren',
  displayName: '',
  email: 'maren@example.org',
  emailVerified: false,
  state: 'active',
  secondFactor: false,
  roles: ['editor'],
  createdAt: new Date('2026-03-02T08:15:00Z'),
  lastSignInAt: undefined,
  deletesAt: undefined,
  self: false,
  activity: html`<table id="events"></table>`,
  older: undefined,
  newest: true,
  role: undefined,
}
const page = (changes: Partial<OneAccount> = {}) => elementsOf(oneAccountPage(view, { ...maren, ...changes }))
const acts = (changes: Partial<OneAccount> = {}) =>
  named(page(changes), 'form').flatMap((form) => {
    const action = attribute(form, 'action')
    if (!action?.startsWith('/admin')) return []
    const [button] = named(inside(form), 'button')
    const hidden = named(inside(form), 'input').filter((one) => attribute(one, 'type') === 'hidden')
    const sent = hidden.map((one) => `${attribute(one, 'name')}=${attribute(one, 'value')}`)
    return [{ action, method: attribute(form, 'method'), button: textOf(button), sent }]
  })

test('each act is a form of its own that posts, with a token and the name of the account', () => {
  const forms = acts()
  assert.deepEqual(
    forms.map(({ action, button }) => `${action} ${button}`),
    [
      '/admin/accounts/id-1/revoke Revoke editor',
      '/admin/accounts/id-1/grant Grant role',
      '/admin/accounts/id-1/reset Mail a reset link',
      '/admin/accounts/id-1/sign-out End all its sessions',
      '/admin/accounts/id-1/suspend Suspend this account',
    ],
  )
  for (const { method, sent } of forms) {
    assert.equal(method, 'post')
    assert.ok(sent.includes('csrf_token=token'))
    assert.ok(sent.some((one) => /^what=.*<b>maren$/.test(one)))
  }
  assert.ok(forms[0]!.sent.includes('role=editor'))
})

test('a dangerous button is described by what it does', () => {
  const elements = page()
  const [suspend] = named(elements, 'button').filter((one) => textOf(one) === 'Suspend this account')
  assert.match(attribute(suspend, 'class') ?? '', /button-danger/)
  const words = textOf(byId(elements, attribute(suspend, 'aria-describedby') ?? ''))
  assert.match(words, /nobody can sign in to it/)
})

test('of a suspended account nothing but restoring and roles is offered', () => {
  assert.deepEqual(
    acts({ state: 'suspended', roles: [] }).map(({ button }) => button),
    ['Grant role', 'Restore this account'],
  )
})

test('on one’s own account nothing is offered, and the page says why', () => {
  assert.deepEqual(acts({ self: true }), [])
  assert.match(textOf(page({ self: true })[0]), /This is your own account/)
})

test('V6.4.6 no form takes a password', () => {
  for (const state of ['active', 'suspended'] as const) {
    const inputs = named(page({ state }), 'input').map((one) => attribute(one, 'name'))
    assert.deepEqual([...new Set(inputs)].toSorted(), ['csrf_token', 'role', 'what'].toSorted())
  }
})

test('what was wrong with a role is told at its field, with what was typed', () => {
  const input = byId(page({ role: { value: 'No Name', problem: 'That is no role.' } }), 'role')
  assert.equal(attribute(input, 'value'), 'No Name')
  assert.equal(attribute(input, 'aria-invalid'), 'true')
  assert.match(attribute(input, 'aria-describedby') ?? '', /role-problem/)
})

test('facts, in words', () => {
  assert.deepEqual(named(page(), 'dd').map(textOf), [
    'Active',
    'maren@example.org not confirmed',
    'none',
    '2 March 2026 at 08:15 UTC',
    'never',
  ])
  const all = page({ displayName: 'M.', state: 'suspended', deletesAt: new Date('2026-04-01T00:00:00Z') })
  assert.deepEqual(named(all, 'dd').map(textOf), [
    'Suspended',
    'M.',
    'maren@example.org not confirmed',
    'none',
    '2 March 2026 at 08:15 UTC',
    'never',
    '1 April 2026 at 00:00 UTC',
  ])
})

test('the activity is there, with the way to older events', () => {
  const links = (changes: Partial<OneAccount>) =>
    named(page(changes), 'a').flatMap((one) =>
      attribute(one, 'href')?.startsWith('/admin/accounts') ? [attribute(one, 'href')] : [],
    )
  assert.ok(byId(page(), 'events'))
  assert.deepEqual(links({}), [])
  assert.deepEqual(links({ older: 71, newest: false }), [
    '/admin/accounts/id-1',
    '/admin/accounts/id-1?before=71',
  ])
  assert.match(textOf(page({ activity: undefined })[0]), /Nothing yet\./)
})
