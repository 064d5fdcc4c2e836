// docs/uploads.md says which files are taken, what they are kept as and how large they may be: it says what is so.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { loadSettings } from '../../src/config/load.ts'
import { createReencoder } from '../../src/uploads/image.ts'
import { sniffKind } from '../../src/uploads/sniff.ts'
import * as parts from './hostile/parts.ts'

const MEBIBYTE = 1_048_576
const folder = mkdtempSync(join(tmpdir(), 'portcullis-policy-'))
const reencoder = createReencoder({ concurrency: 1, queue: 0 })
after(async () => {
  await reencoder.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The table's rows, cell by cell. */
function rowsOf(page: string): string[][] {
  const table = page.slice(page.indexOf('## What may be uploaded'), page.indexOf('## How it goes out'))
  return table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

const named = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word!)

const SAMPLES: Record<string, () => Promise<Buffer> | Buffer> = {
  'image/jpeg': () => parts.jpeg(),
  'image/png': () => parts.png(),
  'image/gif': () => parts.gif(),
  'image/webp': () => parts.webp(),
  'image/avif': () => parts.avif(),
  'application/pdf': () => parts.pdf(),
  'text/plain': () => Buffer.from('a text'),
}

test('V5.1.1 the page names every kind that is taken, what it is kept as and its bounds, and no other', async () => {
  const { uploads } = loadSettings({ env: {}, cwd: folder })
  const rows = rowsOf(readFileSync('docs/uploads.md', 'utf8'))
  assert.deepEqual([...new Set(rows.map(([kind]) => named(kind!)[0]!))], uploads.kinds)
  const told = rows.flatMap(([kind, content, kept]) =>
    named(content!).map((type, at) => ({
      kind: named(kind!)[0],
      type,
      extension: named(kept!)[at]!.slice(1),
    })),
  )
  const found = await Promise.all(
    Object.entries(SAMPLES).map(async ([type, sample]) => {
      const from = join(folder, type.replace('/', '-'))
      writeFileSync(from, await sample())
      const sniffed = await sniffKind(from)
      assert.notEqual(sniffed.kind, 'refused', type)
      return { from, sniffed, type }
    }),
  )
  for (const { from, sniffed, type } of found) {
    if (sniffed.kind === 'refused') continue
    const limits = { maxPixels: 1_000_000, maxFrames: 10, processorSeconds: 30 }
    const made = sniffed.kind === 'image' ? await reencoder.reencode(from, `${from}.new`, limits) : undefined
    const extension = made?.ok ? made.extension : sniffed.extension
    assert.deepEqual(
      told.filter((one) => one.type === type),
      [{ kind: sniffed.kind, type, extension }],
    )
  }
  assert.equal(told.length, found.length)
  const bounds = `${uploads.maxFileSize / MEBIBYTE} MiB; ${uploads.maxPixels.toLocaleString('en-US')} pixels over at most ${uploads.maxFrames} frames`
  assert.equal(rows[0]![3], bounds)
  for (const row of rows.slice(2)) assert.equal(row[3], `${uploads.maxFileSize / MEBIBYTE} MiB`)
})
