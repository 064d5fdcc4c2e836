// Sweeps what uploads leave: rows given up, files that are gone, bytes without a row; and scans what waits for it.
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { setImmediate as otherRequestsFirst } from 'node:timers/promises'
import { SYSTEM, transactionWithActivity } from '../accounts/activity/activity.ts'
import { openUpload } from './find.ts'
import { removeGone } from './remove.ts'
import type { Uploads } from './uploads.ts'

const HOUR = 3_600_000
/** Milliseconds. Bytes always have a row before they are there; younger ones are left alone for what clocks differ by. */
const ORPHAN_AGE = HOUR
/** Bytes without a row are looked for so often: it means to read the list of all files. */
const ORPHANS_EVERY = 24 * HOUR
const BATCH = 100
/** Files in a round that the scanner gives no answer on, until it is left alone for this round. */
const MOST_UNANSWERED = 3
const OWNER_ONLY = 0o600

/** How often each file that waits had no answer: those with fewer come first, so that none of them holds up the others. */
const unanswered = new WeakMap<Uploads, Map<string, number>>()
const lastOrphans = new WeakMap<Uploads, number>()

/** One round. Each step stands alone, and may be done by several processes at once. */
export async function sweepUploads(uploads: Uploads): Promise<void> {
  const { now } = uploads.backend
  await uploads.temporary.sweep(Date.now())
  await giveUpLate(uploads)
  await removeAllGone(uploads)
  await scanWaiting(uploads)
  const last = lastOrphans.get(uploads)
  if (last !== undefined && now() - last < ORPHANS_EVERY) return
  lastOrphans.set(uploads, now())
  await removeOrphans(uploads)
}

/** What did not come to its end in its time; and what no account has any more. */
async function giveUpLate({ backend: { store, now } }: Uploads): Promise<void> {
  await store.db
    .updateTable('uploads')
    .set({ state: 'gone', name: '', sha256: '' })
    .where((is) =>
      is.or([
        is.and([is('state', 'in', ['receiving', 'storing']), is('expires_at', '<=', now())]),
        is.and([is('user_id', 'is', null), is('state', '!=', 'gone')]),
      ]),
    )
    .execute()
}

async function removeAllGone(uploads: Uploads): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await uploads.backend.store.db
      .selectFrom('uploads')
      .select('id')
      .where('state', '=', 'gone')
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .execute()
    await removeGone(
      uploads,
      rows.map(({ id }) => id),
    )
    if (rows.length < BATCH) return
    after = rows.at(-1)!.id
    await otherRequestsFirst()
  }
}

/** Bytes that no row knows: what a restored backup or a lost write of the database leaves. Returns how many went. */
export async function removeOrphans(uploads: Uploads): Promise<number> {
  const blobs = await uploads.blobs()
  const { store } = uploads.backend
  let removed = 0
  for await (const { key, modifiedAt } of blobs.list()) {
    // By the clock of the disk or bucket, not by that of a test.
    if (Date.now() - modifiedAt < ORPHAN_AGE) continue
    const row = await store.db.selectFrom('uploads').select('id').where('id', '=', key).executeTakeFirst()
    if (row !== undefined) continue
    await blobs.remove(key)
    removed++
  }
  return removed
}

/**
 * Asks the scanner for each file that waits, until it has nothing to say on some: it may be away, or they are such as it never
 * answers on. Returns how many are free now.
 */
export async function scanWaiting(uploads: Uploads): Promise<number> {
  const { store } = uploads.backend
  const rows = await store.db
    .selectFrom('uploads')
    .select('id')
    .where('state', '=', 'waiting')
    .orderBy('created_at')
    .execute()
  const before = unanswered.get(uploads) ?? new Map<string, number>()
  const tries = new Map(rows.map(({ id }) => [id, before.get(id) ?? 0]))
  unanswered.set(uploads, tries)
  let freed = 0
  let silent = 0
  for (const [id, count] of [...tries].sort(([, one], [, other]) => one - other)) {
    const result = await scanKept(uploads, id)
    if (result === 'clean') freed++
    if (result !== 'unavailable') continue
    tries.set(id, count + 1)
    if (++silent === MOST_UNANSWERED) break
  }
  return freed
}

async function scanKept(
  uploads: Uploads,
  id: string,
): Promise<'clean' | 'infected' | 'unavailable' | 'failed'> {
  const { backend, temporary, scanner } = uploads
  const path = await temporary.place()
  try {
    const bytes = await openUpload(uploads, { id, waits: false })
    await pipeline(bytes, createWriteStream(path, { flags: 'wx', mode: OWNER_ONLY }))
    // Without a scanner, since the setting has changed, what waits would wait for ever: an operator has said so.
    const result = (await scanner?.scan(path)) ?? 'clean'
    if (result === 'unavailable') return result
    const clean = result === 'clean'
    await transactionWithActivity(backend, async (tx, note) => {
      const row = await tx
        .updateTable('uploads')
        .set(clean ? { state: 'stored' } : { state: 'gone', name: '', sha256: '' })
        .where('id', '=', id)
        .where('state', '=', 'waiting')
        .returning(['user_id', 'kind', 'bytes'])
        .executeTakeFirst()
      if (clean || row === undefined || row.user_id === null) return
      const { kind, bytes, user_id: userId } = row
      await note({ userId, kind: 'file-infected', by: SYSTEM, detail: { kind, bytes } })
    })
    if (!clean) await removeGone(uploads, [id])
    return clean ? 'clean' : 'infected'
  } catch (error) {
    backend.log.warn({ err: error, upload: id }, 'a file that waits could not be scanned')
    return 'failed'
  } finally {
    await rm(path, { force: true })
  }
}
