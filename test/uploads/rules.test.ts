// The rules on files, on both databases: quotas in a race, what waits for a scanner, what is swept, what leaves with an account.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { forgetAccount } from '../../src/accounts/profile/forget.ts'
import type { SettingsInput } from '../../src/config/settings.ts'
import { findUpload, listUploads, openUpload } from '../../src/uploads/find.ts'
import { keepFile } from '../../src/uploads/keep.ts'
import { prepareFile } from '../../src/uploads/prepare.ts'
import { release, reserveFile, setAside, usageOf } from '../../src/uploads/quota.ts'
import { receiveFile } from '../../src/uploads/receive.ts'
import { deleteUpload } from '../../src/uploads/remove.ts'
import type { Scanner, ScanResult } from '../../src/uploads/scan.ts'
import { removeOrphans, scanWaiting, sweepUploads } from '../../src/uploads/sweep.ts'
import { openUploads } from '../../src/uploads/uploads.ts'
import { addUser } from '../accounts/activity/accounts.ts'
import { OWNER, testBackend } from '../accounts/backend.ts'
import { eachDatabase, type OpenDatabase } from '../store/databases.ts'
import { incoming, kept, rows } from './house.ts'

const HOUR = 3_600_000

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-uploads-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function scene(open: OpenDatabase, options: SettingsInput['uploads'] = {}, scanner?: Scanner) {
  const data = newFolder()
  const backend = testBackend(await open(), { options: { data, uploads: options } })
  const uploads = openUploads(backend, scanner === undefined ? {} : { scanner })
  await addUser(backend.store, 'me')
  const { store } = backend
  async function* content(text: string) {
    yield Buffer.from(text)
  }
  async function keep(text: string, purpose: 'file' | 'avatar' = 'file') {
    const received = await receiveFile(uploads, content(text), { maxBytes: 10_000, purpose, userId: 'me' })
    if (received.kind !== 'arrived') return received.kind
    const { id, path: from } = received.file
    const prepared = await prepareFile(uploads, { from, clientName: 'note.txt' })
    if (prepared.kind !== 'prepared') return prepared.kind
    return keepFile(uploads, { id, userId: 'me', purpose, file: prepared.file, by: OWNER })
  }
  return { data, backend, store, uploads, keep }
}

/** Says whatever the test has it say. */
function scripted(results: { next: ScanResult }): Scanner {
  return { scan: async () => results.next }
}

eachDatabase('the rules on files', (open) => {
  test('V5.2.4 V15.4.2 room that many set aside at once is never more than the quota', async () => {
    const { backend, store } = await scene(open, { quota: 100_000, maxFileSize: 50_000 })
    const ids = Array.from({ length: 20 }, (_, n) => `file-${n}`)
    for (const id of ids)
      assert.ok((await reserveFile(backend, { id, userId: 'me', purpose: 'file', wanted: 0 })) !== undefined)
    const wishes = { userId: 'me', needed: 20_000, wanted: 30_000 }
    const granted = await Promise.all(ids.map((id) => setAside(backend, { id, ...wishes })))
    const given = granted.filter((bytes) => bytes !== undefined)
    assert.equal(
      (await usageOf(store.db, 'me', backend.now())).bytes,
      given.reduce((sum, bytes) => sum + bytes, 0),
    )
    assert.deepEqual(given.toSorted(), [30_000, 30_000, 30_000])
    for (const id of ids) await release(backend, id)
    assert.deepEqual(await usageOf(store.db, 'me', backend.now()), { bytes: 0, files: 0 })
  })

  test('of many that are kept at once, as many are as there is room for', async () => {
    const { store, keep, data } = await scene(open, { quota: 5_000, maxFileSize: 1_024, maxPerAccount: 4 })
    const results = await Promise.all(Array.from({ length: 12 }, () => keep('x'.repeat(1_000))))
    const kinds = results.map((result) => (typeof result === 'string' ? result : result.kind))
    assert.equal(kinds.filter((kind) => kind === 'kept').length, (await rows(store)).length)
    assert.ok((await rows(store)).length <= 4)
    assert.equal(kept(data).length, (await rows(store)).length)
  })

  test('room set aside for a file that never came is free again when its time is over', async () => {
    const { backend, uploads, store } = await scene(open, { quota: 2_000, maxFileSize: 1_024 })
    const id = 'N'.repeat(22)
    await reserveFile(backend, { id, userId: 'me', purpose: 'file', wanted: 0 })
    await setAside(backend, { id, userId: 'me', needed: 2_000, wanted: 2_000 })
    assert.equal((await usageOf(store.db, 'me', backend.now())).bytes, 2_000)
    await sweepUploads(uploads)
    assert.equal((await rows(store)).length, 1, 'it may be arriving still')
    backend.clock += (backend.settings.uploads.timeout + 900) * 1000
    assert.equal((await usageOf(store.db, 'me', backend.now())).bytes, 0)
    assert.equal(await setAside(backend, { id, userId: 'me', needed: 1, wanted: 1 }), undefined)
    await sweepUploads(uploads)
    assert.deepEqual(await rows(store), [])
  })

  test('V5.4.3 what a scanner finds is refused, and what it can’t look at is refused or waits, by setting', async () => {
    const scanner = { next: { infected: 'Test' } as ScanResult }
    const strict = await scene(open, {}, scripted(scanner))
    assert.equal(await strict.keep('a virus'), 'infected')
    scanner.next = 'unavailable'
    assert.equal(await strict.keep('who knows'), 'scanner-down')
    assert.deepEqual(kept(strict.data), [])

    const patient = await scene(open, { whenScannerIsDown: 'wait' }, scripted(scanner))
    const first = await patient.keep('who knows')
    const second = await patient.keep('who knows, too')
    assert.ok(typeof first === 'object' && first.kind === 'kept')
    assert.ok(typeof second === 'object' && second.kind === 'kept')
    const waiting = (await findUpload(patient.backend, first.id))!
    assert.equal(waiting.waits, true)
    await assert.rejects(openUpload(patient.uploads, waiting), /given to nobody/)
    assert.equal(await scanWaiting(patient.uploads), 0)
    assert.equal((await findUpload(patient.backend, first.id))!.waits, true)

    scanner.next = 'clean'
    assert.equal(await scanWaiting(patient.uploads), 2)
    assert.deepEqual(
      (await listUploads(patient.backend, { userId: 'me' })).map(({ waits }) => waits),
      [false, false],
    )
    assert.deepEqual(
      incoming(patient.data).filter((path) => !existsSync(path)),
      [],
    )
  })

  test('files that the scanner never answers on keep no other file waiting', async () => {
    let away = true
    const scanner: Scanner = {
      async scan(path) {
        return away || readFileSync(path, 'utf8') === 'odd' ? 'unavailable' : 'clean'
      },
    }
    const { uploads, keep, backend } = await scene(open, { whenScannerIsDown: 'wait' }, scanner)
    for (const text of ['odd', 'odd', 'odd', 'odd', 'plain']) await keep(text)
    away = false
    assert.equal(await scanWaiting(uploads), 0)
    assert.equal(await scanWaiting(uploads), 1)
    const files = await listUploads(backend, { userId: 'me' })
    assert.equal(files.filter(({ waits }) => waits).length, 4)
  })

  test('what is found in a file that waited removes it, and its owner’s activity says so', async () => {
    const scanner = { next: 'unavailable' as ScanResult }
    const { uploads, keep, store, data } = await scene(open, { whenScannerIsDown: 'wait' }, scripted(scanner))
    await keep('a virus, as it turns out')
    scanner.next = { infected: 'Test' }
    await sweepUploads(uploads)
    assert.deepEqual([await rows(store), kept(data)], [[], []])
    const told = await store.db.selectFrom('activity').select(['kind', 'actor']).orderBy('seq').execute()
    assert.deepEqual(told.at(-1), { kind: 'file-infected', actor: 'system' })
  })

  test('bytes that can’t be removed now are removed later; they are given to nobody meanwhile', async () => {
    const { uploads, keep, store, data, backend } = await scene(open)
    const result = await keep('one')
    assert.ok(typeof result === 'object' && result.kind === 'kept')
    const blobs = await uploads.blobs()
    const { remove } = blobs
    blobs.remove = async () => {
      throw new Error('the disk is away')
    }
    assert.equal(await deleteUpload(uploads, { id: result.id, userId: 'me', by: OWNER }), true)
    assert.equal(await findUpload(backend, result.id), undefined)
    assert.equal(backend.warnings.length, 1)
    assert.equal(await deleteUpload(uploads, { id: result.id, userId: 'me', by: OWNER }), false)
    blobs.remove = remove
    await sweepUploads(uploads)
    assert.deepEqual([await rows(store), kept(data)], [[], []])
  })

  test('where the bytes can’t be put, nothing is kept and the room is free again', async () => {
    const { uploads, keep, store, backend } = await scene(open)
    const blobs = await uploads.blobs()
    blobs.put = async () => {
      throw new Error('the disk is full')
    }
    await assert.rejects(keep('one'), /the disk is full/)
    assert.deepEqual(
      [await rows(store), await usageOf(store.db, 'me', backend.now())],
      [[], { bytes: 0, files: 0 }],
    )
  })

  test('bytes that no row knows go once they are old; the others stay', async () => {
    const { uploads, keep, data } = await scene(open)
    await keep('one')
    const [path] = kept(data)
    const blobs = await uploads.blobs()
    const orphans = ['A', 'B'].map((letter) => letter.repeat(22))
    for (const key of orphans) {
      const { path: lost, handle } = await uploads.temporary.create()
      await handle.close()
      await blobs.put(key, lost)
    }
    const [old, fresh] = orphans.map((key) => kept(data).find((one) => one.endsWith(key))!) as [
      string,
      string,
    ]
    const past = new Date(Date.now() - 2 * HOUR)
    for (const one of [old, path!]) utimesSync(one, past, past)
    assert.equal(await removeOrphans(uploads), 1)
    assert.deepEqual([existsSync(old), existsSync(fresh), existsSync(path!)], [false, true, true])
  })

  test('V14.2.7 with its account a file loses owner and name at once, and its bytes with the next round', async () => {
    const { uploads, keep, store, data, backend } = await scene(open)
    await keep('one')
    await store.db.updateTable('users').set({ deletes_at: backend.now() }).execute()
    assert.ok(await store.transaction((tx) => forgetAccount(backend, tx, 'me', backend.now())))
    const [row] = await rows(store)
    assert.deepEqual([row!.user_id, row!.name, row!.sha256, row!.state], [null, '', '', 'gone'])
    assert.equal(await findUpload(backend, row!.id), undefined)
    await sweepUploads(uploads)
    assert.deepEqual([await rows(store), kept(data)], [[], []])
  })

  test('an account has one picture: the newest, and its file takes the place of the older', async () => {
    const { keep, store, data } = await scene(open)
    await Promise.all([keep('one', 'avatar'), keep('two', 'avatar'), keep('three', 'avatar')])
    await keep('four', 'avatar')
    assert.deepEqual([(await rows(store)).length, kept(data).length], [1, 1])
  })
})
