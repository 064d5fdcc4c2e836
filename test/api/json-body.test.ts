// What is sent to the API and is not what it takes: a status, a code, the place; never a 5xx, never an echo.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { checked, MAX_BODY } from '../../src/api/json-body.ts'
import type { Refusal } from '../../src/shield/refusal.ts'
import { openHouse, PASSWORD } from '../house.ts'
import { Caller } from './caller.ts'

const house = await openHouse({ limits: { default: '100000 per minute', login: '100000 per minute' } })
await house.member('alice')
const phone = new Caller(house)
const GOOD = JSON.stringify({ username: 'alice', password: PASSWORD })

const sent = (body: string | Buffer, type: string | undefined = 'application/json') =>
  house.app.inject({
    method: 'POST',
    url: '/api/sign-in',
    payload: body,
    headers: type === undefined ? {} : { 'content-type': type },
  })

describe('V1.5.1 V4.1.1 a body of another type is 415 before it is read', () => {
  for (const type of [
    'text/plain',
    'text/plain;charset=utf-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/json',
    'application/problem+json',
    'application/json-patch+json',
    'application/jsonx',
    'application/json; charset=utf-16',
    'application/json; charset=latin1',
    'application/json, text/plain',
    '*/*',
    '',
  ]) {
    test(type === '' ? 'an empty type' : type, async () => {
      const answer = await sent(GOOD, type)
      assert.deepEqual([answer.statusCode, answer.json().code], [415, 'json-only'])
    })
  }

  test('no type at all', async () => {
    const answer = await house.app.inject({ method: 'POST', url: '/api/sign-in', payload: Buffer.from(GOOD) })
    assert.deepEqual([answer.statusCode, answer.json().code], [415, 'json-only'])
  })

  test('JSON with its charset named passes', async () => {
    for (const type of ['application/json', 'APPLICATION/JSON', 'application/json; charset=UTF-8'])
      assert.equal((await sent(GOOD, type)).statusCode, 200, type)
  })
})

describe('V1.5.2 a body that is no plain JSON object', () => {
  const deep = (signs: string) => signs.repeat(7_000)
  const cases: [name: string, body: string | Buffer, status: number, code: string][] = [
    ['nothing', '', 422, 'invalid-input'],
    ['half of it', GOOD.slice(0, -1), 400, 'json-malformed'],
    ['two of it', GOOD + GOOD, 400, 'json-malformed'],
    ['a comment', `/* x */${GOOD}`, 400, 'json-malformed'],
    ['single quotes', GOOD.replaceAll('"', "'"), 400, 'json-malformed'],
    ['a byte order mark', `\ufeff${GOOD}`, 400, 'json-malformed'],
    ['UTF-16', Buffer.from(GOOD, 'utf16le'), 400, 'json-malformed'],
    [
      'bytes that are no UTF-8',
      Buffer.from(GOOD.replace('alice', 'al\xffce'), 'latin1'),
      400,
      'json-malformed',
    ],
    ['NaN', '{"username":NaN,"password":"x"}', 400, 'json-malformed'],
    ['a member twice', GOOD.replace('{', '{"username":"bob",'), 400, 'json-malformed'],
    ['a member twice, spelled apart', GOOD.replace('{', '{"user\\u006eame":"bob",'), 400, 'json-malformed'],
    ['a member twice, inside', GOOD.replace('{', '{"x":[{"a":1,"a":2}],'), 400, 'json-malformed'],
    ['null', 'null', 422, 'invalid-input'],
    ['a list', `[${GOOD}]`, 422, 'invalid-input'],
    ['a text', '"alice"', 422, 'invalid-input'],
    ['a number', '1e999', 422, 'invalid-input'],
    ['lists in lists', deep('[') + deep(']'), 422, 'invalid-input'],
    ['objects in objects', `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`, 422, 'invalid-input'],
    ['an unknown member', GOOD.replace('{', '{"admin":true,'), 422, 'invalid-input'],
    ['`__proto__`', GOOD.replace('{', '{"__proto__":{"device":"x"},'), 422, 'invalid-input'],
    ['`constructor`', GOOD.replace('{', '{"constructor":{"prototype":{"x":1}},'), 422, 'invalid-input'],
    ['a name that is a number', '{"username":1,"password":"x"}', 422, 'invalid-input'],
    ['a name that is a list', '{"username":["alice"],"password":"x"}', 422, 'invalid-input'],
    ['a name that is an object', '{"username":{"$ne":null},"password":{"$ne":null}}', 422, 'invalid-input'],
    ['an empty name', '{"username":"","password":"x"}', 422, 'invalid-input'],
    ['a NUL in the name', '{"username":"al\\u0000ice","password":"x"}', 422, 'invalid-input'],
    ['a lone surrogate', '{"username":"\\ud800","password":"x"}', 422, 'invalid-input'],
    [
      'a name of 5,000 characters',
      `{"username":"${'a'.repeat(5_000)}","password":"x"}`,
      422,
      'invalid-input',
    ],
    [
      'a password of 5,000 characters',
      `{"username":"a","password":"${'a'.repeat(5_000)}"}`,
      422,
      'invalid-input',
    ],
    ['too much', `{"username":"${'a'.repeat(MAX_BODY)}"}`, 413, 'too-large'],
    ['a megabyte', 'x'.repeat(1_048_576), 413, 'too-large'],
  ]
  for (const [name, body, status, code] of cases) {
    test(`${name}: ${status} ${code}`, async () => {
      const answer = await sent(body)
      assert.deepEqual([answer.statusCode, answer.json().code], [status, code], answer.body)
      assert.equal(answer.headers['content-type'], 'application/problem+json')
    })
  }

  test('nothing was polluted by any of it', () => {
    assert.deepEqual(Object.keys(Object.prototype), [])
    assert.equal(({} as Record<string, unknown>)['device'], undefined)
  })

  test('16 KiB are read, one byte more is not', async () => {
    const filled = (bytes: number) => GOOD + ' '.repeat(bytes - GOOD.length)
    assert.equal((await sent(filled(MAX_BODY))).statusCode, 200)
    assert.equal((await sent(filled(MAX_BODY + 1))).statusCode, 413)
  })
})

describe('V16.5.1 what is wrong', () => {
  test('is told by its place, and quotes nothing that was sent', async () => {
    const canary = 'canary-4711'
    const body = { username: 7, password: '', [canary]: canary, device: canary.repeat(100) }
    const answer = await sent(JSON.stringify(body))
    assert.deepEqual(
      answer
        .json()
        .errors.map(({ pointer }: { pointer: string }) => pointer)
        .sort(),
      ['#', '#/device', '#/password', '#/username'],
    )
    assert.ok(!answer.body.includes('canary'))
  })

  test('in many places is told of ten', () => {
    assert.throws(
      () =>
        checked(
          z.array(z.string()),
          Array.from({ length: 100 }, () => 1),
        ),
      (error: Refusal) => error.extras.errors?.length === 10 && error.extras.errors[9]!.pointer === '#/9',
    )
  })

  test('a call that takes nothing takes an empty object, and nothing more', async () => {
    for (const body of [{ all: true }, [], '1', '"x"', 'null'] as const) {
      const { accessToken } = await phone.signIn()
      const answer = await phone.post('/api/sign-out-everywhere', body, accessToken)
      assert.deepEqual([answer.statusCode, answer.json().code], [422, 'invalid-input'], JSON.stringify(body))
    }
    const { accessToken } = await phone.signIn()
    assert.equal((await phone.post('/api/sign-out-everywhere', {}, accessToken)).statusCode, 204)
  })
})

test('whoever has no token is told so before a body is looked at', async () => {
  const answer = await phone.post('/api/tokens', '{"half":')
  assert.deepEqual([answer.statusCode, answer.json().code], [401, 'token-invalid'])
})
