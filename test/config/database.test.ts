// The setting `database`, read for what is kept where.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseFolder, isInMemory, isPostgres, sqlitePath } from '../../src/config/database.ts'

test('the folder of the database follows the setting', () => {
  const folder = (database: string) => databaseFolder({ database, data: '/srv/data' })
  assert.equal(folder(''), '/srv/data')
  assert.equal(folder('sqlite:/srv/other/a.db'), '/srv/other')
  assert.equal(folder('sqlite:/srv/other/a.db?synchronous=full'), '/srv/other')
  assert.equal(folder('sqlite:a.db'), process.cwd())
  assert.equal(folder('sqlite::memory:'), undefined)
  assert.equal(folder('postgres://h/n'), undefined)
})

test('memory is told with and without an option', () => {
  assert.ok(isInMemory('sqlite::memory:'))
  assert.ok(isInMemory('sqlite::memory:?synchronous=full'))
  for (const database of ['', 'sqlite:memory', ':memory:', 'postgres://h/:memory:'])
    assert.ok(!isInMemory(database))
})

test('Postgres has two spellings', () => {
  assert.ok(isPostgres('postgres://h/n') && isPostgres('postgresql://h/n'))
  for (const database of ['', 'postgres:h', 'sqlite:postgres://h', 'mysql://h/n'])
    assert.ok(!isPostgres(database))
})

test('SQLite has a path and one option', () => {
  assert.equal(sqlitePath('sqlite:a.db'), 'a.db')
  assert.equal(sqlitePath('sqlite:/srv/a.db?synchronous=extra'), '/srv/a.db')
  for (const database of [
    'sqlite:',
    'sqlite:?synchronous=full',
    'sqlite:a.db?synchronous=off',
    'sqlite:a.db?mode=ro',
    'a.db',
  ]) {
    assert.equal(sqlitePath(database), undefined, database)
  }
})
