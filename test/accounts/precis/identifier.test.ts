// Which characters make an identifier: RFC 8264's classes, RFC 5892's contexts, RFC 5893's Bidi rule.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isIdentifier } from '../../../src/accounts/precis/identifier.ts'

function check(valid: string[], invalid: string[]) {
  for (const text of valid) assert.equal(isIdentifier(text), true, JSON.stringify(text))
  for (const text of invalid) assert.equal(isIdentifier(text), false, JSON.stringify(text))
}

test('of ASCII: small letters, digits and . _ -', () => {
  const allowed = []
  for (let code = 0; code < 128; code++) {
    const char = String.fromCodePoint(code)
    if (isIdentifier(char)) allowed.push(char)
  }
  assert.equal(allowed.join(''), '-.0123456789_abcdefghijklmnopqrstuvwxyz')
})

test('letters, marks and digits; no signs, spaces, emoji, unassigned or private characters', () => {
  check(
    ['é', 'ж', 'ß', '山', 'ー', 'ठी', '५', 'ა'],
    [
      '€',
      '→',
      '\u00a0',
      '\u2003',
      '\u3000',
      '😀',
      '½',
      '\u0378',
      '\ue000',
      '\ufdd0',
      '«',
      '\u2028',
      '\u0085',
      '҈',
    ],
  )
})

test('no characters with compatibility forms, invisible ones, or jamo of old Hangul', () => {
  check(
    [],
    [
      'ﬁ',
      'ⅳ',
      '\uff41',
      'ª',
      '\u00ad',
      '\u034f',
      '\u115f',
      '\u1100',
      '\ua960',
      '\ud7b0',
      '\u180e',
      '\ufe0f',
      '\u2060',
      '\u{e0041}',
    ],
  )
})

test('RFC 5892 2.6: exceptions both ways', () => {
  check(['\u3007', 'ཀ\u0f0bཁ', 'ا\u06fd', 'ß', 'ς'], ['\u0640', 'ا\u0640ب', '\u07fa', '\u302e', '\u303b'])
})

describe('RFC 5892 appendix A: company', () => {
  test('A.1, A.2: joiners after a virama, or between letters that join', () => {
    check(
      ['क्\u200dष', 'क्\u200cष', 'ب\u200cب'],
      ['a\u200cb', 'a\u200db', 'क\u200dष', 'ب\u200dب', '\u200c', '\u200d'],
    )
  })
  test('A.3: a middle dot between two l', () => check(['col·lega'], ['a·b', '·ll', 'll·', 'l·a']))
  test('A.4: a keraia before Greek', () => check(['͵αβ'], ['α͵', '͵a']))
  test('A.5, A.6: geresh and gershayim behind Hebrew', () => check(['א׳', 'א״ב'], ['׳א', '״', 'a׳']))
  test('A.7: a katakana dot with kana or kanji', () => check(['ア・イ', '山・川'], ['a・b', '・']))
  test('A.8, A.9: one kind of Arabic digits', () => check(['ا١٢', 'ا۱۲'], ['ا١۲']))
})

describe('RFC 5893 2: the Bidi rule', () => {
  test('right to left begins with a letter and ends with a letter or digit', () => {
    check(['אבג', 'אב1', 'אב-1', 'א.ב', 'ابج', 'ا١', 'אָ'], ['1אב', '-אב', 'אב-', 'א.', '_א'])
  })
  test('no mix of directions, nor of both kinds of numbers', () => {
    check(['é1'], ['אbc', 'bcא', 'aאb', 'éא', 'ا1٢', '١a'])
  })
  test('text from left to right may begin with a digit or end with a sign', () =>
    check(['1é', 'é-', 'é_', 'é.é'], []))
})
