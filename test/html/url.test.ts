// The tables of addresses that pass and of those that don't.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../../src/html/html.ts'
import { BLOCKED, checkedAddress, encodedPart, prefixFlaw } from '../../src/html/url.ts'
import { processorTime } from '../processor-time.ts'

const PAGE = 'https://site.example/a/page'

const ADDRESSES = [
  '',
  '/',
  '/login',
  '/login?next=/a:b&c=%0a#d:e',
  '/javascript:alert(1)',
  './javascript:alert(1)',
  'page',
  'page.html',
  'folder/page:2',
  'a b/c',
  '../up',
  '?',
  '?q=javascript:alert(1)',
  '?q=a\\b',
  '?q=&colon;',
  '#',
  '#top',
  '#javascript:',
  '#a\\b',
  'http://host.example',
  'https://host.example/',
  'HTTPS://HOST.example:8443/a?b=c:d#e',
  ' https://host.example/ ',
  'https://user@host.example/',
  'https://[2001:db8::1]/a',
  'https://пример.example/ä ö',
  'https://host.example?a',
  '//host.example/a',
  'mailto:a@host.example',
  'MailTo:a@host.example?subject=x y',
  'é',
  '日本語/ページ',
]

const BLOCKED_ADDRESSES = [
  'javascript:',
  'javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  ' javascript:alert(1)',
  '   javascript:alert(1)',
  '\tjavascript:alert(1)',
  '\u0001javascript:alert(1)',
  '\u000bjavascript:alert(1)',
  '\u00a0javascript:alert(1)',
  '\u2003javascript:alert(1)',
  '\ufeffjavascript:alert(1)',
  'java\tscript:alert(1)',
  'java\nscript:alert(1)',
  'java\rscript:alert(1)',
  'java\0script:alert(1)',
  'java\u007fscript:alert(1)',
  'java\u00adscript:alert(1)',
  'java\u200dscript:alert(1)',
  'javascript\n:alert(1)',
  'javascript :alert(1)',
  'javascript://host.example/%0aalert(1)',
  'ja\u017fcript:alert(1)',
  'javascript&colon;alert(1)',
  'javascript&#58;alert(1)',
  'javascript&#x3A;alert(1)',
  '&#106;avascript:alert(1)',
  '&#x6a;avascript&colon;alert(1)',
  'java&Tab;script:alert(1)',
  'java&NewLine;script&colon;alert(1)',
  'javascript%3aalert(1)',
  '%6Aavascript:alert(1)',
  'vbscript:x',
  'vb\nscript:x',
  'data:text/html,x',
  'data:image/png;base64,AAAA',
  'da\tta:,x',
  'data&colon;,x',
  'blob:https://site.example/0',
  'filesystem:https://site.example/0',
  'file:///etc/passwd',
  'ftp://host.example/',
  'tel:+123',
  'about:blank',
  'view-source:https://host.example',
  'ws://host.example',
  'intent:x',
  'x:y',
  '12:30',
  ':',
  '://host.example',
  'https:',
  'https:host.example',
  'https:/host.example',
  'https://',
  'https:///host.example',
  'https:\\\\host.example',
  'https://host.example\\@site.example',
  'https://host.\texample/',
  '\u00a0https://host.example/',
  '\uff48ttps://host.example/',
  '/\\host.example',
  '\\host.example',
  '\\\\host.example',
  '\\/host.example',
  '/a\\b',
  '/a\nb',
  '/a?b=\n',
  '/a\0',
]

const PATHS = [
  '/',
  '/a',
  '/a/b.js?v=1#c',
  '/a:b',
  '/?next=//host.example',
  '/a//b',
  '/.//a',
  '/@host.example',
  '/%2fa',
  '/a?b\\c',
]

const BLOCKED_PATHS = [
  ...BLOCKED_ADDRESSES,
  '',
  'a',
  './a',
  '../a',
  ' /a',
  '?a',
  '#a',
  '//host.example/a.js',
  '///host.example',
  '//',
  '/\\host.example',
  '/\\/host.example',
  '/\t/host.example',
  '/\r\n/host.example',
  '\t//host.example',
  'https://site.example/a.js',
  'http://host.example/a.js',
  'https://host.example',
  'mailto:a@host.example',
  '\u2215/host.example',
]

for (const address of ADDRESSES) {
  test(`V1.2.2 ${JSON.stringify(address)} may stand in a link`, () => {
    assert.equal(checkedAddress('address', address), address)
    assert.match(new URL(address, PAGE).protocol, /^(?:https?|mailto):$/)
  })
}

for (const address of BLOCKED_ADDRESSES) {
  test(`V1.2.2 ${JSON.stringify(address)} is blocked in a link`, () => {
    assert.equal(checkedAddress('address', address), BLOCKED)
    assert.equal(`${html`<a href="${address}">a</a>`}`, '<a href="#blocked">a</a>')
  })
}

for (const path of PATHS) {
  test(`V1.2.2 ${JSON.stringify(path)} may be loaded`, () => {
    assert.equal(checkedAddress('path', path), path)
    assert.equal(new URL(path, PAGE).origin, 'https://site.example')
  })
}

for (const path of BLOCKED_PATHS) {
  test(`V1.2.2 ${JSON.stringify(path)} may not be loaded`, () => {
    assert.equal(checkedAddress('path', path), BLOCKED)
    assert.equal(`${html`<script src="${path}"></script>`}`, '<script src="#blocked"></script>')
  })
}

test('V1.2.2 what the template adds to an address is checked with it', () => {
  const link = (address: string) => `${html`<a href="${address}:alert(1)">a</a>`}`
  assert.equal(link('javascript'), '<a href="#blocked:alert(1)">a</a>')
  assert.equal(link('/a'), '<a href="/a:alert(1)">a</a>')
  const script = (base: string, name: string) => `${html`<script src="${base}/${name}.js"></script>`}`
  assert.equal(script('/', 'host.example'), '<script src="#blocked/host.example.js"></script>')
  assert.equal(script('', 'a/b'), '<script src="/a%2Fb.js"></script>')
  assert.equal(script('/x', '..'), '<script src="/x/#blocked.js"></script>')
})

test('V1.2.2 a part is encoded whole, and can neither climb nor name a host', () => {
  assert.equal(encodedPart('a b/c?d#e&f=g:h\\i%j', true), 'a%20b%2Fc%3Fd%23e%26f%3Dg%3Ah%5Ci%25j')
  assert.equal(encodedPart('//host.example', true), '%2F%2Fhost.example')
  assert.equal(encodedPart('\ud800\0', true), '%EF%BF%BD%EF%BF%BD')
  assert.equal(encodedPart('.', true), BLOCKED)
  assert.equal(encodedPart('..', true), BLOCKED)
  assert.equal(encodedPart('...', true), '...')
  assert.equal(encodedPart('..', false), '..')
})

test('V1.2.2 dots are blocked in a path alone: elsewhere they are only dots', () => {
  const dots = '..'
  assert.equal(
    `${html`<a href="/a/${dots}/b?c=${dots}#${dots}">d</a>`}`,
    '<a href="/a/#blocked/b?c=..#..">d</a>',
  )
  assert.equal(`${html`<a href="${'/a'}/${dots}">d</a>`}`, '<a href="/a/#blocked">d</a>')
  assert.equal(`${html`<a href="mailto:${dots}">d</a>`}`, '<a href="mailto:..">d</a>')
})

test('V1.2.2 a value may follow a prefix that settles scheme and host', () => {
  for (const prefix of [
    '/',
    '/a/',
    'a',
    './a',
    '?q=',
    '#',
    'mailto:',
    'https://host.example/',
    '//host.example/a',
    'HTTP://h?',
  ]) {
    assert.equal(prefixFlaw('address', prefix), undefined, prefix)
  }
  for (const prefix of ['/', '/a/', '/?a', '#', '#icon-'])
    assert.equal(prefixFlaw('path', prefix), undefined, prefix)
})

test('V1.2.2 a value may not follow a prefix that leaves scheme or host open', () => {
  const open = [
    'javascript:',
    'JavaScript:',
    'data:',
    'x:',
    'tel:',
    'https:',
    'https:/',
    'https://',
    'https://host',
    '//',
    '//host',
    '//host:',
  ]
  for (const prefix of [...open, ' ', ' /', '\t', 'java\n', '\\', '/\\', 'https:\\\\host/']) {
    assert.ok(prefixFlaw('address', prefix), prefix)
  }
  for (const prefix of ['//', '//host/', 'https://host/', 'a', './', '?', 'mailto:', ' /', '/\\']) {
    assert.ok(prefixFlaw('path', prefix), prefix)
  }
})

test('an address of a megabyte is judged in linear time', () => {
  const long = 'a'.repeat(1_000_000)
  for (const address of [
    long,
    `/${long}`,
    `${long}:`,
    `?${long}\\`,
    ' '.repeat(1_000_000),
    '&'.repeat(1_000_000),
  ]) {
    const spent = processorTime(() => {
      checkedAddress('address', address)
      checkedAddress('path', address)
    })
    assert.ok(spent < 500, `${spent} ms`)
  }
})
