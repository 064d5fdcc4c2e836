// Settings that are right alone and wrong together.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SettingsInput } from '../../src/config/settings.ts'
import { load, problems } from './loading.ts'

test('settings that contradict each other are refused', (t) => {
  const contradictions: [SettingsInput, string][] = [
    [{ port: 0 }, 'port'],
    [{ trustProxy: ['1', '10.0.0.1'] }, 'trustProxy'],
    [{ server: { headersTimeout: 31 } }, 'server.headersTimeout'],
    [{ session: { idle: '31 d' } }, 'session.idle'],
    [{ hsts: { preload: true, maxAge: 31_535_999 } }, 'hsts.preload'],
    [{ hsts: { preload: true, includeSubDomains: false } }, 'hsts.preload'],
    [{ throttle: { firstWait: 901 } }, 'throttle.firstWait'],
    [{ throttle: { free: 100 } }, 'throttle.free'],
    [{ username: { minLength: 10, maxLength: 9 } }, 'username.minLength'],
    [{ password: { memory: 31, parallelism: 4 } }, 'password.memory'],
    [{ uploads: { maxFileSize: '51 MiB' } }, 'uploads.maxFileSize'],
    [{ uploads: { quota: '9 MiB' } }, 'uploads.maxFileSize'],
    [{ uploads: { scanner: 'clamav', clamavMaxBytes: '9 MiB' } }, 'uploads.clamavMaxBytes'],
    [{ origin: 'https://a.example.org', uploads: { origin: 'https://a.example.org' } }, 'uploads.origin'],
    [{ passkeys: { rpId: 'example.org' } }, 'passkeys.rpId'],
    [{ origin: 'https://a.example.org', passkeys: { rpId: 'b.example.org' } }, 'passkeys.rpId'],
    [{ origin: 'https://a.example.org', passkeys: { rpId: 'org' } }, 'passkeys.rpId'],
  ]
  for (const [options, setting] of contradictions) {
    assert.deepEqual(
      problems(() => load(t, { options })).map((problem) => problem.setting),
      [setting],
    )
  }
  load(t, {
    options: {
      hsts: { preload: true },
      uploads: { maxFileSize: '50 MiB', quota: '50 MiB', clamavMaxBytes: '1 KiB' },
    },
    env: { PORTCULLIS_PORT: '0', PORTCULLIS_ORIGIN: 'http://localhost:5000' },
  })
  load(t, { options: { uploads: { clamavMaxBytes: '9 MiB' } } })
  load(t, { options: { session: { idle: 100, absolute: 100 }, password: { memory: 32, parallelism: 4 } } })
})

test('a contradiction is not told about a setting that is wrong by itself', (t) => {
  const found = problems(() => load(t, { options: { session: { idle: 'x', absolute: 60 } } }))
  assert.deepEqual(
    found.map((problem) => problem.setting),
    ['session.idle'],
  )
})

test('defect 4: plain http on a name that is not this machine is refused in words, in development too', (t) => {
  for (const origin of [
    'http://app.test',
    'http://192.168.1.5:3000',
    'http://localhost.example.com',
    'http://[::2]',
  ]) {
    const [problem, ...more] = problems(() => load(t, { options: { origin } }))
    assert.equal(more.length, 0)
    assert.match(problem!.words, /plain http .*Secure cookies.*Use https/)
  }
  for (const origin of [
    'http://localhost:3000',
    'http://app.localhost',
    'http://127.0.0.1:80',
    'http://127.8.9.1',
    'http://[::1]:3000',
    'https://app.test',
  ]) {
    load(t, { options: { origin } })
  }
})
