// Letters: one text in two versions, and foreign values stay text on one line.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DefaultTreeAdapterTypes, parse, serialize } from 'parse5'
import { siteLink, siteName, writeLetter } from '../../src/mail/letter.ts'
import { oneLine } from '../../src/mail/line.ts'

const FACTS = { site: 'Tower', origin: 'https://tower.test', username: 'ada' }

function write({ site, origin, username }: typeof FACTS) {
  const name = siteName(site)
  return writeLetter({
    subject: `News from ${name}`,
    username,
    body: [`There is news at ${name}.`, { label: 'Read it', href: siteLink(origin, '/news', 'a-token') }],
  })
}

/** Values that would be more than text if anything let them. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '</p><img src=x onerror=alert(1)>',
  '"><a href="javascript:alert(1)">',
  `{{7*7}}$${'{7*7}'}<%= 7*7 %>#{7*7}`,
  '%s%d%j%o%n',
  '&lt;b&gt;',
]

const LINE_BREAKERS = [
  'a\r\nBcc: b@x.test',
  'a\nb',
  'a\rb',
  'a\0b',
  'a\u2028b',
  'a\u2029b',
  'a\u0085b',
  'a\u202eb',
  'a\ud800b',
]

/** The document with every text emptied: elements and attributes alone. */
function tree(markup: string): string {
  const document = parse(markup)
  const empty = (node: DefaultTreeAdapterTypes.ParentNode): void => {
    for (const child of node.childNodes) {
      if ('value' in child) child.value = ''
      else if ('childNodes' in child) empty(child)
    }
  }
  empty(document)
  return serialize(document)
}

function textOf(markup: string): string {
  const texts: string[] = []
  const collect = (node: DefaultTreeAdapterTypes.ParentNode): void => {
    for (const child of node.childNodes) {
      if ('value' in child) texts.push(child.value)
      else if ('childNodes' in child) collect(child)
    }
  }
  collect(parse(markup))
  return texts.join('')
}

function linksOf(markup: string): string[] {
  return [...markup.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href)
}

test('greets the owner, and leads to the origin of the settings', () => {
  const { subject, text, html } = write(FACTS)
  assert.equal(subject, 'News from Tower')
  assert.equal(
    text,
    'Hello ada,\n\nThere is news at Tower.\n\nRead it:\nhttps://tower.test/news?token=a-token\n',
  )
  assert.match(textOf(html), /Hello ada,\s+There is news at Tower\.\s+Read it/)
  assert.deepEqual(linksOf(html), ['https://tower.test/news?token=a-token'])
  assert.match(html, /^<!doctype html>\n<html lang="en">/)
  assert.doesNotMatch(html, /<(?:script|style|img|link)|\sstyle=/)
})

for (const value of HOSTILE) {
  test(`V1.2.1 ${value} is text, in the plain and the HTML version`, () => {
    const plain = write(FACTS)
    const { text, html } = write({ ...FACTS, site: value })
    assert.equal(tree(html), tree(plain.html))
    assert.ok(textOf(html).includes(value), html)
    assert.ok(text.includes(value), text)
  })
}

test('V1.3.11 names stay on one line, in the subject too', () => {
  for (const value of LINE_BREAKERS) {
    const { subject, text } = write({ ...FACTS, site: value, username: value })
    assert.doesNotMatch(subject, /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202e]/u)
    assert.equal(text.split('\n').length, write(FACTS).text.split('\n').length)
  }
})

test('no name is shown that a mail program would turn into a link', () => {
  for (const username of [
    'prize.example',
    'http://prize',
    'www.prize',
    'prize@x',
    'prize/now',
    'a:b',
    'прайз.рф',
  ]) {
    const { text, html } = write({ ...FACTS, username })
    for (const version of [text, textOf(html)]) {
      assert.match(version, /Hello,/)
      assert.ok(!version.includes(username), username)
    }
  }
  for (const username of ['ada.1', 'ada_b-c', 'Ädä', 'wwwada']) {
    assert.ok(write({ ...FACTS, username }).text.includes(`Hello ${username},`), username)
  }
})

test('endless names are cut, between characters', () => {
  const { subject } = write({ ...FACTS, site: '🜁'.repeat(500) })
  assert.ok(subject.isWellFormed())
  assert.equal(subject.match(/🜁/gu)?.length, 64)
})

test('one line: each run of refused characters is one space, ends are trimmed', () => {
  assert.equal(oneLine('\r\n a\r\n\0b \u2028', 10), 'a b')
  assert.equal(oneLine('🜁🜂🜃', 2), '🜁🜂')
  assert.equal(oneLine('', 2), '')
})
