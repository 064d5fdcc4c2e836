// The settings file: strict JSON, with a clear word on everything else.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseSettings, readSettingsFile } from '../../src/config/file.ts'
import { temporaryFolder } from './folder.ts'

const wrong = (text: string | Buffer) => {
  const reading = parseSettings(Buffer.from(text as string))
  return 'wrong' in reading ? reading.wrong : undefined
}

test('plain JSON is read', () => {
  assert.deepEqual(
    parseSettings(Buffer.from(' {"a": {"b": [1, "{\\"a\\":1}", {"a": 2}]}, "c": "\\u0061"} \n')),
    {
      content: { a: { b: [1, '{"a":1}', { a: 2 }] }, c: 'a' },
    },
  )
})

test('a byte order mark, other encodings and an empty file are named', () => {
  assert.match(wrong('\ufeff{}')!, /byte order mark/)
  assert.match(wrong(Buffer.from('\ufeff{}', 'utf16le'))!, /not UTF-8/)
  assert.match(wrong(Buffer.from([0x7b, 0x22, 0xe9, 0x22, 0x7d]))!, /not UTF-8/)
  for (const empty of ['', ' \n\t']) assert.match(wrong(empty)!, /is empty; write `\{\}`/)
})

test('comments, spare commas and cut files are no JSON, and the place is named where known', () => {
  assert.match(
    wrong('{\n  "port": 1, // here\n  "host": "a"\n}')!,
    /not JSON \(line 2, column 14\); JSON has no comments/,
  )
  for (const text of ['{"port": 1,}', '{"port": 1', "{'port': 1}", '{} {}', 'port = 1', '{"port": 01}']) {
    assert.match(wrong(text)!, /is not JSON/, text)
  }
})

test('what is wrong never holds a piece of the file', () => {
  for (const text of [
    '{"secret": Hidden}',
    'Hidden',
    '{"secret": "Hidden}',
    `{"secret": "Hidden" ${' '.repeat(200)} Hidden}`,
  ]) {
    assert.ok(!wrong(text)!.includes('Hidden'), wrong(text))
  }
})

test('a name that stands twice in one object is refused, at any depth and in any spelling', () => {
  assert.match(wrong('{"port": 1, "port": 2}')!, /holds the name `port` twice/)
  assert.match(wrong('{"session": {"idle": 1, "absolute": 5, "idle": 2}}')!, /`idle` twice/)
  assert.match(wrong('{"a": [{"b": 1, "b": 2}]}')!, /`b` twice/)
  assert.match(wrong('{"port": 1, "\\u0070ort" : 2}')!, /`port` twice/)
  assert.match(wrong('{"__proto__": 1, "__proto__": 2}')!, /`__proto__` twice/)
  for (const fine of [
    '{"a": {"x": 1}, "b": {"x": 2}}',
    '[{"x": 1}, {"x": 2}]',
    '{"a": "a", "b": "a: \\"b\\": {"}',
    '{"a": ["b", "b"], "b": 1}',
  ]) {
    assert.equal(wrong(fine), undefined, fine)
  }
})

test('a missing file is told apart from one that can not be read', (t) => {
  const folder = temporaryFolder(t)
  assert.equal(readSettingsFile(join(folder, 'none.json')), undefined)
  mkdirSync(join(folder, 'folder.json'))
  assert.deepEqual(readSettingsFile(join(folder, 'folder.json')), { wrong: "can't be read (EISDIR)" })
  writeFileSync(join(folder, 'some.json'), '{"port": 5}')
  assert.deepEqual(readSettingsFile(join(folder, 'some.json')), { content: { port: 5 } })
})
