// The sign-in form, alone and after a refusal.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LoginForm, loginPage } from '../../../src/accounts/login/login.page.ts'
import { attribute, byId, elementsOf, inside, named, textOf } from '../../html/document.ts'
import { exampleView } from '../../html/gallery.ts'

function show(form: Partial<LoginForm> = {}) {
  return elementsOf(loginPage(exampleView({ path: '/login' }), { values: { username: '' }, ...form }))
}

test('V6.2.7 the form posts to /login with fields that a password manager fills', () => {
  const elements = show()
  const form = named(elements, 'form')[0]
  assert.deepEqual([attribute(form, 'method'), attribute(form, 'action')], ['post', '/login'])
  assert.equal(attribute(byId(elements, 'username'), 'autocomplete'), 'username webauthn')
  assert.equal(attribute(byId(elements, 'username'), 'type'), 'text')
  assert.equal(attribute(byId(elements, 'password'), 'autocomplete'), 'current-password')
  const names = named(inside(form), 'input').map((input) => attribute(input, 'name'))
  assert.deepEqual(names, ['csrf_token', 'username', 'password'])
})

test('a known password of any length may be tried', () => {
  const password = byId(show(), 'password')
  assert.deepEqual(
    [attribute(password, 'minlength'), attribute(password, 'maxlength')],
    [undefined, undefined],
  )
})

test('a problem does not tell which of the two was wrong; the name is kept, the password never', () => {
  const elements = show({ values: { username: 'maren' }, problem: 'Name and password do not fit together.' })
  assert.equal(attribute(byId(elements, 'username'), 'value'), 'maren')
  assert.equal(attribute(byId(elements, 'password'), 'value'), undefined)
  for (const id of ['username', 'password']) {
    assert.equal(attribute(byId(elements, id), 'aria-describedby'), 'problems')
    assert.equal(attribute(byId(elements, id), 'aria-invalid'), undefined)
  }
  assert.match(textOf(byId(elements, 'problems')), /Name and password do not fit together\.$/)
})

test('where to go afterwards travels along', () => {
  const next = named(show({ next: '/notes?page=2&all=1' }), 'input').find(
    (input) => attribute(input, 'name') === 'next',
  )
  assert.deepEqual([attribute(next, 'type'), attribute(next, 'value')], ['hidden', '/notes?page=2&all=1'])
})
