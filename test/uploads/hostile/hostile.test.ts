// Every hostile file against the rules alone: what it is taken for, why it is refused, what becomes of its name. Pictures that
// are taken are made anew in served.test.ts, and looked at there.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { cleanClientName } from '../../../src/uploads/client-name.ts'
import { createReencoder } from '../../../src/uploads/image.ts'
import { sniffKind } from '../../../src/uploads/sniff.ts'
import { assertHarmlessImage, HOSTILE_FILES, type HostileFile } from './files.ts'

const LIMITS = { maxPixels: 25_000_000, maxFrames: 100, processorSeconds: 30 }
/** KiB: what the process that decodes may take for any of these; 25 million pixels fit into it. */
const MOST_MEMORY = 400_000
/** An AVIF comes back as a WebP. */
const EXTENSIONS: Readonly<Record<string, string>> = { 'image/webp': 'webp' }
const folder = mkdtempSync(join(tmpdir(), 'portcullis-hostile-'))
const reencoder = createReencoder({ concurrency: 2, queue: 10 })
after(async () => {
  await reencoder.close()
  rmSync(folder, { recursive: true, force: true })
})

/** As an upload goes: sniffed, then made anew when it is an image that shall be refused, or that no form brings. */
async function take(file: HostileFile, index: number) {
  const [from, to] = [join(folder, `in-${index}`), join(folder, `out-${index}`)]
  writeFileSync(from, await file.make())
  const sniffed = await sniffKind(from)
  if (sniffed.kind === 'refused') return { why: sniffed.why }
  if (sniffed.kind !== 'image') return { ...sniffed, served: readFileSync(from), sent: readFileSync(from) }
  if (!('refused' in file.must) && !file.noForm) {
    const { type } = file.must
    return { ...sniffed, type, extension: EXTENSIONS[type] ?? sniffed.extension }
  }
  const made = await reencoder.reencode(from, to, LIMITS)
  assert.ok((made.peakMemory ?? 0) < MOST_MEMORY, `${made.peakMemory} KiB`)
  if (!made.ok) return { why: made.why }
  assert.equal(statSync(to).mode & 0o777, 0o600)
  assert.equal(statSync(to).size, made.bytes)
  return { ...made, served: readFileSync(to), sent: readFileSync(from) }
}

test('there are 60 of them and more, each told once', () => {
  assert.ok(HOSTILE_FILES.length >= 60, String(HOSTILE_FILES.length))
  assert.equal(new Set(HOSTILE_FILES.map(({ what }) => what)).size, HOSTILE_FILES.length)
})

describe('V5.2.2 a hostile file:', { concurrency: 2 }, () => {
  for (const [index, file] of HOSTILE_FILES.entries()) {
    const { must } = file
    test(`${file.what}: ${'refused' in must ? 'refused' : 'harmless'}`, async () => {
      const taken = await take(file, index)
      if ('refused' in must) {
        assert.ok('why' in taken, 'it was let in')
        assert.ok(must.refused.includes(taken.why), taken.why)
        assert.equal(existsSync(join(folder, `out-${index}`)), false)
        return
      }
      assert.ok(!('why' in taken), 'why' in taken ? taken.why : '')
      assert.equal(taken.type, must.type)
      if (!('served' in taken)) assert.equal(must.unchanged, undefined)
      else if (must.unchanged) assert.ok(taken.served.equals(taken.sent))
      else await assertHarmlessImage(taken.served, must.type, file)
      const name = cleanClientName(file.clientName, taken.extension)
      assert.ok(name.endsWith(`.${taken.extension}`) || /\.(?:jpe?g|text|log|md|apng)$/.test(name), name)
      if (must.name !== undefined) assert.equal(name, must.name)
    })
  }
})
