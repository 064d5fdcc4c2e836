// Finding accounts: all by name, or those whose name or address begins with what was typed.
import { type RawBuilder, sql } from 'kysely'
import type { Store } from '../../store/store.ts'
import { type Account, listAccounts } from '../account.ts'
import { parseEmailAddress } from '../email-address.ts'
import { usernameKey } from '../username.ts'

/** Accounts on a page. */
const PAGE = 50
/** No name or address is longer; characters (UTF-16 units). */
const LONGEST_QUERY = 320

export interface Found {
  accounts: Account[]
  /** The key of the last one here, when there are more. */
  after: string | undefined
}

export async function searchAccounts(
  store: Store,
  { query, after = '' }: { query: string; after?: string },
): Promise<Found> {
  const typed = query.trim()
  // One more than is shown: it tells whether there are others.
  const limit = PAGE + 1
  const found =
    typed === ''
      ? await listAccounts(store.db, { after, limit })
      : await listAccounts(store.db, { after, limit, matching: beginningWith(store.kind, typed) })
  const accounts = found.slice(0, PAGE)
  return { accounts, after: found.length > PAGE ? accounts.at(-1)?.usernameKey : undefined }
}

/** Nothing that was typed has a meaning of its own: `%` and `_` are signs like others. */
function beginningWith(kind: Store['kind'], typed: string): RawBuilder<boolean> {
  const name = usernameKey(typed)
  if (typed.length > LONGEST_QUERY || name === undefined) return sql<boolean>`1 = 0`
  const address = parseEmailAddress(typed)
  const lower = address.kind === 'ok' ? address.key : typed.normalize('NFC').toLowerCase().normalize('NFC')
  return sql<boolean>`(${startsWith(kind, 'username_key', name)} or ${startsWith(kind, 'email_key', lower)})`
}

/** Sorts behind every text that follows: no key holds this noncharacter. */
const LAST = '\u{10ffff}'

/**
 * SQLite compares bytes and finds the range by its index, so that a search holds the process up for no longer than its
 * page takes. Postgres sorts by language, where a prefix is no range; it reads all keys, beside the process.
 */
function startsWith(kind: Store['kind'], column: 'username_key' | 'email_key', prefix: string) {
  const key = sql.ref(column)
  return kind === 'sqlite'
    ? sql<boolean>`(${key} >= ${prefix} and ${key} < ${prefix + LAST})`
    : sql<boolean>`starts_with(${key}, ${prefix})`
}
