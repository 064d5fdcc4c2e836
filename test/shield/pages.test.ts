// The pages on the shield say what the code does: headings, numbers and values.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { settingsTable } from '../../src/config/settings.ts'
import { secondsInWords } from '../../src/config/units.ts'
import { MAX_COOKIE_BYTES } from '../../src/shield/cookies.ts'
import { CSRF_FIELD, CSRF_HEADER } from '../../src/shield/csrf.ts'
import { fixedHeaders, REPORT_PATH, strictTransportSecurity } from '../../src/shield/policy.ts'
import { MAX_VALUES_BYTES } from '../../src/shield/session-values.ts'
import { HTTPS, openHost } from './host.ts'

function read(name: string): string {
  return readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8')
}

/** Cells of a table's rows by their first cell, without backticks. */
function rowsOf(page: string): Map<string, string[]> {
  return new Map(
    page
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
      .map(([, name = '', ...cells]) => [name, cells]),
  )
}

test('V3.1.1 docs/browsers.md names each feature, and what happens without it', () => {
  const sections = read('browsers')
    .split('\n## ')
    .slice(1)
    .map((section) => section.split('\n\n') as [string, string])
  assert.deepEqual(
    sections.map(([heading]) => heading),
    [
      'HTTPS',
      'HSTS',
      'Cookies and their prefixes',
      'Fetch Metadata',
      'Content Security Policy',
      'Trusted Types',
      'Subresource Integrity',
      'Isolation of origins',
      'Clear-Site-Data',
      'JavaScript',
      'WebAuthn',
    ],
  )
  for (const [heading, text] of sections) assert.match(text, /without|refused|not needed/i, heading)
})

test('V7.1.1 docs/sessions.md states the delivered times and compares them with NIST', () => {
  const page = read('sessions')
  const rows = rowsOf(page)
  for (const name of ['session.idle', 'session.absolute'] as const) {
    assert.equal(rows.get(name)?.[0], secondsInWords(settingsTable[name].default), name)
  }
  assert.match(page, /NIST SP 800-63B-4, AAL1 \| AAL2/)
})

test('V7.1.2 docs/sessions.md states how many sessions an account has, and what happens above', () => {
  const page = read('sessions')
  const { default: most } = settingsTable['session.maxPerAccount']
  assert.ok(
    page.includes(
      `at most ${most} sessions (\`session.maxPerAccount\`). Signing in once more ends the oldest`,
    ),
  )
  assert.ok(page.includes(`${MAX_VALUES_BYTES} bytes`))
  assert.equal(MAX_COOKIE_BYTES, 4096)
})

test('docs/headers.md lists every header with its value', async () => {
  const rows = rowsOf(read('headers'))
  const { visitor } = await openHost(undefined, { origin: HTTPS })
  const { headers } = await visitor().open('/')
  const expected = {
    ...fixedHeaders,
    'strict-transport-security': strictTransportSecurity({
      maxAge: settingsTable['hsts.maxAge'].default,
      includeSubDomains: settingsTable['hsts.includeSubDomains'].default,
      preload: settingsTable['hsts.preload'].default,
    }),
    'reporting-endpoints': `portcullis="ORIGIN${REPORT_PATH}"`,
  }
  const told = new Map([...rows].map(([name, [value]]) => [name.toLowerCase(), value]))
  for (const [name, value] of Object.entries(expected)) {
    assert.ok(headers[name], name)
    if (name === 'permissions-policy') assert.ok(told.has(name))
    else assert.equal(told.get(name), value, name)
  }
  assert.deepEqual(
    [...told.keys()].filter((name) => name !== 'content-security-policy' && !(name in expected)),
    [],
  )
})

test('docs/headers.md shows the policy that is sent', async () => {
  const { visitor } = await openHost()
  const sent = String((await visitor().open('/')).headers['content-security-policy'])
  const [, shown = ''] = /```\n(default-src[\s\S]+?)\n```/.exec(read('headers')) ?? []
  assert.equal(shown.replaceAll('\n', ' '), sent.replace(/nonce-[^']+/, 'nonce-…'))
})

test('docs/csrf.md names the field and the header', () => {
  const page = read('csrf')
  assert.ok(page.includes(`\`${CSRF_FIELD}\``))
  assert.equal(/`(X-[\w-]+)`/.exec(page)?.[1]?.toLowerCase(), CSRF_HEADER)
})

test('docs/shield.md lists every option of a route', async () => {
  const rows = [...rowsOf(read('shield')).keys()].map((name) => name.split(':', 1)[0])
  const options = rows.slice(rows.indexOf('limit'))
  const source = readFileSync(new URL('../../src/shield/route.ts', import.meta.url), 'utf8')
  const [, names = ''] = /new Set<keyof RouteShield>\(\[([^\]]+)\]/.exec(source) ?? []
  assert.deepEqual(
    options,
    [...names.matchAll(/'(\w+)'/g)].map(([, name]) => name),
  )
})
