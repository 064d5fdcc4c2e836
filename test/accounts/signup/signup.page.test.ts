// The registration form: what password managers read, and what comes back after an error.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SignupForm, signupPage } from '../../../src/accounts/signup/signup.page.ts'
import { attribute, byId, elementsOf, inside, named, textOf } from '../../html/document.ts'
import { exampleView } from '../../html/gallery.ts'

function show(form: Partial<SignupForm> = {}) {
  return elementsOf(
    signupPage(exampleView({ path: '/register' }), {
      values: { username: '', email: '' },
      problems: {},
      minLength: 8,
      maxLength: 256,
      ...form,
    }),
  )
}

test('the form posts its three fields and the token to /register', () => {
  const form = named(show(), 'form')[0]
  assert.deepEqual([attribute(form, 'method'), attribute(form, 'action')], ['post', '/register'])
  const names = named(inside(form), 'input').map((input) => attribute(input, 'name'))
  assert.deepEqual(names, ['csrf_token', 'username', 'email', 'password'])
})

test('V6.2.7 fields tell a password manager what they are', () => {
  const elements = show({ minLength: 15, maxLength: 200 })
  assert.equal(attribute(byId(elements, 'username'), 'autocomplete'), 'username')
  assert.equal(attribute(byId(elements, 'email'), 'autocomplete'), 'email')
  assert.equal(attribute(byId(elements, 'email'), 'type'), 'email')
  const password = byId(elements, 'password')
  assert.equal(attribute(password, 'autocomplete'), 'new-password')
  assert.equal(attribute(password, 'passwordrules'), 'minlength: 15; maxlength: 200;')
  assert.match(textOf(byId(elements, 'password-hint')), /^15 to 200 characters/)
  for (const id of ['username', 'email']) {
    assert.equal(attribute(byId(elements, id), 'spellcheck'), 'false')
    assert.equal(attribute(byId(elements, id), 'autocapitalize'), 'none')
  }
})

test('without problems nothing is marked', () => {
  const elements = show()
  assert.deepEqual(
    elements.filter((element) => attribute(element, 'role') === 'alert'),
    [],
  )
  assert.deepEqual(
    elements.filter((element) => attribute(element, 'aria-invalid') !== undefined),
    [],
  )
})

test('after an error the values are kept, the password never, and each problem stands at its field', () => {
  const elements = show({
    values: { username: 'ma"><b>', email: 'maren@example' },
    problems: { email: 'This is not one e-mail address.' },
    notice: 'Nothing was saved yet.',
  })
  assert.equal(attribute(byId(elements, 'username'), 'value'), 'ma"><b>')
  assert.equal(attribute(byId(elements, 'email'), 'value'), 'maren@example')
  assert.equal(attribute(byId(elements, 'password'), 'value'), undefined)
  assert.equal(attribute(byId(elements, 'email'), 'aria-invalid'), 'true')
  assert.equal(attribute(byId(elements, 'username'), 'aria-invalid'), undefined)
  assert.equal(textOf(byId(elements, 'email-problem')), 'Problem: This is not one e-mail address.')
  const summary = elements.find((element) => attribute(element, 'role') === 'alert')
  assert.deepEqual(
    named(inside(summary), 'a').map((link) => attribute(link, 'href')),
    ['#email'],
  )
  const notice = elements.find((element) => attribute(element, 'class') === 'notice')
  assert.deepEqual([attribute(notice, 'role'), textOf(notice)], ['status', 'Nothing was saved yet.'])
})
