// Names in the three sources: unknown ones, dangerous ones, empty ones.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load, problems } from './loading.ts'

test('a name written with a dot is refused, since it could contradict its nested twin', (t) => {
  const [problem, ...more] = problems(() =>
    load(t, { file: { 'session.idle': 600, session: { idle: 700 } } }),
  )
  assert.equal(more.length, 0)
  assert.ok(problem!.words.endsWith('write it nested: { "session": { "idle": … } }'), problem!.words)
})

test('__proto__ and constructor are unknown names, and nothing is polluted', (t) => {
  const evil =
    '{ "__proto__": { "polluted": 1 }, "constructor": { "prototype": { "polluted": 1 } }, "session": { "__proto__": { "polluted": 1 } } }'
  for (const sources of [{ file: evil }, { options: JSON.parse(evil) }]) {
    const names = problems(() => load(t, sources)).map((problem) => problem.setting)
    assert.deepEqual(names.sort(), ['__proto__.polluted', 'constructor.prototype', 'session.__proto__'])
  }
  assert.deepEqual(
    problems(() => load(t, { file: '{ "__proto__": 1 }' })).map((problem) => problem.setting),
    ['__proto__'],
  )
  assert.deepEqual(problems(() => load(t, { file: '{ "__proto__": {}, "toString": 1 }' })).length, 2)
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})

test('the file and the options must hold one object', (t) => {
  for (const content of ['[]', '5', 'null', '"text"', '[{"port":1}]']) {
    assert.match(problems(() => load(t, { file: content }))[0]!.words, /must hold one object of settings/)
  }
  for (const options of [[], 5, null, 'text']) {
    assert.match(problems(() => load(t, { options }))[0]!.words, /^options must hold one object/)
  }
})

test('undefined in the options counts as left out', (t) => {
  assert.equal(
    load(t, { options: { port: undefined, session: { idle: undefined }, log: undefined } }).session.idle,
    43_200,
  )
})

test('an empty variable counts as not set, and space around a value is dropped', (t) => {
  const env = {
    PORTCULLIS_PORT: '',
    PORTCULLIS_SITE_NAME: '  ',
    PORTCULLIS_SESSION_IDLE: ' 2h ',
    OTHER_PORT: 'x',
  }
  const settings = load(t, { file: { port: 4000 }, env })
  assert.equal(settings.port, 4000)
  assert.equal(settings.siteName, 'Portcullis')
  assert.equal(settings.session.idle, 7_200)
  assert.equal(problems(() => load(t, { env: { PORTCULLIS_PROT: '' } })).length, 1)
})
