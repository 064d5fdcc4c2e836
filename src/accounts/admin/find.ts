// Finding accounts: all by name, or those whose name or address begins with what was typed.
import { sql } from 'kysely'
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
  /** Where the next page begins, when there is one: a key of the last account here. */
  after: string | undefined
}

/** In place of a key: all names were shown, and no address yet. */
const FIRST_ADDRESS = '@'

/** Names first, each list by its own index; what both find stands among the names. */
export async function searchAccounts(
  store: Store,
  { query, after = '' }: { query: string; after?: string },
): Promise<Found> {
  const typed = query.trim()
  // One more than is shown: it tells whether there are others.
  const limit = PAGE + 1
  if (typed === '') return pageOf(await listAccounts(store.db, { after, limit }), 'usernameKey')
  const name = usernameKey(typed)
  if (typed.length > LONGEST_QUERY || name === undefined) return { accounts: [], after: undefined }

  const nameFits = startsWith(store.kind, 'username_key', name)
  // A name holds no @ and an address does, so that the key itself tells which list goes on.
  const amongAddresses = after.includes('@')
  const named = amongAddresses ? [] : await listAccounts(store.db, { after, limit, matching: nameFits })
  if (named.length > PAGE) return pageOf(named, 'usernameKey')
  const addressed = await listAccounts(store.db, {
    after: amongAddresses && after !== FIRST_ADDRESS ? after : '',
    limit: limit - named.length,
    by: 'email_key',
    matching: sql<boolean>`${startsWith(store.kind, 'email_key', addressKey(typed))} and not ${nameFits}`,
  })
  if (named.length === PAGE) {
    return { accounts: named, after: addressed.length > 0 ? FIRST_ADDRESS : undefined }
  }
  return pageOf([...named, ...addressed], 'emailKey')
}

function pageOf<Key extends string>(found: readonly (Account & Record<Key, string>)[], key: Key): Found {
  const accounts = found.slice(0, PAGE)
  return { accounts, after: found.length > PAGE ? accounts.at(-1)?.[key] : undefined }
}

/** As addresses are compared; also of one that is not whole. */
function addressKey(typed: string): string {
  const address = parseEmailAddress(typed)
  return address.kind === 'ok' ? address.key : typed.normalize('NFC').toLowerCase().normalize('NFC')
}

/** Sorts behind every text that follows: no key holds this noncharacter. */
const LAST = '\u{10ffff}'

/**
 * Nothing that was typed has a meaning of its own: `%` and `_` are signs like others. SQLite compares bytes and finds the
 * range by its index, so that a search holds the process up for no longer than its page takes. Postgres sorts by
 * language, where a prefix is no range; it reads all keys, beside the process.
 */
function startsWith(kind: Store['kind'], column: 'username_key' | 'email_key', prefix: string) {
  const key = sql.ref(column)
  return kind === 'sqlite'
    ? sql<boolean>`(${key} >= ${prefix} and ${key} < ${prefix + LAST})`
    : sql<boolean>`starts_with(${key}, ${prefix})`
}
