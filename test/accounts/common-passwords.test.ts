// The list of common passwords: large enough for every length that may be in force.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { commonPasswords, isCommonPassword } from '../../src/accounts/common-passwords.ts'
import { settingsTable } from '../../src/config/settings.ts'
import { processorTime } from '../processor-time.ts'

const { min, max } = settingsTable['password.minLength']

describe('V6.2.4 at least 3,000 refused passwords meet the length in force', () => {
  for (let minLength = min; minLength <= max; minLength++) {
    test(`${minLength} characters`, () => {
      const candidates = new Set<string>()
      for (const entry of commonPasswords()) {
        if (candidates.size >= 3000) break
        const repeats = Math.ceil(minLength / entry.length)
        // At short lengths the bundled entries themselves, at longer ones what people make of them.
        if (minLength < 10 ? entry.length >= minLength : entry.length * repeats <= 256)
          candidates.add(entry.repeat(repeats))
      }
      assert.ok(candidates.size >= 3000, `only ${candidates.size}`)
      for (const candidate of candidates) assert.ok(isCommonPassword(candidate, minLength), candidate)
    })
  }

  test('every bundled entry, whatever the length', () => {
    assert.ok(commonPasswords().size > 49_000)
    for (const entry of commonPasswords()) assert.ok(isCommonPassword(entry, 8))
  })
})

test('defect 23: the first ones anybody would try', () => {
  for (const password of [
    'password',
    '12345678',
    '        ',
    'qwertyuiop',
    'aaaaaaaa',
    'iloveyou',
    '😀😀😀😀😀😀😀😀',
  ]) {
    assert.ok(isCommonPassword(password, 8), password)
  }
})

test('repeating an entry or a character makes nothing better', () => {
  for (const password of [
    'passwordpassword',
    'monkeymonkeymonkey',
    'xxxxxxxxxxxxxxxxxxxxxxxxx',
    '123412341234',
  ]) {
    assert.ok(isCommonPassword(password, 8), password)
  }
  assert.equal(isCommonPassword('xkcdvxkcdv', 8), false)
})

test('two entries count as one where a length of 10 or more is asked for, and only there', () => {
  assert.equal(isCommonPassword('monkeydragon', 9), false)
  assert.equal(isCommonPassword('monkeydragon', 10), true)
  assert.equal(isCommonPassword('monkeydragonmaster', 10), false)
  assert.equal(isCommonPassword('monkey dragon', 10), false)
})

test('V6.2.5 random passwords of any composition are no common ones', () => {
  for (const password of [
    'gvqzmwtkphxr',
    '40917365820194',
    'パスワードを守る門',
    'kleine rote tasse',
    '!?§$%&/()=',
    '\0\0a\0\0b\0\0c',
  ]) {
    assert.equal(isCommonPassword(password, 8), false, password)
    assert.equal(isCommonPassword(password, 15), false, password)
  }
})

test('the longest password takes no time', () => {
  isCommonPassword('x', 8)
  const spent = processorTime(() => {
    for (const unit of ['a', 'ab', 'password', '\u0301'])
      isCommonPassword(`${unit.repeat(1024 / unit.length)}!`, 15)
  })
  assert.ok(spent < 100, `${spent} ms`)
})
