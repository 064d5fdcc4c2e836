// The table of settings: each entry sound by itself, and the type that follows from it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingNames } from '../../src/config/names.ts'
import type { Setting } from '../../src/config/setting.ts'
import { type Settings, type SettingsInput, settingsTable } from '../../src/config/settings.ts'
import { readValue } from '../../src/config/value.ts'

test('every default is a right value of its own setting', () => {
  for (const name of settingNames) {
    const setting: Setting = settingsTable[name]
    assert.deepEqual(readValue(setting, setting.default), { value: setting.default }, name)
  }
})

test('every setting says why in one or more sentences', () => {
  for (const name of settingNames) assert.match(settingsTable[name].why, /^[A-Z`].{15,}\.$/s, name)
})

test('what may hold a password or key is marked as secret', () => {
  const secret = settingNames.filter((name) => (settingsTable[name] as Setting).secret)
  assert.deepEqual(secret, ['secret', 'database', 'mail.smtp', 'uploads.bucketKeySecret'])
})

test('NIST and ASVS bounds can not be set lower', () => {
  assert.equal(settingsTable['password.minLength'].min, 8)
  assert.equal(settingsTable['password.maxLength'].min, 64)
  assert.equal(settingsTable['throttle.cap'].max, 100)
})

test('the type of the settings follows from the table', () => {
  // Checked by tsc: each line fails to compile when the derived type is another.
  const typed = (settings: Settings) => {
    const mode: 'development' | 'production' = settings.mode
    const idle: number = settings.session.idle
    const strategy: 'sliding-window-counter' | 'moving-window' | 'fixed-window' = settings.limits.strategy
    const pepper: boolean = settings.password.pepper
    const secret: readonly string[] = settings.secret
    // @ts-expect-error settings are read only
    settings.port = 1
    // @ts-expect-error no such setting
    settings.session.idel
    return { mode, idle, strategy, pepper, secret }
  }
  const input: SettingsInput[] = [
    {},
    { port: 1, session: { idle: '12h' }, body: { maxBytes: 5 }, secret: 'one, two', origin: undefined },
    // @ts-expect-error a number is no text
    { port: '1' },
    // @ts-expect-error no such setting
    { session: { idel: 1 } },
  ]
  assert.equal(typeof typed, 'function')
  assert.equal(input.length, 4)
})
