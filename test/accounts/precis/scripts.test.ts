// One script per name, with the mixtures that Chinese, Japanese and Korean are written in.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSingleScript, mixesDigits } from '../../../src/accounts/precis/scripts.ts'

test('UTS #39 5.1: one script, or the mixtures of Chinese, Japanese and Korean', () => {
  const single = [
    'Circle',
    'СігсӀе',
    'O.2',
    'ねガ',
    '〆切',
    'abc123',
    '',
    '1.2-3',
    '漢字かなカナ',
    '漢字한글',
    'ㄅ漢',
  ]
  const mixed = ['Сirсlе', 'Circ1е', 'aβ', 'かな한글', 'ㄅかな', 'abc漢字', 'aא']
  for (const text of single) assert.equal(isSingleScript(text), true, text)
  for (const text of mixed) assert.equal(isSingleScript(text), false, text)
})

test('characters of several scripts go with each of them', () => {
  // By Script_Extensions: the digits of Devanagari and Arabic serve other scripts too, and have no script of their own.
  assert.equal(isSingleScript('\u0966\u0915'), true)
  assert.equal(isSingleScript('\u0660\u0628'), true)
  assert.equal(isSingleScript('\u0966a'), false)
})

test('historic scripts are refused', () => {
  for (const text of ['𐌰𐌱𐌲', '𓀀𓀁', 'ᚠᚢᚦ', '𐤀𐤁']) assert.equal(isSingleScript(text), false, text)
})

test('UTS #39 5.3: digits of one system only', () => {
  for (const text of ['abc', '123', '٠١٢', '९०a', '1a2b']) assert.equal(mixesDigits(text), false, text)
  for (const text of ['1٢', '৪5', '٠۰', '၀႐']) assert.equal(mixesDigits(text), true, text)
})
