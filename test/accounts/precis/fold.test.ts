// Folding: one form for every case, width and composition of a text.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldCase, withoutUnseenDots } from '../../../src/accounts/precis/fold.ts'

test('cases meet in one form', () => {
  const groups = [
    ['straße', 'STRASSE', 'Straße', 'STRAẞE'],
    ['σίσυφος', 'ΣΊΣΥΦΟΣ', 'Σίσυφοσ'],
    ['istanbul', 'İSTANBUL', 'ISTANBUL', 'ıstanbul'],
    ['ᎠᎡᎢ', 'ꭰꭱꭲ'],
    ['ﬁnn', 'FINN', 'ﬁNN'],
    ['ＡＢＣ', 'abc'],
    ['ǆ', 'ǅ', 'Ǆ', 'dž'],
    ['ᾳ', 'αι', 'ΑΙ'],
  ]
  for (const group of groups) assert.equal(new Set(group.map(foldCase)).size, 1, group.join())
})

test('folding a folded character changes nothing, for all letters', () => {
  const changed: string[] = []
  for (let code = 0; code <= 0x1ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const folded = foldCase(`a${String.fromCodePoint(code)}b`)
    if (folded === undefined || foldCase(folded) !== folded || folded.normalize('NFKC') !== folded) {
      changed.push(code.toString(16))
    }
  }
  assert.deepEqual(changed, [])
})

test('upper and lower case of every letter fold alike', () => {
  const apart: string[] = []
  for (let code = 0; code <= 0x1ffff; code++) {
    const char = String.fromCodePoint(code)
    if (!/^\p{L}$/u.test(char)) continue
    if (foldCase(char) !== foldCase(char.toUpperCase()) || foldCase(char) !== foldCase(char.toLowerCase())) {
      apart.push(code.toString(16))
    }
  }
  assert.deepEqual(apart, [])
})

test('a dot above a letter that has one is dropped, above others kept', () => {
  assert.equal(withoutUnseenDots('i\u0307j\u0307і\u0307'), 'ijі')
  assert.equal(withoutUnseenDots('I\u0307z\u0307'), 'I\u0307z\u0307')
})
