// New passwords: any characters, enough of them, and not the ones that are tried first.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { checkPassword, isTooLong } from '../../src/accounts/password-policy.ts'
import { processorTime } from '../processor-time.ts'

const context = {
  username: 'Zoë-7',
  email: 'zoe.winter@example.org',
  siteName: 'Harbour Library',
  host: 'www.books.example',
  minLength: 8,
  maxLength: 256,
}
const accepted = (password: string, more = {}) =>
  assert.equal(
    checkPassword(password, { ...context, ...more }),
    undefined,
    JSON.stringify(password.slice(0, 40)),
  )
const refused = (password: string, why: RegExp, more = {}) =>
  assert.match(
    checkPassword(password, { ...context, ...more }) ?? 'accepted',
    why,
    JSON.stringify(password.slice(0, 40)),
  )

describe('length', () => {
  test('V6.2.1 8 characters by default, 15 where the setting says so', () => {
    refused('7fK!q2x', /at least 8/)
    accepted('7fK!q2xR')
    refused('kleine rote Ta', /at least 15/, { minLength: 15 })
    accepted('kleine rote Tas', { minLength: 15 })
  })

  test('V6.2.9 64, 128 and 256 characters are fine, 257 are refused and not cut', () => {
    for (const length of [64, 128, 256]) accepted(randomText(length))
    refused(randomText(257), /at most 256/)
  })

  test('counts code points of the composed form, which is what is hashed', () => {
    accepted('😀😁😂🤣😃😄😅😆')
    refused('😀😁😂🤣😃😄😅', /at least 8/)
    refused('éèêëéèê'.normalize('NFD'), /at least 8/)
    accepted(`${'é'.repeat(255)}x`.normalize('NFD'))
  })

  test('defect 30: a megabyte is refused before anything else looks at it', () => {
    const [password, other] = ['x'.repeat(1e6), 'e\u0301'.repeat(5e5)]
    let problems: ReturnType<typeof checkPassword>[] = []
    const spent = processorTime(() => {
      problems = [checkPassword(password, context), checkPassword(other, context)]
    })
    assert.equal(problems.length, 2)
    for (const problem of problems) assert.match(problem!, /at most 256/)
    assert.ok(isTooLong(password, 256) && !isTooLong('x'.repeat(256), 256))
    assert.ok(spent < 20, `${spent} ms`)
  })
})

test('V6.2.5 passwords of any composition', () => {
  for (const password of [
    'gvqzmwtk',
    'GVQZMWTK',
    '40917365',
    '$%&/()=?',
    'パスワードを守る門',
    'an ordinary sentence',
    '  x  y  z  ',
    '\0a\0b\0c\0d',
  ]) {
    accepted(password)
  }
})

test('lone surrogates are refused in words, since all of them would be one and the same', () => {
  refused('correct horse\ud800', /broken character/)
})

describe('defect 23: what is tried first', () => {
  test('common passwords, in any case or width', () => {
    for (const password of ['password', 'PassWord', 'ｐａｓｓｗｏｒｄ', '12345678', '        ', 'qwertyuiop'])
      refused(password, /common/)
  })

  test('V6.2.11 V2.2.3 the name, the address and its local part, the site and its host', () => {
    const more = { username: 'zoe.winter-99' }
    for (const password of [
      'zoe.winter-99',
      'ZOE.WINTER-99',
      'zoe.winter@example.org',
      'zoe.winter',
      '99-retniw.eoz',
      'retniw.eoz',
    ]) {
      refused(password, /your name, your address/, more)
    }
    for (const password of [
      'Harbour Library',
      'harbour library',
      'books.example',
      'www.books.example',
      'yrarbil ruobrah',
    ]) {
      refused(password, /name of this site/)
    }
  })

  test('V6.2.11 the same words within numbers and signs', () => {
    for (const password of [
      'zoe.winter2025!',
      '***zoe.winter***',
      'books1234',
      '1 Harbour Library 1',
      'Zoë-1234567',
    ])
      refused(password, /easy to guess/)
  })

  test('a word of one’s own beside them is fine: whole passwords are compared, not parts', () => {
    for (const password of ['zoe.winter likes tea', 'Harbour Library card', 'my books burn'])
      accepted(password)
  })

  test('names of two letters or of digits alone refuse no passwords around them', () => {
    accepted('a1-938475', { username: 'a-1' })
    accepted('4711 0815 42', { username: '123' })
  })
})

test('V6.1.2 V6.2.11 every example in the page’s list of context words is refused as such', () => {
  const page = readFileSync(new URL('../../docs/passwords.md', import.meta.url), 'utf8')
  const [, list = ''] = /\| word \| refused, for example \|\n.*\n((?:\|.*\n)+)/.exec(page) ?? []
  const rows = list.trim().split('\n')
  assert.equal(rows.length, 6)
  const pages = { ...context, username: 'zoe.winter', email: 'zoe.w@example.org' }
  for (const row of rows) {
    const examples = row.split('|')[2]!.match(/(?<=`)[^`,]+(?=`)/g) ?? []
    assert.ok(examples.length > 0, row)
    for (const example of examples) refused(example, /easy to guess/, pages)
  }
})

test('empty or endless names beside the password do no harm', () => {
  accepted('7fK!q2xR', { username: '', email: '', siteName: '', host: '' })
  const spent = processorTime(() =>
    accepted('7fK!q2xR', { username: `${'!'.repeat(60_000)}x`, email: '@'.repeat(60_000) }),
  )
  assert.ok(spent < 500, `${spent} ms`)
})

function randomText(length: number): string {
  return Array.from({ length }, (_, at) => String.fromCodePoint(97 + ((at * at * 7 + at * 3) % 26))).join('')
}
