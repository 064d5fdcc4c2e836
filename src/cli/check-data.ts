// What `portcullis check` finds in the database: activity that is not as it was written, and mail that does not go.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ActivityFault, type Verification, verifyActivity } from '../accounts/activity/verify.ts'
import { isInMemory } from '../config/database.ts'
import { secretsInForce } from '../config/secret.ts'
import type { Settings } from '../config/settings.ts'
import { type KeyRing, keyRing } from '../crypto/keys.ts'
import { migrationStatus } from '../store/migrate.ts'
import { openStore, type Store } from '../store/open.ts'
import { judgeMail } from './check-mail.ts'
import type { JudgedFinding } from './checklist.ts'
import { missingFile } from './database.ts'
import { printable } from './output.ts'

/** Where development keeps its secret, in the data folder. */
const SECRET_FILE = 'secret'

/**
 * Opens the database when there is one, and changes nothing in it: neither is it made nor are its tables brought up to date.
 * @param settings as the server here reads them, `mode` too
 */
export async function judgeData(settings: Settings): Promise<JudgedFinding[]> {
  if (isInMemory(settings.database) || missingFile(settings) !== undefined) return []
  let store: Store
  try {
    store = await openStore(settings.database, { data: settings.data })
  } catch (error) {
    return [advice('database-unseen', `the database was not looked at: ${(error as Error).message}`)]
  }
  try {
    const { pending, unknown } = await migrationStatus(store)
    if (pending.length + unknown.length > 0) {
      const words =
        'the database was not looked at: its tables are not those of this version (`portcullis migrate --status`)'
      return [advice('database-unseen', words)]
    }
    return [...(await judgeActivity(store, settings)), ...(await judgeMail(store, Date.now()))]
  } finally {
    await store.close()
  }
}

async function judgeActivity(store: Store, settings: Settings): Promise<JudgedFinding[]> {
  let keys: KeyRing | undefined
  try {
    keys = keysOf(settings)
  } catch (error) {
    return [advice('activity-unverified', `activity was not verified: ${(error as Error).message}`)]
  }
  if (keys === undefined)
    return [advice('activity-unverified', 'activity was not verified: there is no `secret`')]
  const found = await verifyActivity(store, keys)
  return [...tampering(found), ...lostSecrets(found)]
}

/** Development makes a secret for itself where there is none; a mere check does not. */
function keysOf(settings: Settings): KeyRing | undefined {
  const { secret, mode, data } = settings
  const isKept = mode === 'development' && existsSync(join(data, SECRET_FILE))
  return secret.length > 0 || isKept ? keyRing(secretsInForce(settings)) : undefined
}

function tampering({ faults, faultsInAll }: Verification): JudgedFinding[] {
  const findings = faults.map(({ userId, username, fault }) =>
    tampered(`the activity of ${named(username, userId)}: ${inWords(fault)}`),
  )
  const more = faultsInAll - faults.length
  return more === 0 ? findings : [...findings, tampered(`and ${more} more like these`)]
}

function tampered(words: string): JudgedFinding {
  return { state: 'refusal', code: 'activity-tampered', words }
}

function inWords(fault: ActivityFault): string {
  switch (fault.kind) {
    case 'row-changed':
      return `row ${fault.seq} was changed`
    case 'rows-missing':
      return fault.seq === fault.through
        ? `row ${fault.seq} is missing`
        : `rows ${fault.seq} to ${fault.through} are missing`
    case 'row-added':
      return `row ${fault.seq} is no part of it`
    case 'head-changed':
      return 'its row in `activity_heads` was changed, which says where it begins and ends'
    case 'head-missing':
      return 'its row in `activity_heads` is missing, which says where it begins and ends'
    case 'unreadable':
      return 'it holds a number that can’t be read'
    case 'all-missing':
      return 'all of it is missing'
    case 'begun-anew':
      return 'it does not begin with the creation of the account: what stood there before is missing'
  }
}

function lostSecrets({ lost: { rows, accounts, first } }: Verification): JudgedFinding[] {
  if (first === undefined) return []
  const { username, userId, firstSeq, lastSeq } = first
  const which = `rows ${firstSeq} to ${lastSeq} of ${named(username, userId)}`
  const words = `activity made with a secret that is not set can’t be verified; rows: ${rows}, accounts: ${accounts}, the first: ${which}`
  return [advice('activity-unverified', words)]
}

function advice(code: string, words: string): JudgedFinding {
  return { state: 'advice', code, words }
}

/** Who can write to the database can write control characters. */
function named(username: string, id: string): string {
  return `"${printable(username)}" (account ${printable(id)})`
}
