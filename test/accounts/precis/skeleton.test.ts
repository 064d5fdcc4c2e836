// Skeletons: equal for what looks equal, whatever case it is in.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skeleton } from '../../../src/accounts/precis/skeleton.ts'

test('look-alikes meet', () => {
  const groups = [
    ['scope', 'ѕсоре', 'SCOPE', 'ЅСОРЕ'],
    ['l', 'I', '1', '|', 'Ӏ', 'ӏ'],
    ['Alice', 'аӏісе', 'аӀісе'],
    ['rn', 'm', 'M', 'RN'],
    ['0', 'O', 'o', 'о', 'ο'],
    ['alce', 'ᎪᏞᏟᎬ'],
    ['a\u200bb', 'ab', 'a\u00adb'],
    ['caf\u00e9', 'cafe\u0301'],
  ]
  for (const group of groups) assert.equal(new Set(group.map(skeleton)).size, 1, group.map(skeleton).join())
})

test('a skeleton is its own skeleton', () => {
  for (const name of ['paypaI', 'Mark', 'ВОВА', 'B0B1', 'Ελένη', 'mmm', 'ΝΑΝΑ', 'привет']) {
    assert.equal(skeleton(skeleton(name)), skeleton(name), name)
  }
})
