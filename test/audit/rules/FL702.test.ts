// A policy is read as browsers read it: what each word opens, and what makes browsers pass over it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePolicy, weaknessesOf } from '../../../src/audit/rules/FL702-weak-policy/weaknesses.ts'
import { compilePolicy, contentSecurityPolicy } from '../../../src/shield/policy.ts'

const CLOSED = "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
const found = (text: string) => weaknessesOf(parsePolicy(text), false, true).map(({ what }) => what)

test('our own policy has no weakness', () => {
  assert.deepEqual(found(compilePolicy(contentSecurityPolicy)('\0')), [])
})

const OPEN: readonly (readonly [policy: string, what: RegExp])[] = [
  ["default-src 'self' 'unsafe-inline'", /inline scripts/],
  ['script-src *', /anywhere \(`\*`\)/],
  ["script-src 'self' HTTPS:", /anywhere \(`https:`\)/],
  ["default-src 'self'; script-src 'self' data:", /anywhere \(`data:`\)/],
  ["img-src 'self'", /nothing of scripts/],
  ["script-src 'nonce-c2FtZQ=='", /same nonce/],
  ['script-src self', /lacks its quotes/],
  ["script-src 'self' https://unpkg.com/", /publishes on https:\/\/unpkg\.com/],
  ["script-src 'self' 'unsafe-eval'", /`eval`/],
  // Browsers take the first of two of the same name.
  ["script-src 'self' 'unsafe-inline'; script-src 'none'", /inline scripts/],
]

for (const [policy, what] of OPEN)
  test(`${policy} is open`, () => {
    const [only, ...more] = found(`${policy}; ${CLOSED}`)
    assert.match(only ?? '', what)
    assert.deepEqual(more, [])
  })

const SHUT = [
  "default-src 'none'",
  "script-src 'self'; style-src 'unsafe-inline'; img-src * data:",
  "script-src 'unsafe-inline' 'nonce-\0'",
  "script-src 'unsafe-inline' 'sha256-abc='",
  "script-src 'strict-dynamic' 'nonce-\0' https: http: 'unsafe-inline'",
  "default-src 'self'; script-src \0",
]

for (const policy of SHUT)
  test(`${JSON.stringify(policy)} is shut`, () => assert.deepEqual(found(`${policy}; ${CLOSED}`), []))

test('default-src stands in for object-src, and not for base-uri, form-action and frame-ancestors', () => {
  assert.deepEqual(found("default-src 'self'"), [
    'has no `form-action` and no `frame-ancestors` and no `base-uri`, for which `default-src` does not stand in',
  ])
  assert.deepEqual(
    weaknessesOf(parsePolicy("default-src 'self'; base-uri 'none'; form-action 'none'"), true, true),
    [],
  )
  assert.deepEqual(weaknessesOf(parsePolicy("default-src 'none'"), false, false), [])
})
