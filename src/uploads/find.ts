// Files of an account, as their owner sees them.
import type { Readable } from 'node:stream'
import type { Selectable } from 'kysely'
import type { UploadsTable } from '../store/schema.ts'
import type { Purpose } from './quota.ts'
import type { Uploads, UploadsBackend } from './uploads.ts'

/** Other texts name nothing, and one with a NUL no database takes. */
const ID_SHAPE = /^[\w-]{22}$/

export function isUploadId(text: string): boolean {
  return ID_SHAPE.test(text)
}

export interface Upload {
  id: string
  userId: string
  purpose: Purpose
  /** Whether it waits for a scanner: then nobody is given it. */
  waits: boolean
  name: string
  kind: string
  type: string
  bytes: number
  sha256: string
  width: number | null
  height: number | null
  createdAt: number
}

export interface ListOptions {
  userId: string
  purpose?: Purpose
  /** So many at most. */
  limit?: number
  /** Only what comes after this file of the list. */
  after?: Pick<Upload, 'createdAt' | 'id'> | undefined
}

/** Newest first; those that wait for a scanner, too. */
export async function listUploads(
  { store }: Pick<UploadsBackend, 'store'>,
  { userId, purpose = 'file', limit, after }: ListOptions,
): Promise<Upload[]> {
  let list = store.db
    .selectFrom('uploads')
    .selectAll()
    .where('user_id', '=', userId)
    .where('purpose', '=', purpose)
    .where('state', 'in', ['stored', 'waiting'])
    .orderBy('created_at', 'desc')
    .orderBy('id')
  if (limit !== undefined) list = list.limit(limit)
  if (after !== undefined) {
    const { createdAt, id } = after
    list = list.where((is) =>
      is.or([
        is('created_at', '<', createdAt),
        is.and([is('created_at', '=', createdAt), is('id', '>', id)]),
      ]),
    )
  }
  return (await list.execute()).flatMap(uploadOf)
}

/** By its id, whoever it is of: the caller decides who may see it. */
export async function findUpload(
  { store }: Pick<UploadsBackend, 'store'>,
  id: string,
): Promise<Upload | undefined> {
  if (!isUploadId(id)) return undefined
  const row = await store.db
    .selectFrom('uploads')
    .selectAll()
    .where('id', '=', id)
    .where('state', 'in', ['stored', 'waiting'])
    .executeTakeFirst()
  return row && uploadOf(row)[0]
}

/** The newest picture of an account that may be shown. */
export async function avatarOf(
  backend: Pick<UploadsBackend, 'store'>,
  userId: string,
): Promise<Upload | undefined> {
  return (await listUploads(backend, { userId, purpose: 'avatar' })).find(({ waits }) => !waits)
}

/** Its bytes, or a part of them. @throws when they are not there, or when it waits for a scanner */
export async function openUpload(
  uploads: Uploads,
  { id, waits }: Pick<Upload, 'id' | 'waits'>,
  range?: { start: number; end: number },
): Promise<Readable> {
  if (waits) throw new Error('a file that waits for a scanner is given to nobody')
  return (await uploads.blobs()).open(id, range)
}

/** No row of an account that is gone. */
function uploadOf(row: Selectable<UploadsTable>): Upload[] {
  const { user_id: userId, created_at: createdAt, state, expires_at: _until, ...facts } = row
  return userId === null ? [] : [{ ...facts, userId, createdAt, waits: state === 'waiting' }]
}
