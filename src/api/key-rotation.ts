// Which key signs when: the first one, the next one published ahead, old ones kept until their tokens are over.
import { isSealedWithOlder, openAtRest, sealAtRest } from '../crypto/at-rest.ts'
import { holdKeyRows, type KeyRow, keyRows, makeKeyRow, openPrivateKey, placeOf } from './key-rows.ts'
import type { ApiBackend } from './needs.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long others may keep a copy of the JWKS. Seconds. */
export const JWKS_MAX_AGE = 15 * 60
/** A key is published for this long before it signs: four times what a copy of the JWKS lives. Milliseconds. */
export const PUBLISHED_AHEAD = 4 * JWKS_MAX_AGE * SECOND
/** The schedule makes the next key this early, so that a night without a running process is no gap. Milliseconds. */
const PREPARED = 12 * HOUR
/** The longest that `api.accessLifetime` can say, whatever it says now, and some for clocks. Milliseconds. */
const LONGEST_TOKEN = DAY + HOUR
/** A key that no longer signs keeps its private part for other processes' clocks. Milliseconds. */
const CLOCKS = 5 * MINUTE

/** Makes a key that signs now, unless another process was quicker: all of them see the same one afterwards. */
export async function ensureCurrentKey({ store, keys, settings, now }: ApiBackend): Promise<void> {
  const made = await makeKeyRow(keys, settings.api.algorithm)
  await store.transaction(async (tx) => {
    const at = now()
    const ours = (await holdKeyRows(tx)).filter((row) => openPrivateKey(keys, row) !== undefined)
    if (ours.some((row) => signsAt(row, at))) return
    const next = ours.find((row) => row.signs_from > at)
    // Nothing signs although one is ready, as after a clock was set back: earlier than planned is better than never.
    if (next !== undefined) {
      await tx.updateTable('signing_keys').set({ signs_from: at }).where('id', '=', next.id).execute()
      return
    }
    const signs_until = at + settings.api.keyLifetime * SECOND
    await tx
      .insertInto('signing_keys')
      .values({ ...made, created_at: at, signs_from: at, signs_until })
      .execute()
  })
}

export function signsAt(row: Pick<KeyRow, 'signs_from' | 'signs_until'>, at: number): boolean {
  return row.signs_from <= at && at < row.signs_until
}

export interface Rotation {
  /** The next key. */
  kid: string
  algorithm: string
  /** Milliseconds since 1970. */
  signsFrom: number
  /** How many keys went at once, and all their tokens with them. */
  revoked: number
}

/**
 * Brings the next key: one that waits already, else a new one. It signs once it has been published for long enough, and
 * the present one until then.
 * @param revoke for a key that may have leaked: a new one signs at once, and all others are gone
 */
export async function rotateKeyRows(
  { store, keys, settings, now }: ApiBackend,
  { revoke = false }: { revoke?: boolean } = {},
): Promise<Rotation> {
  const made = await makeKeyRow(keys, settings.api.algorithm)
  return store.transaction(async (tx) => {
    const at = now()
    const rows = await holdKeyRows(tx)
    const ours = rows.filter((row) => openPrivateKey(keys, row) !== undefined)
    const waiting = revoke ? undefined : ours.find((row) => row.signs_from > at)
    const isFirst = revoke || !ours.some((row) => signsAt(row, at))
    const signsFrom = isFirst ? at : Math.max(at, (waiting?.created_at ?? at) + PUBLISHED_AHEAD)
    const row = { signs_from: signsFrom, signs_until: signsFrom + settings.api.keyLifetime * SECOND }
    if (revoke) await tx.deleteFrom('signing_keys').execute()
    if (waiting === undefined) {
      await tx
        .insertInto('signing_keys')
        .values({ ...made, ...row, created_at: at })
        .execute()
    } else {
      await tx.updateTable('signing_keys').set(row).where('id', '=', waiting.id).execute()
    }
    const { id: kid, algorithm } = waiting ?? made
    await tx
      .updateTable('signing_keys')
      .set({ signs_until: signsFrom })
      .where('id', '!=', kid)
      .where('signs_until', '>', signsFrom)
      .execute()
    return { kid, algorithm, signsFrom, revoked: revoke ? rows.length : 0 }
  })
}

/** What the janitor does for keys. */
export async function keepKeys(backend: ApiBackend): Promise<void> {
  await prepareNextKey(backend)
  await retireKeys(backend)
  await resealKeys(backend)
}

/** By schedule: the next key is made ahead of the present one's end. Returns whether it was made. */
export async function prepareNextKey({ store, keys, settings, now }: ApiBackend): Promise<boolean> {
  if (!isDue(await keyRows(store.db), now())) return false
  const made = await makeKeyRow(keys, settings.api.algorithm)
  return store.transaction(async (tx) => {
    const at = now()
    const rows = await holdKeyRows(tx)
    if (!isDue(rows, at)) return false
    const end = Math.max(...rows.map((row) => row.signs_until))
    const signs_from = Math.max(end, at + PUBLISHED_AHEAD)
    const signs_until = signs_from + settings.api.keyLifetime * SECOND
    // Where no process ran in the last hours the present one goes on until others can know the next.
    if (signs_from > end)
      await tx
        .updateTable('signing_keys')
        .set({ signs_until: signs_from })
        .where('signs_until', '=', end)
        .execute()
    await tx
      .insertInto('signing_keys')
      .values({ ...made, created_at: at, signs_from, signs_until })
      .execute()
    return true
  })
}

/** Without any key there is nobody to take over from: the first is made when it is needed. */
function isDue(rows: readonly KeyRow[], at: number): boolean {
  const end = Math.max(...rows.map((row) => row.signs_until))
  return at < end && end - at <= PREPARED
}

/** Removes keys none of whose tokens can still be good, and private parts that no longer sign. Returns how many keys went. */
export async function retireKeys({ store, now }: ApiBackend): Promise<number> {
  const { numDeletedRows } = await store.db
    .deleteFrom('signing_keys')
    .where('signs_until', '<=', now() - LONGEST_TOKEN)
    .executeTakeFirst()
  await store.db
    .updateTable('signing_keys')
    .set({ private_key: '' })
    .where('signs_until', '<=', now() - CLOCKS)
    .where('private_key', '!=', '')
    .execute()
  return Number(numDeletedRows)
}

/** After the secret was changed: what an older one sealed is sealed anew. Returns how many. */
export async function resealKeys({ store, keys, log }: ApiBackend): Promise<number> {
  let resealed = 0
  for (const { id, private_key } of await keyRows(store.db)) {
    if (private_key === '' || !isSealedWithOlder(keys, private_key)) continue
    const plain = openAtRest(keys, placeOf(id), private_key)
    if (plain === undefined) {
      log.warn({ kid: id }, 'a signing key of a secret that is no longer set can’t be opened')
      continue
    }
    const { numUpdatedRows } = await store.db
      .updateTable('signing_keys')
      .set({ private_key: sealAtRest(keys, placeOf(id), plain) })
      .where('id', '=', id)
      .where('private_key', '=', private_key)
      .executeTakeFirst()
    resealed += Number(numUpdatedRows)
  }
  return resealed
}
