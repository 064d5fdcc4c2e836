// The chain of an account's activity: each row's MAC covers the row before it, and a sealed head covers both ends.
import { createHash } from 'node:crypto'
import type { KeyRing } from '../../crypto/keys.ts'
import { hmacSha256 } from '../../crypto/sealed.ts'
import { safeEqual } from '../../crypto/token.ts'
import type { ActivityHeadsTable, ActivityTable } from '../../store/schema.ts'

const PURPOSE = 'activity'
/** Characters of a key's name: enough to tell a handful of secrets apart, and nothing to guess the key from. */
const NAME_LENGTH = 12

/** What a row's MAC is made over; `key` and `mac` come out of it. */
export type Link = Omit<ActivityTable, 'key' | 'mac'>
export type Head = Omit<ActivityHeadsTable, 'key' | 'seal'>

/** A secret by its name, and what it made: HMAC-SHA256, base64url. */
export function linkMac(keys: KeyRing, link: Link, before: string): { key: string; mac: string } {
  const key = newest(keys)
  return { key: nameOf(key), mac: fullMac(key, link, before) }
}

/** By the secret that made the last row, so that the two names tell the same; by the newest where that one is lost. */
export function headSeal(keys: KeyRing, head: Head): { key: string; seal: string } {
  const key = named(keys, makerOf(head.last_mac)) ?? newest(keys)
  return { key: nameOf(key), seal: macOf(key, textOfHead(head)) }
}

/** `lost-key`: made with a secret that is no longer set, so that nothing can be said. */
export type Judgement = 'good' | 'changed' | 'lost-key'

export function judgeLink(keys: KeyRing, row: ActivityTable, before: string): Judgement {
  // The name stands in the mac too, which the next row covers: a row can't be made unreadable by renaming its key.
  if (makerOf(row.mac) !== row.key) return 'changed'
  const key = named(keys, row.key)
  if (key === undefined) return 'lost-key'
  return safeEqual(fullMac(key, row, before), row.mac) ? 'good' : 'changed'
}

/** The mac that a row should have; undefined when it names no secret in force. */
export function rightMac(keys: KeyRing, row: ActivityTable, before: string): string | undefined {
  const key = named(keys, row.key)
  return key && fullMac(key, row, before)
}

export function judgeHead(keys: KeyRing, row: ActivityHeadsTable): Judgement {
  const key = named(keys, row.key)
  if (key !== undefined) return safeEqual(macOf(key, textOfHead(row)), row.seal) ? 'good' : 'changed'
  // Never sealed with another secret than its last row: else a made-up name would excuse any change.
  return makerOf(row.last_mac) === row.key ? 'lost-key' : 'changed'
}

function newest(keys: KeyRing): Buffer {
  return keys.purpose(PURPOSE)[0]!
}

function named(keys: KeyRing, name: string): Buffer | undefined {
  return keys.purpose(PURPOSE).find((key) => nameOf(key) === name)
}

const names = new WeakMap<Buffer, string>()

function nameOf(key: Buffer): string {
  let name = names.get(key)
  if (name === undefined) {
    name = createHash('sha256').update('name of ').update(key).digest('base64url').slice(0, NAME_LENGTH)
    names.set(key, name)
  }
  return name
}

function makerOf(mac: string): string {
  return mac.split('.', 1)[0]!
}

function fullMac(key: Buffer, link: Link, before: string): string {
  return `${nameOf(key)}.${macOf(key, textOfLink(link, before))}`
}

function macOf(key: Buffer, text: string): string {
  return hmacSha256(key, text).toString('base64url')
}

/** As JSON lists: no two rows share a text, whatever stands in their fields. */
function textOfLink(link: Link, before: string): string {
  const { user_id, seq, kind, at, actor, address, user_agent, detail } = link
  return JSON.stringify(['link', user_id, seq, kind, at, actor, address, user_agent, detail, before])
}

function textOfHead({ user_id, first_seq, before_mac, last_seq, last_mac }: Head): string {
  return JSON.stringify(['head', user_id, first_seq, before_mac, last_seq, last_mac])
}
