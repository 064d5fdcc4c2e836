// Fields of a form: text sent once passes, everything else is told by name, and nothing throws.
import assert from 'node:assert/strict'
import { parse } from 'node:querystring'
import { test } from 'node:test'
import { readFields, secretText, text } from '../../src/accounts/fields.ts'

const SHAPE = { username: text, password: secretText }
const read = (body: unknown) => readFields(SHAPE, body)

test('what is asked for is read, the rest is not', () => {
  assert.deepEqual(read({ username: ' a ', password: ' b\0', admin: 'yes', csrf_token: 'x' }), {
    kind: 'ok',
    values: { username: ' a ', password: ' b\0' },
  })
})

test('a missing field is an empty one', () => {
  for (const body of [{}, undefined, null, 'username=a', 7, [], Object.create(null)]) {
    assert.deepEqual(read(body), { kind: 'ok', values: { username: '', password: '' } })
  }
})

for (const [name, value] of Object.entries({
  list: ['a', 'b'],
  'empty list': [],
  object: { a: 'b' },
  number: 7,
  boolean: true,
  null: null,
  'lone surrogate': 'a\ud800',
  'far too long': 'a'.repeat(20_000),
})) {
  test(`V2.2.1 ${name}: told by its field, and the others are kept`, () => {
    const result = read({ username: 'alice', password: value })
    assert.ok(result.kind === 'invalid')
    assert.deepEqual(result.values, { username: 'alice', password: '' })
    assert.deepEqual(Object.keys(result.problems), ['password'])
    assert.match(result.problems.password ?? '', /^This .*\.$/)
  })
}

test('NUL is part of a password, and of nothing else', () => {
  assert.equal(read({ username: 'a\0', password: '' }).kind, 'invalid')
  assert.equal(read({ username: 'a', password: '\0' }).kind, 'ok')
})

test('fields named like parts of an object are fields', () => {
  const result = read(parse('__proto__=a&constructor=b&toString=c&username=alice'))
  assert.deepEqual(result, { kind: 'ok', values: { username: 'alice', password: '' } })
  // An inherited value is none that was sent.
  assert.deepEqual(read(Object.create({ username: 'admin' })).values.username, '')
  assert.equal(Object.hasOwn(Object.prototype, 'username'), false)
})
