// What text a regular expression lets through: which purposes it makes a value safe for.

import type { Clean } from '../facts.ts'
import { bitOf, bitsOf } from './clean.ts'

/** All that matters to any purpose; `a` stands for letters, `0` for digits. */
const CHARACTERS = 'a0_-./\\:;,@&?=%+ "\'`<>(){}[]|$*!~#^\n\r'

/** What must not come through, by purpose. */
const DANGERS: readonly (readonly [Clean, string])[] = [
  ['html', '<>"\''],
  ['sql', '"\'`\\;(*'],
  ['identifier', '"\'`\\;(*, '],
  ['path', '/\\'],
  ['url', '/\\:@'],
  ['shell', ';&|$<>`\n(){}*?~!#\'"\\ '],
  ['header', '\n\r'],
  ['regex', '()[]{}|^$*\\'],
]

export function safeFor(pattern: string, how: 'match' | 'fullmatch' | 'search'): number {
  const fromStart = how !== 'search' || /^(?:\^|\\A)/.test(pattern)
  const toEnd = how === 'fullmatch' || /(?:^|[^\\])(?:\\\\)*(?:\$|\\Z|\\z)$/.test(pattern)
  if (!fromStart || !toEnd) return 0
  const passed = admitted(pattern)
  if (passed === null) return 0
  let bits = 0
  for (const [purpose, danger] of DANGERS)
    if (![...danger].some((character) => passed.has(character))) bits |= bitOf(purpose)
  if (!passed.has('a') || (!passed.has('(') && !passed.has('.') && !passed.has('['))) bits |= bitsOf('code')
  if (opensFixedHost(pattern)) bits |= bitsOf('url')
  return bits
}

/** `^https://example\.com/…` */
function opensFixedHost(pattern: string): boolean {
  return (
    /^\^?https\??:\/\/[a-z0-9\\.-]+\//i.test(pattern.replaceAll('\\/', '/')) &&
    !/[^\\]\.[*+]?[a-z]*\//.test(pattern)
  )
}

/** Null where it can't be told. */
function admitted(pattern: string): Set<string> | null {
  const passed = new Set<string>()
  const add = (characters: string) => {
    for (const character of characters) passed.add(character)
  }
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string
    if (character === '\\') {
      add(ofEscape(pattern[++at] ?? ''))
    } else if (character === '[') {
      const end = endOfClass(pattern, at)
      if (end === -1) return null
      add(ofClass(pattern.slice(at + 1, end)))
      at = end
    } else if (character === '.') return new Set(CHARACTERS)
    else if (character === '(' && pattern[at + 1] === '?') {
      if (pattern[at + 2] === '#') return null
      while (at < pattern.length && !':=!>)'.includes(pattern[at] as string)) at++
    } else if (character === '{') {
      const end = pattern.indexOf('}', at)
      if (end === -1) return null
      at = end
    } else if (character === '|') {
      if (topLevel(pattern, at)) return /^\^|\$$/.test(pattern) ? null : passed
    } else if (!'()?*+^$'.includes(character)) add(classOf(character))
  }
  return passed
}

function topLevel(pattern: string, until: number): boolean {
  let depth = 0
  for (let at = 0; at < until; at++) {
    if (pattern[at] === '\\') at++
    else if (pattern[at] === '(') depth++
    else if (pattern[at] === ')') depth--
  }
  return depth === 0
}

function ofEscape(character: string): string {
  switch (character) {
    case 'd':
      return '0'
    case 'w':
      return 'a0_'
    case 's':
      return ' \n\r'
    case 'A':
    case 'Z':
    case 'z':
    case 'b':
    case 'B':
      return ''
    case 'n':
      return '\n'
    case 'r':
      return '\r'
    case 'S':
    case 'W':
    case 'D':
      return CHARACTERS
    default:
      return classOf(character)
  }
}

function endOfClass(pattern: string, from: number): number {
  let at = from + 1
  if (pattern[at] === '^') at++
  if (pattern[at] === ']') at++
  for (; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++
    else if (pattern[at] === ']') return at
  }
  return -1
}

function ofClass(inside: string): string {
  if (inside.startsWith('^')) {
    const refused = new Set(ofClass(inside.slice(1)))
    return [...CHARACTERS].filter((character) => !refused.has(character)).join('')
  }
  let out = ''
  for (let at = 0; at < inside.length; at++) {
    const character = inside[at] as string
    if (character === '\\') out += ofEscape(inside[++at] ?? '')
    else if (inside[at + 1] === '-' && at + 2 < inside.length) {
      const last = inside[at + 2] as string
      for (const known of CHARACTERS) if (known >= character && known <= last) out += known
      out += classOf(character) + classOf(last)
      at += 2
    } else out += classOf(character)
  }
  return out
}

function classOf(character: string): string {
  if (/[a-z]/i.test(character)) return 'a'
  if (/\d/.test(character)) return '0'
  return character
}
