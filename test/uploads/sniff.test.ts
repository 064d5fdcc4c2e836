// What good files are taken for, at the edges of the rules; hostile ones have a table of their own.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { declaredAgrees, sniffKind } from '../../src/uploads/sniff.ts'
import { pdf } from './hostile/parts.ts'

const folder = mkdtempSync(join(tmpdir(), 'portcullis-sniff-'))
after(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
async function sniffed(content: string | Buffer): Promise<string> {
  const path = join(folder, `file-${files++}`)
  writeFileSync(path, content)
  const found = await sniffKind(path)
  return found.kind === 'refused' ? found.why : found.kind
}

test('text in every script, with every white space that texts have, is text', async () => {
  for (const text of [
    'a',
    ' ',
    '\n',
    'Grüße, 世界, مرحبا, שלום, 👩‍👩‍👧',
    '\ufeffwith a mark',
    'tabs\tand\r\nlines\fand pages\x85',
    'if a < b && b > c',
    '<3 you, <- that, < b, <1>',
    'a <script> later',
    'BMW, MZ and PK are no programs',
    '# a heading\n\n* a list',
  ]) {
    assert.equal(await sniffed(text), 'text', JSON.stringify(text))
  }
})

test('a character may lie across two pieces that are read, and a fault in it is found there too', async () => {
  for (const at of [65_533, 65_534, 65_535, 65_536, 131_071]) {
    assert.equal(await sniffed(`${'a'.repeat(at)}😀${'b'.repeat(10)}`), 'text', String(at))
    const cut = Buffer.concat([
      Buffer.from('a'.repeat(at)),
      Buffer.from('😀').subarray(0, 3),
      Buffer.from('b'),
    ])
    assert.match(await sniffed(cut), /^(?:not-text|unknown-type)$/, String(at))
  }
})

test('markup is found behind any number of pieces of white space, of marks and of both', async () => {
  for (const before of [
    ' '.repeat(65_535),
    '\n'.repeat(65_536),
    '\ufeff'.repeat(50_000),
    ' \u200b'.repeat(40_000),
  ]) {
    assert.equal(await sniffed(`${before}<svg/>`), 'markup')
    assert.equal(await sniffed(`${before}word <svg/>`), 'text')
  }
})

test('a PDF may end in blanks, not in more than a kilobyte of them, and may have been added to', async () => {
  const whole = pdf()
  const followed = (text: string) => sniffed(Buffer.concat([whole, Buffer.from(text)]))
  assert.equal(await followed(''), 'pdf')
  assert.equal(await followed('\r\n \t\0\f'), 'pdf')
  assert.equal(await followed(' '.repeat(2_000)), 'damaged')
  assert.equal(await followed('1 0 obj\n<<>>\nendobj\n%%EOF\n'), 'pdf')
  assert.equal(await followed('x'), 'polyglot')
})

test('a link in place of the file is not followed', async () => {
  const linked = join(folder, 'linked')
  symlinkSync('/etc/hostname', linked)
  await assert.rejects(sniffKind(linked), { code: 'ELOOP' })
})

test('what the client declared is compared, and decides nothing', () => {
  const jpeg = { type: 'image/jpeg', extension: 'jpg' }
  assert.equal(declaredAgrees(jpeg, 'a.JPEG', 'image/jpeg'), true)
  assert.equal(declaredAgrees(jpeg, 'a.jpg', 'IMAGE/JPG; x=y'), true)
  assert.equal(declaredAgrees(jpeg, 'a.png', 'image/jpeg'), false)
  assert.equal(declaredAgrees(jpeg, 'a.jpg', 'text/html'), false)
  assert.equal(declaredAgrees(jpeg, 'jpg', 'image/jpeg'), false)
  assert.equal(declaredAgrees({ type: 'text/plain', extension: 'txt' }, 'a.md', 'text/markdown'), true)
})

test('V1.3.4 V5.3.1 SVG, HTML, XML and scripts are of no kind that is taken, whatever they are called', async () => {
  for (const text of [
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    '<?xml version="1.0"?><svg/>',
    '<!doctype html><script>alert(1)</script>',
    '\ufeff<html>',
    '<?php system("id");',
  ])
    assert.equal(await sniffed(text), 'markup', text)
})

test('V5.2.3 V5.2.5 V5.3.3 archives are not taken, so that none is ever unpacked', async () => {
  const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(60)])
  const gzip = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.alloc(60)])
  const tar = Buffer.alloc(1024)
  tar.write('../../etc/passwd')
  tar.write('ustar', 257)
  for (const archive of [zip, gzip, tar])
    assert.ok(!['image', 'pdf', 'text'].includes(await sniffed(archive)), archive.toString('latin1', 0, 4))
})
