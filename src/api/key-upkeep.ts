// What the janitor does for signing keys: the next one in time, old ones gone with their last token, all sealed anew.
import { isSealedWithOlder, openAtRest, sealAtRest } from '../crypto/at-rest.ts'
import { PUBLISHED_AHEAD } from './key-rotation.ts'
import { holdKeyRows, type KeyRow, keyRows, makeKeyRow, placeOf } from './key-rows.ts'
import type { ApiBackend } from './needs.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The schedule makes the next key this early, so that a night without a running process is no gap. Milliseconds. */
const PREPARED = 12 * HOUR
/** The longest that `api.accessLifetime` can say, whatever it says now, and some for clocks. Milliseconds. */
const LONGEST_TOKEN = DAY + HOUR
/** A key that no longer signs keeps its private part for other processes' clocks. Milliseconds. */
const CLOCKS = 5 * MINUTE

/** One round, every ten minutes. */
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
