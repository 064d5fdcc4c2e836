// Durations and sizes as text.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  bytesInWords,
  parseBytes,
  parseSeconds,
  secondsInWords,
  waitInWords,
} from '../../src/config/units.ts'

test('durations are read in every unit', () => {
  const known: Record<string, number> = {
    '0': 0,
    '900': 900,
    '900s': 900,
    '1 sec': 1,
    '15m': 900,
    '15 min': 900,
    '2 minutes': 120,
    '12h': 43_200,
    '12 H': 43_200,
    '1.5 hours': 5_400,
    '30 d': 2_592_000,
    '1 day': 86_400,
    '2w': 1_209_600,
    ' 5 weeks ': 3_024_000,
  }
  for (const [text, seconds] of Object.entries(known)) assert.equal(parseSeconds(text), seconds, text)
})

test('sizes are read in every unit, and KB is not KiB', () => {
  const known: Record<string, number> = {
    '65536': 65_536,
    '64 KiB': 65_536,
    '64kib': 65_536,
    '64 KB': 64_000,
    '1.5 KiB': 1_536,
    '1 MB': 1_000_000,
    '1MiB': 1_048_576,
    '2 GB': 2_000_000_000,
    '1 GiB': 1_073_741_824,
    '10 bytes': 10,
    '10 B': 10,
  }
  for (const [text, bytes] of Object.entries(known)) assert.equal(parseBytes(text), bytes, text)
})

test('anything else is no duration and no size', () => {
  const neither = [
    '',
    ' ',
    'h',
    '-5',
    '+5',
    '1e3',
    '0x10',
    '1,5 h',
    '1_000',
    '5 h 3 min',
    '5 months',
    'constructor',
    '5 constructor',
    '٣',
    '1 K',
    '9'.repeat(30),
    '0.3',
  ]
  for (const text of neither) {
    assert.equal(parseSeconds(text), undefined, text)
    assert.equal(parseBytes(text), undefined, text)
  }
  assert.equal(parseSeconds('1.5 s'), undefined)
  assert.equal(parseBytes('5 h'), undefined)
  assert.equal(parseSeconds('5 KiB'), undefined)
})

test('both come back in the largest unit without a rest', () => {
  assert.equal(secondsInWords(43_200), '12 hours')
  assert.equal(secondsInWords(86_400), '1 day')
  assert.equal(secondsInWords(90), '90 seconds')
  assert.equal(secondsInWords(1), '1 second')
  assert.equal(secondsInWords(0), '0 seconds')
  assert.equal(bytesInWords(65_536), '64 KiB')
  assert.equal(bytesInWords(1_048_576), '1 MiB')
  assert.equal(bytesInWords(1_000), '1000 bytes')
})

test('what is said in words is read back as the same number', () => {
  for (const number of [0, 1, 59, 60, 3_600, 86_400, 2_592_000, 65_536, 1_073_741_824, 12_345]) {
    assert.equal(parseSeconds(secondsInWords(number)), number)
    assert.equal(parseBytes(bytesInWords(number)), number)
  }
})

test('a wait is told in words, never shorter than it is', () => {
  for (const [seconds, words] of [
    [0, '1 second'],
    [0.2, '1 second'],
    [1.5, '2 seconds'],
    [60, '60 seconds'],
    [99.5, '100 seconds'],
    [100, 'about 2 minutes'],
    [3600, 'about 60 minutes'],
    [7200, 'about 2 hours'],
    [7201, 'about 3 hours'],
  ] as const) {
    assert.equal(waitInWords(seconds), words)
  }
})
