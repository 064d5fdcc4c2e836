// A file as it arrives: its pieces wait for their turn, and one whose sender goes away meanwhile leaves nothing.
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { usageOf } from '../../src/uploads/quota.ts'
import { receiveFile } from '../../src/uploads/receive.ts'
import { openUploads } from '../../src/uploads/uploads.ts'
import { addUser } from '../accounts/activity/accounts.ts'
import { testBackend } from '../accounts/backend.ts'
import { newFolder } from '../served.ts'
import { eachDatabase, type OpenDatabase } from '../store/databases.ts'
import { incoming } from './house.ts'

const MEGABYTE = 1_048_576

async function scene(open: OpenDatabase, quota = 100 * MEGABYTE) {
  const data = newFolder()
  const maxFileSize = Math.min(quota, 10 * MEGABYTE)
  const backend = testBackend(await open(), { options: { data, uploads: { quota, maxFileSize } } })
  const uploads = openUploads(backend)
  await addUser(backend.store, 'me')
  const receive = (content: AsyncIterable<Buffer>, maxBytes = 10 * MEGABYTE) =>
    receiveFile(uploads, content, { maxBytes, purpose: 'file', userId: 'me' })
  const usage = () => usageOf(backend.store.db, 'me', backend.now())
  return { data, uploads, receive, usage }
}

/** Until what was begun has come as far as it can by itself. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate)
}

eachDatabase('a file as it arrives', (open) => {
  test('pieces of all files are written two at a time; those that wait are written later, in their order', async () => {
    const { data, uploads, receive } = await scene(open)
    assert.ok(await uploads.pieces.take())
    assert.ok(await uploads.pieces.take())
    const texts = ['one', 'two', 'three']
    const works = texts.map((text) => {
      const content = new PassThrough()
      for (const letter of text) content.write(letter)
      content.end()
      return receive(content)
    })
    while (uploads.pieces.waiting < texts.length) await new Promise(setImmediate)
    await settle()
    assert.deepEqual(
      incoming(data).map((path) => statSync(path).size),
      [0, 0, 0],
    )
    uploads.pieces.handOn()
    for (const [at, received] of (await Promise.all(works)).entries()) {
      assert.ok(received.kind === 'arrived')
      assert.equal(statSync(received.file.path).size, texts[at]!.length)
    }
    uploads.pieces.handOn()
  })

  test('who goes away while a piece waits leaves nothing, and takes no turn for good', async () => {
    const { data, uploads, receive, usage } = await scene(open)
    await uploads.pieces.take()
    await uploads.pieces.take()
    const content = new PassThrough()
    content.write('begun')
    const failed = assert.rejects(receive(content), /gone/)
    while (uploads.pieces.waiting < 1) await new Promise(setImmediate)
    content.destroy(new Error('gone'))
    await failed
    uploads.pieces.handOn()
    uploads.pieces.handOn()
    await settle()
    assert.deepEqual(incoming(data), [])
    assert.deepEqual(await usage(), { bytes: 0, files: 0 })
    const received = await receive(PassThrough.from([Buffer.from('next')]))
    assert.equal(received.kind, 'arrived')
  })

  test('V5.2.4 with the first piece as much is set aside as is left, and not a byte beyond it is taken', async () => {
    const { data, receive, usage } = await scene(open, MEGABYTE)
    const half = Buffer.alloc(MEGABYTE / 2)
    assert.equal((await receive(PassThrough.from([half, half]))).kind, 'arrived')
    assert.equal((await usage()).bytes, MEGABYTE)
    assert.equal((await receive(PassThrough.from([Buffer.from('x')]))).kind, 'quota-full')
    assert.equal(incoming(data).length, 1)
    assert.deepEqual(await usage(), { bytes: MEGABYTE, files: 1 })
  })
})
