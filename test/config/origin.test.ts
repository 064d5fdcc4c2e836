// Origins: taken exactly, normalised as browsers do, refused with what was meant.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoopback, parseOrigin } from '../../src/config/origin.ts'

test('an origin is taken in the spelling browsers send', () => {
  const known: Record<string, string> = {
    'https://accounts.example.com': 'https://accounts.example.com',
    'https://Accounts.EXAMPLE.com': 'https://accounts.example.com',
    'HTTPS://example.com:443': 'https://example.com',
    'https://example.com:8443': 'https://example.com:8443',
    'http://localhost:3000': 'http://localhost:3000',
    'http://localhost:80': 'http://localhost',
    'https://bücher.example': 'https://xn--bcher-kva.example',
    'https://xn--bcher-kva.example': 'https://xn--bcher-kva.example',
    'https://例え.テスト': 'https://xn--r8jz45g.xn--zckzah',
    'http://[::1]:3000': 'http://[::1]:3000',
    'https://[2001:DB8:0::1]': 'https://[2001:db8::1]',
    'https://192.0.2.1': 'https://192.0.2.1',
    'http://my_app.test': 'http://my_app.test',
  }
  for (const [text, origin] of Object.entries(known)) assert.deepEqual(parseOrigin(text), { origin }, text)
})

test('what is no origin is refused with the one that was probably meant', () => {
  const meant: Record<string, string> = {
    'https://example.com/': 'https://example.com',
    'https://example.com/login': 'https://example.com',
    'https://example.com?x=1': 'https://example.com',
    'https://example.com#x': 'https://example.com',
    'https://example.com:8443/': 'https://example.com:8443',
    'https://example.com.': 'https://example.com',
    'example.com': 'https://example.com',
    'example.com:8443': 'https://example.com:8443',
    'localhost:3000': 'http://localhost:3000',
    'https:example.com': 'https://example.com',
    'https:\\\\example.com': 'https://example.com',
    ' https://example.com': 'https://example.com',
    'https://exam\tple.com': 'https://example.com',
  }
  for (const [text, origin] of Object.entries(meant)) {
    const parsed = parseOrigin(text)
    assert.ok(
      'wrong' in parsed && parsed.wrong.endsWith(`did you mean \`${origin}\`?`),
      `${text}: ${JSON.stringify(parsed)}`,
    )
  }
})

test('what can be no origin at all is refused with the rule', () => {
  for (const text of [
    '',
    'https://',
    'https:///',
    'ftp://example.com',
    'javascript:alert(1)',
    'null',
    'https://*.example.com',
    'https://exa mple.com',
    'https://example.com:99999',
    'https://-.-',
    'https://a..b',
    'file:///etc/passwd',
    'https://example.com,https://b.com',
  ]) {
    const parsed = parseOrigin(text)
    assert.ok('wrong' in parsed && parsed.wrong.startsWith('scheme://host'), text)
    if (text !== 'null') assert.ok(!parsed.wrong.includes('did you mean'), `${text}: ${parsed.wrong}`)
  }
})

test('a user name or password is refused and not repeated', () => {
  for (const text of [
    'https://user:hidden@example.com',
    'https://hidden@example.com',
    'https://:hidden@example.com/',
  ]) {
    const parsed = parseOrigin(text)
    assert.ok('wrong' in parsed && /without a user name or password/.test(parsed.wrong))
    assert.ok(!parsed.wrong.includes('hidden'))
  }
})

test('loopback is this machine and nothing that looks like it', () => {
  for (const origin of [
    'http://localhost',
    'http://localhost:3000',
    'http://a.localhost',
    'http://127.0.0.1',
    'http://127.255.0.9:80',
    'http://[::1]',
    'http://2130706433',
    'http://0x7f.1',
  ]) {
    assert.ok(isLoopback(origin), origin)
  }
  for (const origin of [
    'http://localhost.example.com',
    'http://notlocalhost',
    'http://127.0.0.1.example.com',
    'http://127.example.com',
    'http://0.0.0.0',
    'http://[::]',
    'http://192.168.0.1',
    'http://10.127.0.1',
    '',
  ]) {
    assert.ok(!isLoopback(origin), origin)
  }
})
