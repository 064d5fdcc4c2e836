// How much an account may keep: set aside while a file arrives, in one transaction at a time (ASVS V5.2.4, V15.4.2).
import { type Kysely, sql } from 'kysely'
import type { Database } from '../store/schema.ts'
import type { UploadsBackend } from './uploads.ts'

const SECOND = 1_000
/** Seconds beyond those in which a file has to arrive: for looking it over, making it anew and storing it. */
const AFTERWARDS = 900

export interface Usage {
  bytes: number
  files: number
}

export type Purpose = 'file' | 'avatar'

/** From when on a file that is not there yet counts as given up, and no longer against the account. */
export function givenUpAt({ settings, now }: Pick<UploadsBackend, 'settings' | 'now'>): number {
  return now() + (settings.uploads.timeout + AFTERWARDS) * SECOND
}

/**
 * A row for a file that begins to arrive, with up to `wanted` bytes set aside for it. Returns how many those are; undefined
 * when the account has as many files as it may, or is gone.
 */
export function reserveFile(
  backend: UploadsBackend,
  { id, userId, purpose, wanted }: { id: string; userId: string; purpose: Purpose; wanted: number },
): Promise<number | undefined> {
  const { settings, store } = backend
  const now = backend.now()
  return store.transaction(async (tx) => {
    if (!(await holdAccount(backend, tx, userId))) return undefined
    const { files, bytes } = await usageOf(tx, userId, now)
    if (files >= settings.uploads.maxPerAccount) return undefined
    const granted = Math.max(0, Math.min(wanted, settings.uploads.quota - bytes))
    const facts = { ...EMPTY, bytes: granted, created_at: now, expires_at: givenUpAt(backend) }
    await tx
      .insertInto('uploads')
      .values({ id, user_id: userId, purpose, ...facts })
      .execute()
    return granted
  })
}

const EMPTY = {
  state: 'receiving',
  name: '',
  kind: '',
  type: '',
  bytes: 0,
  sha256: '',
  width: null,
  height: null,
} as const

/**
 * Sets bytes aside for a file that arrives: as many as are `wanted`, at the least as many as are `needed`. Returns how many
 * are set aside now; undefined when the account has not as many left.
 */
export function setAside(
  backend: UploadsBackend,
  { id, userId, needed, wanted }: { id: string; userId: string; needed: number; wanted: number },
): Promise<number | undefined> {
  const now = backend.now()
  return backend.store.transaction(async (tx) => {
    if (!(await holdAccount(backend, tx, userId))) return undefined
    const { bytes } = await usageOf(tx, userId, now, id)
    const granted = Math.min(wanted, backend.settings.uploads.quota - bytes)
    if (granted < needed) return undefined
    const row = await tx
      .updateTable('uploads')
      .set({ bytes: granted })
      .where('id', '=', id)
      .where('state', '=', 'receiving')
      .where('expires_at', '>', now)
      .returning('id')
      .executeTakeFirst()
    return row === undefined ? undefined : granted
  })
}

/** Takes back what was set aside for a file that did not come to be. */
export async function release({ store }: Pick<UploadsBackend, 'store'>, id: string): Promise<void> {
  await store.db.deleteFrom('uploads').where('id', '=', id).where('state', '=', 'receiving').execute()
}

/** One at a time for each account: on Postgres its row is held, SQLite has one writer. False when the account is gone. */
export async function holdAccount(
  { store }: Pick<UploadsBackend, 'store'>,
  tx: Kysely<Database>,
  userId: string,
): Promise<boolean> {
  const account = tx.selectFrom('users').select('id').where('id', '=', userId)
  return (await (store.kind === 'postgres' ? account.forUpdate() : account).executeTakeFirst()) !== undefined
}

/** What counts against the account, but for the file `except`. */
export async function usageOf(
  db: Kysely<Database>,
  userId: string,
  now: number,
  except = '',
): Promise<Usage> {
  const { bytes, files } = await db
    .selectFrom('uploads')
    .select((column) => [
      sql<number | string>`coalesce(sum(bytes), 0)`.as('bytes'),
      column.fn.countAll<number | string>().as('files'),
    ])
    .where('user_id', '=', userId)
    .where('id', '!=', except)
    .where((is) =>
      is.or([
        is('state', 'in', ['stored', 'waiting']),
        is.and([is('state', 'in', ['receiving', 'storing']), is('expires_at', '>', now)]),
      ]),
    )
    .executeTakeFirstOrThrow()
  return { bytes: Number(bytes), files: Number(files) }
}
