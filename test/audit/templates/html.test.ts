// The scanner's HTML, held against parse5's tokenizer: the same start tags at the same places with the same attributes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Token, Tokenizer, TokenizerMode } from 'parse5'
import { scanTemplate } from '../../../src/audit/templates/scan.ts'

const ROUNDS = 20_000
const WORDS = [
  '<',
  '</',
  '>',
  '/>',
  '<!',
  '<!--',
  '-->',
  '--!>',
  '--',
  '-',
  '!',
  '?',
  '<?',
  '/',
  '=',
  '"',
  "'",
  ' ',
  '\n',
  '\t',
  '`',
  'a',
  'b',
  'A',
  'p',
  'class',
  'href',
  'title',
  'x',
  '1',
  '&amp;',
  '<a',
  '<b ',
  '<p class="',
  "<p id='",
  '</p',
  '<![CDATA[',
  '<script>',
  '<script',
  '</script>',
  '</script',
  '</SCRIPT >',
  '<style>',
  '</style>',
  '<textarea>',
  '</textarea>',
  '<title>',
  '</title>',
  '<!DOCTYPE html>',
  '</ ',
  '<br/>',
  '<input value=a/b>',
] // prettier-ignore
const MODES: Readonly<Record<string, number>> = {
  script: TokenizerMode.SCRIPT_DATA,
  style: TokenizerMode.RAWTEXT,
  textarea: TokenizerMode.RCDATA,
  title: TokenizerMode.RCDATA,
}

interface Tag {
  name: string
  start: number
  end: number
  attributes: string[]
}

function byParse5(text: string): Tag[] {
  const tags: Tag[] = []
  const ignore = () => {}
  const tokenizer: Tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      onComment: ignore,
      onDoctype: ignore,
      onEof: ignore,
      onCharacter: ignore,
      onNullCharacter: ignore,
      onWhitespaceCharacter: ignore,
      onEndTag: ignore,
      onStartTag(token: Token.TagToken) {
        const { startOffset = -1, endOffset = -1 } = token.location ?? {}
        const attributes = token.attrs.map(({ name }) => name)
        tags.push({ name: token.tagName, start: startOffset, end: endOffset, attributes })
        const mode = MODES[token.tagName]
        if (mode !== undefined) tokenizer.state = mode
        tokenizer.lastStartTagName = token.tagName
      },
    },
  )
  tokenizer.write(text, true)
  return tags
}

function byScanner(text: string): Tag[] {
  return scanTemplate('a.html', 'a.html', text).elements.map(({ name, start, end, attributes }) => ({
    name,
    start,
    end,
    attributes: [...new Set(attributes.map((attribute) => attribute.name))],
  }))
}

test(`${ROUNDS} pages thrown together at random have the same tags as for parse5`, () => {
  let seed = 7
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return (seed >> 8) % below
  }
  let tags = 0
  for (let round = 0; round < ROUNDS; round++) {
    const text = Array.from({ length: 2 + random(25) }, () => WORDS[random(WORDS.length)]).join('')
    const expected = byParse5(text)
    tags += expected.length
    assert.deepEqual(byScanner(text), expected, JSON.stringify(text))
  }
  assert.ok(tags > ROUNDS / 4, `${tags} tags`)
})
