// The end of a file: its row says `gone`, then its bytes go, then the row. What stops in between is taken up by the sweeper.
import { type Acting, transactionWithActivity } from '../accounts/activity/activity.ts'
import { isUploadId } from './find.ts'
import type { Uploads } from './uploads.ts'

/** For good, and at once for whoever asks for it; false when this account has no such file. */
export async function deleteUpload(
  uploads: Uploads,
  { id, userId, by }: { id: string; userId: string; by: Acting },
): Promise<boolean> {
  if (!isUploadId(id)) return false
  const deleted = await transactionWithActivity(uploads.backend, async (tx, note) => {
    const row = await tx
      .updateTable('uploads')
      .set({ state: 'gone', name: '', sha256: '' })
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .where('state', 'in', ['stored', 'waiting'])
      .returning(['purpose', 'kind', 'bytes'])
      .executeTakeFirst()
    if (row === undefined) return false
    const { purpose, kind: what, bytes } = row
    const kind = purpose === 'avatar' ? 'picture-removed' : 'file-deleted'
    await note({ userId, kind, by, detail: { kind: what, bytes } })
    return true
  })
  if (deleted) await removeGone(uploads, [id])
  return deleted
}

/** Removes bytes and rows of files that are `gone`. A failure is logged: the sweeper tries again. */
export async function removeGone(uploads: Uploads, ids: readonly string[]): Promise<number> {
  const { store, log } = uploads.backend
  let removed = 0
  for (const id of ids) {
    try {
      await (await uploads.blobs()).remove(id)
      await store.db.deleteFrom('uploads').where('id', '=', id).where('state', '=', 'gone').execute()
      removed++
    } catch (error) {
      log.warn({ err: error, upload: id }, 'a deleted file could not be removed; the next round tries again')
    }
  }
  return removed
}
