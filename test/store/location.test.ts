// What the setting `database` may say.
import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { readLocation } from '../../src/store/location.ts'

test('an empty setting is a file in the data folder, which is ours to create', () => {
  assert.deepEqual(readLocation('', 'data'), {
    kind: 'sqlite',
    path: resolve('data/portcullis.db'),
    synchronous: 'normal',
    ownFolder: resolve('data'),
  })
})

test('sqlite:PATH is a file whose folder is not ours', () => {
  for (const path of ['/srv/a b.db', 'relative.db', './file:x.db']) {
    assert.deepEqual(readLocation(`sqlite:${path}`, 'data'), {
      kind: 'sqlite',
      path: resolve(path),
      synchronous: 'normal',
    })
  }
  assert.deepEqual(readLocation('sqlite::memory:', 'data'), {
    kind: 'sqlite',
    path: ':memory:',
    synchronous: 'normal',
  })
})

test('?synchronous= raises what a power cut may not take', () => {
  for (const synchronous of ['normal', 'full'] as const) {
    assert.deepEqual(readLocation(`sqlite:/srv/x.db?synchronous=${synchronous}`, 'data'), {
      kind: 'sqlite',
      path: '/srv/x.db',
      synchronous,
    })
  }
  for (const option of ['synchronous=off', 'synchronous=0', 'synchronous=full;', 'mode=ro', '']) {
    assert.throws(
      () => readLocation(`sqlite:/srv/x.db?${option}`, 'data'),
      /synchronous=normal, synchronous=full/,
    )
  }
})

test('both names of a Postgres address', () => {
  for (const url of ['postgres://a:b@host/db', 'postgresql://host:5433/db?sslmode=verify-full']) {
    assert.deepEqual(readLocation(url, 'data'), { kind: 'postgres', url })
  }
})

test('anything else is refused without being repeated, since it may hold a password', () => {
  for (const wrong of [
    'mysql://root:hunter2@host/db',
    'portcullis.db',
    'hunter2',
    'sqlite:',
    'sqlite:?x=hunter2',
    'sqlite:a\0b',
  ]) {
    assert.throws(
      () => readLocation(wrong, 'data'),
      (error: Error) =>
        error.message.startsWith('The setting `database`') && !error.message.includes('hunter2'),
    )
  }
})
