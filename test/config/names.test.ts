// Names: one rule between dots and underscores, without collisions, and a hint for wrong ones.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  didYouMean,
  didYouMeanVariable,
  environmentName,
  FILE_VARIABLE,
  isGroup,
  isSetting,
  settingNames,
  settingOfVariable,
} from '../../src/config/names.ts'

test('the name in the environment follows one rule', () => {
  const known: Record<string, string> = {
    port: 'PORTCULLIS_PORT',
    data: 'PORTCULLIS_DATA',
    origin: 'PORTCULLIS_ORIGIN',
    secret: 'PORTCULLIS_SECRET',
    database: 'PORTCULLIS_DATABASE',
    siteName: 'PORTCULLIS_SITE_NAME',
    'limits.default': 'PORTCULLIS_LIMITS_DEFAULT',
    'session.maxPerAccount': 'PORTCULLIS_SESSION_MAX_PER_ACCOUNT',
    'hsts.includeSubDomains': 'PORTCULLIS_HSTS_INCLUDE_SUB_DOMAINS',
  }
  for (const [name, variable] of Object.entries(known)) {
    assert.ok(isSetting(name))
    assert.equal(environmentName(name), variable)
    assert.equal(settingOfVariable(variable), name)
  }
})

test('no two settings share a variable, and none takes the one that names the file', () => {
  const variables = settingNames.map(environmentName)
  assert.equal(new Set(variables).size, settingNames.length)
  assert.ok(!variables.includes(FILE_VARIABLE))
  for (const variable of variables) assert.match(variable, /^PORTCULLIS(_[A-Z0-9]+)+$/)
})

test('no name is a setting and a group at once, and none is deeper than one dot', () => {
  for (const name of settingNames) {
    assert.match(name, /^[a-z][a-zA-Z]*(\.[a-z][a-zA-Z]*)?$/)
    assert.ok(!isGroup(name), name)
  }
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    assert.ok(!isSetting(name) && !isGroup(name))
  }
})

test('a wrong name gets the nearest right one in the same spelling', () => {
  assert.equal(didYouMean('session.max_per_account'), '; did you mean `session.maxPerAccount`?')
  assert.equal(didYouMean('hsts.maxage'), '; did you mean `hsts.maxAge`?')
  assert.equal(didYouMean('idle'), '; did you mean `session.idle`?')
  assert.equal(didYouMean('session.maxAge'), '; did you mean `session.absolute`?')
  assert.equal(didYouMean('session.timeout'), '; did you mean `session.idle`?')
  assert.equal(didYouMean('rateLimit'), '; did you mean `limits.default`?')
  assert.equal(didYouMean('zzzzzzzz'), '; docs/settings.md lists all names')
  assert.equal(didYouMeanVariable('PORTCULLIS_ORIGN'), '; did you mean `PORTCULLIS_ORIGIN`?')
  assert.equal(didYouMeanVariable('PORTCULLIS_MAILSMTP'), '; did you mean `PORTCULLIS_MAIL_SMTP`?')
  assert.equal(
    didYouMeanVariable('PORTCULLIS_SESSION_MAX_AGE'),
    '; did you mean `PORTCULLIS_SESSION_ABSOLUTE`?',
  )
  assert.equal(didYouMeanVariable('PORTCULLIS_CONFG'), '; did you mean `PORTCULLIS_CONFIG`?')
  assert.equal(didYouMeanVariable('PORTCULLIS_'), '; docs/settings.md lists all names')
})

test('a wrong group gets the nearest right one, and a wrong name in a right group what there is in it', () => {
  assert.equal(didYouMean('passwrd'), '; did you mean the group `password`?')
  assert.equal(didYouMean('rateLimit.max'), '; did you mean the group `limits`?')
  assert.equal(
    didYouMean('session.zzzzzzzz'),
    '; in the group `session` there are `session.idle`, `session.absolute`, `session.maxPerAccount`, `session.bound`, `session.boundFor`',
  )
  assert.equal(didYouMean('constructor'), '; docs/settings.md lists all names')
  assert.equal(didYouMean('passwrd.zzzzzzzz'), '; did you mean the group `password`?')
})
