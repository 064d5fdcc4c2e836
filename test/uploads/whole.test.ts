// The whole way of a file with other people's parts in it: the real clamd, and a bucket on an S3 server.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { openBackend } from '../../src/backend.ts'
import { loadSettings } from '../../src/config/load.ts'
import type { SettingsInput } from '../../src/config/settings.ts'
import { newToken } from '../../src/crypto/token.ts'
import { s3Blobs } from '../../src/store/blobs-s3.ts'
import { removeOrphans, sweepUploads } from '../../src/uploads/sweep.ts'
import { openUploads } from '../../src/uploads/uploads.ts'
import { NO_S3, startS3 } from '../store/s3-server.ts'
import { EICAR, NO_CLAMD, startClamd } from './clamd-daemon.ts'
import { download, idsOn, incoming, kept, openUploadsHouse, picture, rows, upload } from './house.ts'

/** Another process on the same files: what the janitor of one does. */
async function beside(data: string, uploads: NonNullable<SettingsInput['uploads']>) {
  const settings = loadSettings({ options: { data, database: '', uploads }, env: {}, cwd: data })
  const backend = await openBackend(settings)
  const opened = openUploads(backend)
  return {
    uploads: opened,
    async close() {
      await opened.close()
      await backend.close()
    },
  }
}

async function swept(data: string, uploads: NonNullable<SettingsInput['uploads']>): Promise<void> {
  const other = await beside(data, uploads)
  await sweepUploads(other.uploads)
  await other.close()
}

describe('with the real clamd', { skip: NO_CLAMD ?? false }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-whole-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const VIRUS = { file: 'invoice.txt', content: EICAR }
  const NOTE = { file: 'note.txt', content: 'a note\n' }

  test('V5.4.3 a virus is refused in words and nothing of it stays; what is clean is kept', async (context) => {
    const daemon = await startClamd()
    context.after(() => daemon.stop())
    const uploads = { scanner: 'clamav', clamavSocket: daemon.socket } as const
    const { data, store, member } = await openUploadsHouse({ uploads })
    const alice = await member()
    await upload(alice, [VIRUS])
    assert.equal(alice.status, 422)
    assert.match(alice.text, /A virus was found/)
    assert.deepEqual([await rows(store), kept(data), incoming(data)], [[], [], []])
    await upload(alice, [NOTE, VIRUS, { file: 'a.png', content: await picture() }])
    assert.match(alice.text, /2 files kept\. *Not kept: invoice\.txt|Not kept: invoice\.txt.*2 files kept/)
    assert.equal(kept(data).length, 2)

    // Its end is the scanner's: by default nothing passes without it.
    await daemon.stop()
    await upload(alice, [NOTE])
    assert.deepEqual([alice.status, alice.headers['retry-after']], [503, '60'])
    assert.deepEqual([kept(data).length, incoming(data)], [2, []])
  })

  test('V5.4.3 while it is down files wait, given to nobody; when it is back one is let go and the other removed', async (context) => {
    const clamavSocket = join(folder, 'clamd.sock')
    const uploads = { scanner: 'clamav', clamavSocket, whenScannerIsDown: 'wait' } as const
    const { app, data, store, member } = await openUploadsHouse({ uploads })
    const alice = await member()
    await upload(alice, [NOTE, VIRUS])
    assert.match(alice.text, /has to look at it before it can be opened|2 files kept/)
    assert.equal(alice.text.match(/Waits for the virus scan/g)?.length, 2)
    assert.deepEqual(idsOn(alice), [], 'no link leads to them')
    const waiting = await rows(store)
    for (const { id, state } of waiting) {
      assert.equal(state, 'waiting')
      const answer = await download(app, alice, `/uploads/${id}`)
      assert.ok(answer.statusCode >= 400, String(answer.statusCode))
      assert.doesNotMatch(answer.body, /EICAR|a note/)
    }
    await swept(data, uploads)
    assert.deepEqual(await rows(store), waiting, 'still down: nothing has changed')

    const daemon = await startClamd(2, clamavSocket)
    context.after(() => daemon.stop())
    await swept(data, uploads)
    await daemon.stop()
    await alice.open('/uploads')
    const [id, ...more] = idsOn(alice)
    assert.deepEqual([more, (await rows(store)).map(({ state }) => state)], [[], ['stored']])
    assert.equal((await download(app, alice, `/uploads/${id}`)).body, NOTE.content)
    assert.deepEqual([kept(data).length, incoming(data)], [1, []])
    const told = await store.db.selectFrom('activity').select(['kind', 'actor']).orderBy('seq').execute()
    assert.deepEqual(told.at(-1), { kind: 'file-infected', actor: 'system' })
  })
})

describe('with a bucket', { skip: NO_S3 ?? false }, () => {
  test('a file is sent, given out whole and in part, shown as a picture, swept and deleted, and none is left', async (context) => {
    const server = await startS3('files')
    const bucket = await s3Blobs(server.options)
    context.after(async () => {
      await bucket.close()
      await server.stop()
    })
    const inBucket = async () => {
      const keys: string[] = []
      for await (const { key } of bucket.list()) keys.push(key)
      return keys.sort()
    }
    const { credentials, endpoint: bucketEndpoint, prefix: bucketPrefix = '' } = server.options
    const uploads = {
      storage: 's3',
      bucket: 'files',
      bucketEndpoint,
      bucketPrefix,
      bucketKeyId: credentials!.accessKeyId,
      bucketKeySecret: credentials!.secretAccessKey,
    } as const
    const { app, data, store, member } = await openUploadsHouse({ uploads })
    const alice = await member()
    const content = Array.from({ length: 30_000 }, (_, line) => `line ${line}`).join('\n')
    await upload(alice, [{ file: 'long.txt', content }])
    await upload(alice, [{ file: 'me.png', content: await picture() }])
    const [imageId, id] = (await rows(store))
      .toSorted((a) => (a.kind === 'image' ? -1 : 1))
      .map((row) => row.id)
    assert.deepEqual(await inBucket(), [id, imageId].sort())
    assert.deepEqual([kept(data), incoming(data)], [[], []], 'nothing stays on this machine')

    const whole = await download(app, alice, `/uploads/${id}`)
    assert.deepEqual([whole.statusCode, whole.body], [200, content])
    const part = await download(app, alice, `/uploads/${id}`, { range: 'bytes=100000-100009' })
    assert.deepEqual(
      [part.statusCode, part.body, part.headers['content-range']],
      [206, content.slice(100_000, 100_010), `bytes 100000-100009/${content.length}`],
    )
    const etag = String(whole.headers['etag'])
    assert.equal((await download(app, alice, `/uploads/${id}`, { 'if-none-match': etag })).statusCode, 304)
    const image = await download(app, alice, `/uploads/${imageId}`)
    assert.deepEqual([image.statusCode, image.headers['content-type']], [200, 'image/png'])

    await alice.post(`/uploads/${id}/delete`, {}, '/uploads')
    assert.deepEqual(await inBucket(), [imageId])
    assert.equal((await download(app, alice, `/uploads/${id}`)).statusCode, 404)

    // As a process that was killed between bytes and row leaves it; and bytes that no row knows.
    await store.db.updateTable('uploads').set({ state: 'storing', expires_at: 1 }).execute()
    const orphan = newToken(16)
    const stray = join(data, 'stray')
    writeFileSync(stray, 'stray')
    await bucket.put(orphan, stray)
    await swept(data, uploads)
    assert.deepEqual([await inBucket(), await rows(store)], [[orphan], []])
    const other = await beside(data, uploads)
    const real = Date.now
    context.mock.method(Date, 'now', () => real() + 2 * 3_600_000)
    assert.equal(await removeOrphans(other.uploads), 1)
    context.mock.restoreAll()
    await other.close()
    assert.deepEqual(await inBucket(), [])
  })
})
