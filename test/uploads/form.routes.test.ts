// The token of forms with files is looked at before anything of a file is; and what a form may not be.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { form, incoming, openUploadsHouse, type Part, rows, TYPE } from './house.ts'

const FILE: Part = { name: 'files', file: 'a.txt', content: 'a note' }

async function opened() {
  const house = await openUploadsHouse()
  const alice = await house.member()
  const token = await alice.token('/uploads')
  const send = (payload: Buffer, headers: Record<string, string | undefined> = {}, url = '/uploads') =>
    alice.send({
      method: 'POST',
      url,
      payload,
      headers: { ...alice.browserHeaders('POST'), 'content-type': TYPE, ...headers },
    })
  const nothing = async (what: string) =>
    assert.deepEqual([await rows(house.store), incoming(house.data)], [[], []], what)
  return { house, alice, token, send, nothing }
}

describe('V3.5.1 the token of a form with files', () => {
  test('as its first field, or in the header: the file is taken', async () => {
    const { house, token, send } = await opened()
    assert.equal((await send(form({ name: 'csrf_token', value: token }, FILE))).status, 303)
    assert.equal((await send(form(FILE), { 'x-csrftoken': token })).status, 303)
    assert.equal(
      (await send(form({ name: 'csrf_token', value: 'x' }, FILE), { 'x-csrftoken': token })).status,
      303,
    )
    assert.equal((await rows(house.store)).length, 3)
  })

  test('missing, wrong, behind the file, or another’s: nothing of a file is stored', async () => {
    const { house, alice, token, send, nothing } = await opened()
    const mallory = await house.member('mallory')
    const theirs = await mallory.token('/uploads')
    const wrong: [string, Buffer][] = [
      ['missing', form(FILE)],
      ['behind the file', form(FILE, { name: 'csrf_token', value: token })],
      ['second field', form({ name: 'x', value: '' }, { name: 'csrf_token', value: token }, FILE)],
      ['as a file', form({ name: 'csrf_token', file: 'token', content: token }, FILE)],
      ['wrong', form({ name: 'csrf_token', value: `${token.slice(1)}A` }, FILE)],
      ['another’s', form({ name: 'csrf_token', value: theirs }, FILE)],
      ['empty', form({ name: 'csrf_token', value: '' }, FILE)],
    ]
    for (const [what, payload] of wrong) {
      assert.equal((await send(payload)).status, 400, what)
      assert.match(alice.text, /token|out of date/, what)
      await nothing(what)
    }
    await send(form({ name: 'csrf_token', value: token }, FILE), { 'sec-fetch-site': 'cross-site' })
    assert.equal(alice.status, 403)
    await nothing('another site')
  })

  test('a program that asks for JSON is told in problem details', async () => {
    const { alice, send } = await opened()
    await send(form(FILE), { accept: 'application/json' })
    assert.deepEqual([alice.status, JSON.parse(alice.body).code], [400, 'csrf-token-missing'])
  })
})

describe('a form that is none', () => {
  test('malformed, cut, without a boundary, with too much in it: refused, and nothing stays', async () => {
    const { alice, token, send, nothing } = await opened()
    const first = { name: 'csrf_token', value: token }
    const whole = form(first, FILE)
    const many = Array.from({ length: 60 }, (_, n) => ({ name: `f${n}`, value: 'x' }))
    const cases: [string, Buffer, Record<string, string | undefined>, number][] = [
      ['cut', whole.subarray(0, whole.length - 30), {}, 400],
      ['no boundary', whole, { 'content-type': 'multipart/form-data' }, 400],
      ['another boundary', whole, { 'content-type': 'multipart/form-data; boundary=other' }, 400],
      ['nothing at all', Buffer.alloc(0), {}, 400],
      ['too many fields', form(first, ...many, FILE), {}, 413],
      ['a field too long', form(first, { name: 'x', value: 'x'.repeat(9000) }, FILE), {}, 413],
      [
        'a field named after a method of objects',
        form(first, { name: '__proto__', value: 'x' }, FILE),
        {},
        400,
      ],
      [
        'a form without files',
        Buffer.from(`csrf_token=${token}`),
        { 'content-type': 'application/x-www-form-urlencoded' },
        415,
      ],
      ['JSON', Buffer.from('{}'), { 'content-type': 'application/json', 'x-csrftoken': token }, 415],
    ]
    for (const [what, payload, headers, status] of cases) {
      await send(payload, headers)
      assert.equal(alice.status, status, `${what}: ${alice.text.slice(0, 200)}`)
      await nothing(what)
    }
  })

  test('pages that take no files refuse such forms before they read them', async () => {
    const { alice, token, send } = await opened()
    for (const url of ['/login', '/profile', '/uploads/AAAAAAAAAAAAAAAAAAAAAA/delete', '/password/change']) {
      await send(form({ name: 'csrf_token', value: token }, FILE), { 'x-csrftoken': token }, url)
      assert.equal(alice.status, 415, url)
    }
  })
})
