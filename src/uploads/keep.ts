// Keeping a file: row, then bytes, then the row again, so that the two agree whenever the process is killed.
import { rm } from 'node:fs/promises'
import type { Kysely } from 'kysely'
import { type Acting, transactionWithActivity } from '../accounts/activity/activity.ts'
import type { Database } from '../store/schema.ts'
import type { Prepared } from './prepare.ts'
import { givenUpAt, holdAccount, type Purpose, usageOf } from './quota.ts'
import { removeGone } from './remove.ts'
import type { Uploads, UploadsBackend } from './uploads.ts'

export interface KeepOptions {
  /** That of its reservation, or a new random one. */
  id: string
  userId: string
  purpose: Purpose
  file: Prepared
  by: Acting
}

export type Keeping =
  | { kind: 'kept'; id: string }
  /** The account is full, or gone; nothing is kept. */
  | { kind: 'quota-full' | 'too-many' }

/**
 * 1. `storing` in the table, 2. bytes to their place, 3. `stored`. Killed before 3, the row counts as given up after a
 * while, and the sweeper removes bytes and row; killed after it, all is there. The temporary file is gone in any case.
 */
export async function keepFile(uploads: Uploads, options: KeepOptions): Promise<Keeping> {
  const { id, file } = options
  try {
    const full = await writeDown(uploads.backend, options)
    if (full !== undefined) return { kind: full }
    try {
      await (await uploads.blobs()).put(id, file.path)
      const replaced = await tellStored(uploads.backend, options)
      if (replaced !== undefined) {
        await removeGone(uploads, replaced)
        return { kind: 'kept', id }
      }
    } catch (error) {
      await giveUp(uploads, id)
      throw error
    }
    // Its time was over, or its account left meanwhile.
    await giveUp(uploads, id)
    return { kind: 'quota-full' }
  } finally {
    await rm(file.path, { force: true })
  }
}

/** The very bytes that are kept count from here on: an image made anew may be larger than it was. */
function writeDown(
  backend: UploadsBackend,
  { id, userId, purpose, file }: KeepOptions,
): Promise<'quota-full' | 'too-many' | undefined> {
  const { quota, maxPerAccount } = backend.settings.uploads
  const now = backend.now()
  const { name, kind, type, bytes, sha256, width, height } = file
  const facts = { state: 'storing', name, kind, type, bytes, sha256, width, height } as const
  return backend.store.transaction(async (tx) => {
    if (!(await holdAccount(backend, tx, userId))) return 'quota-full'
    const others = await usageOf(tx, userId, now, id)
    if (others.files >= maxPerAccount) return 'too-many'
    if (others.bytes + bytes > quota) return 'quota-full'
    const reserved = await tx
      .updateTable('uploads')
      .set({ ...facts, expires_at: givenUpAt(backend) })
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .where('state', '=', 'receiving')
      .returning('id')
      .executeTakeFirst()
    if (reserved !== undefined) return undefined
    const row = { ...facts, id, user_id: userId, purpose, created_at: now, expires_at: givenUpAt(backend) }
    await tx.insertInto('uploads').values(row).execute()
    return undefined
  })
}

/** Returns the ids of those whose place it has taken; undefined when the row was given up meanwhile. */
function tellStored(
  backend: UploadsBackend,
  { id, userId, purpose, file, by }: KeepOptions,
): Promise<string[] | undefined> {
  const kind = purpose === 'avatar' ? 'picture-changed' : 'file-uploaded'
  return transactionWithActivity(backend, async (tx, note) => {
    const row = await tx
      .updateTable('uploads')
      .set({ state: file.waits ? 'waiting' : 'stored', expires_at: null, created_at: backend.now() })
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .where('state', '=', 'storing')
      .where('expires_at', '>', backend.now())
      .returning('id')
      .executeTakeFirst()
    if (row === undefined) return undefined
    await note({ userId, kind, by, detail: { kind: file.kind, bytes: file.bytes } })
    return purpose === 'avatar' ? replaceAvatars(tx, { id, userId }) : []
  })
}

/** An account has one picture. */
async function replaceAvatars(
  tx: Kysely<Database>,
  { id, userId }: { id: string; userId: string },
): Promise<string[]> {
  const gone = await tx
    .updateTable('uploads')
    .set({ state: 'gone', name: '', sha256: '' })
    .where('user_id', '=', userId)
    .where('purpose', '=', 'avatar')
    .where('state', 'in', ['stored', 'waiting'])
    .where('id', '!=', id)
    .returning('id')
    .execute()
  return gone.map((row) => row.id)
}

/** What can't be removed now is the sweeper's. */
async function giveUp(uploads: Uploads, id: string): Promise<void> {
  const { store } = uploads.backend
  await store.db.updateTable('uploads').set({ state: 'gone' }).where('id', '=', id).execute()
  await removeGone(uploads, [id])
}
