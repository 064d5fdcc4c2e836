// Which key signs when: the first one, and the next one, published ahead of its use.
import { holdKeyRows, type KeyRow, makeKeyRow, openPrivateKey } from './key-rows.ts'
import type { ApiBackend } from './needs.ts'

const SECOND = 1000

/** How long others may keep a copy of the JWKS. Seconds. */
export const JWKS_MAX_AGE = 15 * 60
/** A key is published for this long before it signs: four times what a copy of the JWKS lives. Milliseconds. */
export const PUBLISHED_AHEAD = 4 * JWKS_MAX_AGE * SECOND
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
