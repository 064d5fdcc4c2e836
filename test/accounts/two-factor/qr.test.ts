// QR codes of texts, and above all of the keys of apps, read back by another decoder from what the page draws.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { URI } from 'otpauth'
import { beginAuthenticator, pendingAuthenticator } from '../../../src/accounts/two-factor/authenticator.ts'
import { qrModules } from '../../../src/accounts/two-factor/qr.ts'
import { qrCode } from '../../../src/html/qr.ts'
import { attribute, elementsOf, named } from '../../html/document.ts'
import { drawn, readQr } from '../../qr-reader.ts'
import { eachDatabase } from '../../store/databases.ts'
import { addUser } from '../activity/accounts.ts'
import { testBackend } from '../backend.ts'

/** What a camera makes of the picture in the page. */
function scanned(text: string): string | undefined {
  const modules = qrModules(text)
  const path = attribute(named(elementsOf(qrCode(modules, 'A code')), 'path')[0], 'd')!
  return readQr(...drawn(path, modules.length + 8))
}

test('the picture says the text again, whatever it is', () => {
  for (const text of ['A', '12345678', 'otpauth://totp/x?secret=ABC', 'zoë – 漢字 🜁', 'a'.repeat(600)])
    assert.equal(scanned(text), text)
})

test('it is a square of 21 modules and four more for each version, as small as the text lets it be', () => {
  for (const [length, side] of [
    [1, 21],
    [14, 21],
    [15, 25],
    [2331, 177],
  ] as const) {
    const modules = qrModules('x'.repeat(length))
    assert.equal(modules.length, side)
    assert.ok(modules.every((row) => row.length === side))
  }
  assert.throws(() => qrModules('x'.repeat(2332)))
})

eachDatabase('the key of an app as an address', (open) => {
  test('it names the site and the account, and is the key that is typed, as the Key URI format has it', async () => {
    const store = await open()
    await addUser(store, 'u')
    for (const [siteName, username] of [
      ['Tower', 'alice'],
      ['Zoë’s site & 50 % more?', 'a/b#c'],
      ['漢字', 'Алиса'],
    ] as const) {
      const backend = testBackend(store, { options: { siteName } })
      const account = { id: 'u', username }
      const { base32, uri } = await beginAuthenticator(backend, account)
      assert.deepEqual(await pendingAuthenticator(backend, account), { base32, uri })
      assert.match(base32, /^[A-Z2-7]{32}$/)
      assert.equal(scanned(uri), uri)
      const url = new URL(uri)
      assert.equal(url.protocol + url.host, 'otpauth:totp')
      assert.equal(
        url.pathname,
        `/${encodeURIComponent(siteName)}:${encodeURIComponent(username)}`.replaceAll('’', '%E2%80%99'),
      )
      assert.deepEqual(Object.fromEntries(url.searchParams), {
        issuer: siteName,
        secret: base32,
        algorithm: 'SHA1',
        digits: '6',
        period: '30',
      })
      const read = URI.parse(uri)
      assert.deepEqual([read.issuer, read.label], [siteName, username])
    }
    // Some apps decode first and part afterwards.
    const backend = testBackend(store, { options: { siteName: 'Tower: the site' } })
    const read = URI.parse((await beginAuthenticator(backend, { id: 'u', username: ':a:b' })).uri)
    assert.deepEqual([read.issuer, read.label], ['Tower the site', 'a b'])
  })

  test('names of any length leave it coarse enough for a camera', async () => {
    const store = await open()
    await addUser(store, 'u')
    // Four bytes each, twelve characters in the address.
    const long = '𞤀'.repeat(64)
    const backend = testBackend(store, { options: { siteName: long } })
    const { uri, base32 } = await beginAuthenticator(backend, { id: 'u', username: `${long}${long}` })
    assert.equal(scanned(uri), uri)
    assert.ok(qrModules(uri).length <= 81, String(qrModules(uri).length))
    const read = URI.parse(uri)
    assert.deepEqual([read.issuer, read.label], [`${'𞤀'.repeat(9)}…`, `${'𞤀'.repeat(9)}…`])
    assert.equal(read.secret.base32, base32)
  })
})
