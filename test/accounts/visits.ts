// What the tests of the accounts' routes share: a house on a database file, and what stands in its tables.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { SettingsInput } from '../../src/config/settings.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { type House, openHouse } from '../house.ts'

/** A house, and its database opened a second time, as the command line would. */
export async function openHouseOnDisk(
  options: SettingsInput = {},
): Promise<House & { store: Store; data: string }> {
  const data = mkdtempSync(join(tmpdir(), 'portcullis-house-'))
  after(() => rmSync(data, { recursive: true, force: true }))
  const house = await openHouse({ data, database: '', ...options })
  const store = await openStore('', { data })
  after(() => store.close())
  return { ...house, store, data }
}

export const users = ({ db }: Store) => db.selectFrom('users').selectAll().orderBy('username').execute()

export const sessions = ({ db }: Store) => db.selectFrom('sessions').selectAll().execute()

export const mails = ({ db }: Store) => db.selectFrom('outbox').selectAll().orderBy('created_at').execute()

/** What differs between two answers by design: nonces, masked tokens, times and ids of requests, cookies' values. */
export function stripped(body: string): string {
  return body
    .replace(/nonce="[^"]+"/g, '')
    .replace(/name="csrf_token" value="[^"]+"/g, '')
    .replace(/<code>[\da-f-]{36}<\/code>/g, '')
}
