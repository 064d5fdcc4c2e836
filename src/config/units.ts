// Durations and sizes as people write them: "12h" and "64 KiB" in, and out again in words.

const AMOUNT = /^(\d{1,15}(?:\.\d{1,6})?)\s*([a-z]*)$/i

const SECONDS: Readonly<Record<string, number>> = {
  ...spelled(1, '', 's', 'sec', 'second', 'seconds'),
  ...spelled(60, 'm', 'min', 'minute', 'minutes'),
  ...spelled(3_600, 'h', 'hour', 'hours'),
  ...spelled(86_400, 'd', 'day', 'days'),
  ...spelled(604_800, 'w', 'week', 'weeks'),
}

/** IEC 80000-13: kilo is 1000 and kibi 1024. A bare "K" is neither, and so it is refused. */
const BYTES: Readonly<Record<string, number>> = {
  ...spelled(1, '', 'b', 'byte', 'bytes'),
  ...spelled(1_000, 'kb'),
  ...spelled(1_000_000, 'mb'),
  ...spelled(1_000_000_000, 'gb'),
  ...spelled(1_024, 'kib'),
  ...spelled(1_048_576, 'mib'),
  ...spelled(1_073_741_824, 'gib'),
}

/** Whole seconds of "900", "12h", "30 d" or "1.5 hours"; undefined for anything else. */
export function parseSeconds(text: string): number | undefined {
  return parseAmount(text, SECONDS)
}

/** Whole bytes of "65536", "64 KiB" or "1.5 MB"; undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  return parseAmount(text, BYTES)
}

/** 43200 → "12 hours", in the largest unit that leaves no rest. */
export function secondsInWords(seconds: number): string {
  const units: [number, string][] = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
  ]
  const [size, name] = units.find(([unit]) => seconds > 0 && seconds % unit === 0) ?? [1, 'second']
  const count = seconds / size
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** 95.2 → "96 seconds", 100 → "about 2 minutes": never shorter than it is. */
export function waitInWords(seconds: number): string {
  if (seconds < 100) {
    const count = Math.max(1, Math.ceil(seconds))
    return `${count} second${count === 1 ? '' : 's'}`
  }
  return seconds < 7200
    ? `about ${Math.ceil(seconds / 60)} minutes`
    : `about ${Math.ceil(seconds / 3600)} hours`
}

/** 65536 → "64 KiB", in the largest unit that leaves no rest. */
export function bytesInWords(bytes: number): string {
  const units: [number, string][] = [
    [1_073_741_824, 'GiB'],
    [1_048_576, 'MiB'],
    [1_024, 'KiB'],
  ]
  const [size, name] = units.find(([unit]) => bytes > 0 && bytes % unit === 0) ?? [1, 'bytes']
  return `${bytes / size} ${name}`
}

function spelled(size: number, ...names: string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, size]))
}

function parseAmount(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, amount, unit] = AMOUNT.exec(text.trim()) ?? []
  if (amount === undefined || unit === undefined || !Object.hasOwn(units, unit.toLowerCase()))
    return undefined
  const total = Number(amount) * units[unit.toLowerCase()]!
  return Number.isSafeInteger(total) ? total : undefined
}
