// Fields, their notes and the list of problems, as a screen reader and a password manager meet them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorSummary, field, passwordField, passwordOwner } from '../../src/html/form.ts'
import { attribute, byId, elementsOf, named, textOf } from './document.ts'

function attributesOf(markup: Parameters<typeof elementsOf>[0]): Record<string, string> {
  const input = named(elementsOf(markup), 'input')[0]
  return Object.fromEntries(input!.attrs.map(({ name, value }) => [name, value]))
}

test('a field bears what it was given and nothing else', () => {
  assert.deepEqual(attributesOf(field({ name: 'city', label: 'City' })), {
    id: 'city',
    name: 'city',
    type: 'text',
  })
  const email = field({
    name: 'email',
    label: 'E-mail address',
    id: 'address',
    type: 'email',
    value: '"><script>',
    autocomplete: 'email',
    inputmode: 'email',
    verbatim: true,
    required: true,
    minlength: 3,
    maxlength: 254,
  })
  assert.deepEqual(attributesOf(email), {
    id: 'address',
    name: 'email',
    type: 'email',
    value: '"><script>',
    autocomplete: 'email',
    inputmode: 'email',
    spellcheck: 'false',
    autocapitalize: 'none',
    required: '',
    minlength: '3',
    maxlength: '254',
  })
})

test('hint and problem are read out with the field', () => {
  for (const make of [
    () => field({ name: 'pet', label: 'Pet', hint: 'Any.', problem: 'Too small.', describedBy: 'more' }),
    () =>
      passwordField({
        name: 'pet',
        label: 'Pet',
        autocomplete: 'current-password',
        hint: 'Any.',
        problem: 'Too small.',
        describedBy: 'more',
      }),
  ]) {
    const elements = elementsOf(make())
    const input = byId(elements, 'pet')
    assert.equal(attribute(input, 'aria-invalid'), 'true')
    assert.equal(attribute(input, 'aria-describedby'), 'pet-problem pet-hint more')
    assert.equal(textOf(byId(elements, 'pet-hint')), 'Any.')
    assert.equal(textOf(byId(elements, 'pet-problem')), 'Problem: Too small.')
  }
})

test('V6.2.6 a password field hides what is typed, and the button to show it needs the script', () => {
  const elements = elementsOf(
    passwordField({ name: 'password', label: 'Password', autocomplete: 'current-password' }),
  )
  const input = byId(elements, 'password')
  assert.equal(attribute(input, 'type'), 'password')
  assert.equal(attribute(input, 'value'), undefined)
  assert.equal(attribute(input, 'spellcheck'), 'false')
  const button = named(elements, 'button')[0]
  assert.equal(attribute(button, 'hidden'), '')
  assert.equal(attribute(button, 'type'), 'button')
  assert.equal(attribute(button, 'aria-controls'), 'password')
  assert.equal(attribute(button, 'aria-pressed'), 'false')
  assert.equal(textOf(button), 'Show password')
})

test('V6.2.7 a password generator learns the lengths, and nothing cuts a pasted password', () => {
  const fresh = { name: 'password', label: 'Password', minlength: 8, maxlength: 256 } as const
  const attributes = attributesOf(passwordField({ ...fresh, autocomplete: 'new-password' }))
  assert.equal(attributes['passwordrules'], 'minlength: 8; maxlength: 256;')
  assert.equal(attributes['minlength'], '8')
  assert.equal(attributes['maxlength'], undefined)
  assert.equal(attributes['autocomplete'], 'new-password')
  const known = attributesOf(passwordField({ ...fresh, autocomplete: 'current-password' }))
  assert.equal(known['passwordrules'], undefined)
})

test('V6.2.7 a password manager learns whose password it is; nobody sees that field', () => {
  const markup = passwordOwner('"><b>')
  const { value, autocomplete, name } = attributesOf(markup)
  assert.deepEqual([value, autocomplete, name], ['"><b>', 'username', 'username'])
  const [around] = named(elementsOf(markup), 'div')
  assert.ok(around?.attrs.some((one) => one.name === 'hidden'))
})

test('the summary is an alert with a link to each field that has a problem', () => {
  assert.equal(errorSummary({}), undefined)
  assert.equal(errorSummary({ email: undefined }), undefined)
  const elements = elementsOf(
    errorSummary({ username: 'Too <b>short</b>.', email: undefined, password: 'Known.' })!,
  )
  const summary = elements.find((element) => attribute(element, 'role') === 'alert')
  assert.equal(attribute(summary, 'tabindex'), '-1')
  assert.deepEqual(
    named(elements, 'a').map((link) => [attribute(link, 'href'), textOf(link)]),
    [
      ['#username', 'Too <b>short</b>.'],
      ['#password', 'Known.'],
    ],
  )
})
