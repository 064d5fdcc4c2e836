// The page that says no: the cause, a way back, and the form as it was filled in.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FormGivenBack, refusalPage } from '../../src/shield/refusal.page.ts'
import { attribute, elementsOf, inside, named, rawText, textOf } from '../html/document.ts'
import { exampleView } from '../html/gallery.ts'

function show(form?: Partial<FormGivenBack>, back?: { href: string; label: string }) {
  return elementsOf(
    refusalPage(exampleView(), {
      status: 400,
      title: 'This form is <b>out of date</b>',
      words: 'Please <b>send</b> it again.',
      requestId: 'req-<b>7',
      ...(back && { back }),
      ...(form && {
        form: { action: '/register', method: 'post', fields: [], csrf: exampleView().csrf, ...form },
      }),
    }),
  )
}

test('status, cause and request id are told as text', () => {
  const elements = show()
  assert.deepEqual(named(elements, 'b', 'form'), [])
  assert.equal(textOf(named(elements, 'h1')[0]), 'This form is <b>out of date</b>')
  assert.equal(textOf(named(elements, 'code')[0]), 'req-<b>7')
  assert.match(textOf(named(elements, 'main')[0]), /400.*Please <b>send<\/b> it again\./)
})

test('there is always a way back', () => {
  const backOf = (elements: ReturnType<typeof show>) =>
    attribute(named(inside(named(elements, 'main')[0]), 'a')[0], 'href')
  assert.equal(backOf(show()), '/')
  assert.equal(backOf(show(undefined, { href: '/register', label: 'Start over' })), '/register')
  assert.equal(backOf(show(undefined, { href: 'javascript:alert(1)', label: 'Start over' })), '#blocked')
})

test('the form comes back in sight, with a fresh token, labels and the values sent', () => {
  const form = named(
    show({
      fields: [
        ['billing_address[streetName]', '<b>"Main" & Co'],
        ['note', '\nTwo\nlines'],
      ],
    }),
    'form',
  )[0]
  assert.deepEqual([attribute(form, 'method'), attribute(form, 'action')], ['post', '/register'])
  const inner = inside(form)
  const [token, street] = named(inner, 'input')
  assert.deepEqual([attribute(token, 'type'), attribute(token, 'name')], ['hidden', 'csrf_token'])
  assert.equal(attribute(street, 'name'), 'billing_address[streetName]')
  assert.equal(attribute(street, 'value'), '<b>"Main" & Co')
  assert.deepEqual(named(inner, 'label').map(textOf), ['Billing address street name', 'Note'])
  assert.equal(rawText(named(inner, 'textarea')[0]), '\nTwo\nlines')
  assert.equal(textOf(named(inner, 'button').at(-1)), 'Send again')
})

test('no secret comes back', () => {
  const names = [
    ...['password', 'new_password', 'passphrase', 'PIN_secret', 'otp', 'access_token', 'pwd'],
    ...['pin', 'card-pin', 'newPin', 'cvv', 'cvc2', 'code', 'backup_code', 'api_key', 'apiKey', 'kennwort'],
    ...['contraseña', 'contrasena', 'Passwort', 'mot_de_passe', 'senha', 'ssn', 'iban', 'card_number'],
    ...['密码', 'パスワード', 'пароль', 'credentials', 'private-key'],
  ]
  const elements = show({ fields: names.map((name) => [name, 'never shown'] as const) })
  assert.ok(!elements.some((element) => element.attrs.some(({ value }) => value.includes('never shown'))))
  assert.doesNotMatch(textOf(named(elements, 'main')[0]), /never shown/)
  const fields = named(elements, 'input').filter((input) => attribute(input, 'type') === 'password')
  assert.deepEqual(
    fields.map((input) => attribute(input, 'name')),
    names,
  )
})

test('V3.2.3 names from a request become names of fields only, never ids', () => {
  const elements = show({
    fields: [
      ['location', 'x'],
      ['cookie', 'y'],
    ],
  })
  assert.ok(!elements.some((element) => ['location', 'cookie'].includes(attribute(element, 'id') ?? '')))
})

test('ordinary names that hold those letters come back filled in', () => {
  const names = [
    'shipping',
    'opinion',
    'spinner',
    'decoder',
    'monkey',
    'keyword',
    'keep',
    'postal_code',
    'postcode',
    'country_code',
  ]
  const elements = show({ fields: names.map((name) => [name, 'typed'] as const) })
  const inputs = named(elements, 'input').filter((input) => attribute(input, 'value') === 'typed')
  assert.deepEqual(
    inputs.map((input) => attribute(input, 'name')),
    names,
  )
})

test('what a route calls secret comes back empty, whatever its name sounds like', () => {
  const elements = show({
    fields: [
      ['diagnosis', 'never shown'],
      ['note', 'typed'],
    ],
    secrets: ['diagnosis'],
  })
  assert.ok(!elements.some((element) => element.attrs.some(({ value }) => value.includes('never shown'))))
  assert.ok(elements.some((element) => attribute(element, 'value') === 'typed'))
})

test('how long to wait stands below the cause, where it is known', () => {
  const refusal = { status: 429, title: 'Stop', words: 'Please wait.', requestId: 'x' }
  const main = (more: { wait?: string }) =>
    textOf(named(elementsOf(refusalPage(exampleView(), { ...refusal, ...more })), 'main')[0])
  assert.match(main({ wait: '40 seconds' }), /Please wait\.\s+You can try again in 40 seconds\./)
  assert.doesNotMatch(main({}), /try again/)
})
