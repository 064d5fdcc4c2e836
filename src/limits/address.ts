// The part of a client's address that limits count by.
import { isIPv4, isIPv6 } from 'node:net'

/** What everything that is no address counts as: one shared key, so that garbage buys no fresh count. */
export const UNKNOWN_ADDRESS = 'unknown'

/**
 * The key of an address. IPv4 counts by itself. IPv6 counts by its /64, since a single customer commands at least one
 * (RFC 6177); IPv4 carried in IPv6 (`::ffff:0:0/96`, RFC 4291, and `64:ff9b::/96`, RFC 6052) counts as IPv4; zones are dropped.
 */
export function addressKey(address: string): string {
  if (isIPv4(address)) return address
  if (!isIPv6(address)) return UNKNOWN_ADDRESS
  const groups = groupsOf(address)
  if (carriesIPv4(groups)) return dotted(groups[6]!, groups[7]!)
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}

/** The eight groups of an address that `isIPv6` accepts. */
function groupsOf(address: string): number[] {
  const zone = address.indexOf('%')
  const bare = zone === -1 ? address : address.slice(0, zone)
  const [head = '', tail] = bare.split('::')
  const front = readGroups(head)
  const back = tail === undefined ? [] : readGroups(tail)
  return [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back]
}

function readGroups(text: string): number[] {
  if (text === '') return []
  return text
    .split(':')
    .flatMap((group) => (group.includes('.') ? readDotted(group) : [Number.parseInt(group, 16)]))
}

function readDotted(text: string): number[] {
  const [a, b, c, d] = text.split('.').map(Number) as [number, number, number, number]
  return [a * 256 + b, c * 256 + d]
}

function carriesIPv4(groups: readonly number[]): boolean {
  const [a, b, c, d, e, f] = groups
  if (c !== 0 || d !== 0 || e !== 0) return false
  return (a === 0 && b === 0 && f === 0xffff) || (a === 0x64 && b === 0xff9b && f === 0)
}

function dotted(high: number, low: number): string {
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}
