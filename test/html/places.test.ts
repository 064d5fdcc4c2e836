// Where the holes of a tag stand, and what of the template goes with them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOLE, holesBetween, type Place } from '../../src/html/places.ts'
import { readTemplate } from '../../src/html/template.ts'

const H = HOLE

function places(source: string): Place[] {
  return readTemplate(source, (_at, reason) => {
    throw new Error(reason)
  })
}

/** The stretch that a hole's value replaces. */
function replaced(source: string): string[] {
  return places(source).map(({ from, to }) => source.slice(from, to))
}

test('a hole in text or in a part of a value is replaced by itself', () => {
  assert.deepEqual(replaced(`a${H}<p class="b ${H}">${H}</p>`), [H, H, H])
})

test('a hole that is a whole value is replaced with the name, the quotes and the space before', () => {
  const source = `<p  title = '${H}' id="${H}">`
  assert.deepEqual(replaced(source), [`  title = '${H}'`, ` id="${H}"`])
  assert.deepEqual(
    places(source).map(({ whole }) => whole),
    [
      { open: "  title = '", close: "'" },
      { open: ' id="', close: '"' },
    ],
  )
})

test('the kinds of places, in order', () => {
  const source = `${H}<title>${H}</title><p class="${H}">${H}</p><a href="${H}?b=${H}#${H}">c</a><script src="${H}"></script>`
  assert.deepEqual(
    places(source).map(({ kind }) => kind),
    ['text', 'words', 'plain', 'text', 'address', 'part', 'part', 'path'],
  )
})

test('V1.2.2 an address goes with the words after it; a part knows whether it is in the path', () => {
  const found = places(`<a href="${H}/a/${H}?b=${H}&c=${H}#${H}">d</a><a href="mailto:${H}">e</a>`)
  assert.equal(found[0]!.suffix, '/a/')
  assert.deepEqual(
    found.map(({ inPath }) => inPath),
    [false, true, false, false, false, false],
  )
})

test('a line break is lent to values right after <pre> and <textarea> alone', () => {
  const leads = (source: string) => places(source).map(({ lead }) => lead)
  assert.deepEqual(leads(`<pre>${H}${H}</pre>`), ['\n', ''])
  assert.deepEqual(leads(`<TEXTAREA id="${H}">${H}</TEXTAREA>`), ['', '\n'])
  assert.deepEqual(leads(`<pre>\n${H}</pre><p>${H}</p>`), ['', ''])
})

test('holes are found from the start up to, without, the end', () => {
  assert.deepEqual(holesBetween(`${H}a${H}b${H}`, 0, 4), [0, 2])
  assert.deepEqual(holesBetween(`${H}a${H}b${H}`, 1, 5), [2, 4])
  assert.deepEqual(holesBetween('abc', 0, 3), [])
})
