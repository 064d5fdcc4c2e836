// Escaping by itself: what is replaced, and that all else passes untouched.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escapeHtml } from '../../src/html/escape.ts'

const TABLE: readonly (readonly [string, string])[] = [
  ['', ''],
  ['plain', 'plain'],
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
  ['\0', '\ufffd'],
  ['<a href="x" title=\'y\'>&amp;</a>', '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;'],
  ['a<', 'a&lt;'],
  ['<<', '&lt;&lt;'],
  ['<b>c', '&lt;b&gt;c'],
  ['\r\n\t\f\u0001\u007f\u0085\ufeff\u2028', '\r\n\t\f\u0001\u007f\u0085\ufeff\u2028'],
  ['`=/;', '`=/;'],
  ['é漢字', 'é漢字'],
  ['😀', '😀'],
  ['😀<😀', '😀&lt;😀'],
  ['\ud83d', '\ufffd'],
  ['\ude00', '\ufffd'],
  ['\ude00\ud83d', '\ufffd\ufffd'],
  ['\ud83d\ud83d\ude00\ude00', '\ufffd😀\ufffd'],
  ['\ud83d<\ude00', '\ufffd&lt;\ufffd'],
  ['\uffff\ud7ff\ue000', '\uffff\ud7ff\ue000'],
]

for (const [text, escaped] of TABLE) {
  test(`V1.2.1 ${JSON.stringify(text)} is written as ${JSON.stringify(escaped)}`, () => {
    assert.equal(escapeHtml(text), escaped)
  })
}

test('V1.2.1 of all characters, seven kinds are replaced and the rest stay', () => {
  const changed = []
  for (let code = 0; code <= 0xffff; code++) {
    const character = String.fromCharCode(code)
    if (escapeHtml(`a${character}b`) !== `a${character}b`) changed.push(code)
  }
  const surrogates = Array.from({ length: 0x800 }, (_, index) => 0xd800 + index)
  assert.deepEqual(changed, [0, 0x22, 0x26, 0x27, 0x3c, 0x3e, ...surrogates])
})
