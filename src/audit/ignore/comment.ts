// Reads one comment: does it ignore findings, which, and why.
import { ofBandit, ofSemgrep } from './peers.ts'

export interface Ignoring {
  /** `audit`: ours; the others were written for other auditors. */
  readonly by: 'audit' | 'nosec' | 'noqa' | 'nosemgrep'
  /** Ours, as written; of others what they mean here. `all`: whatever stands there. */
  readonly ids: readonly string[] | 'all'
  /** '' where none is given. */
  readonly reason: string
}

/** A comment about ignoring that can't do it. */
export interface Refused {
  readonly why: string
}

const OURS = ['audit: ignore', 'audit:ignore']
const IDS = /[\s,]+/

export function readIgnore(comment: string): Ignoring | Refused | undefined {
  return ours(comment) ?? nosec(comment) ?? noqa(comment) ?? nosemgrep(comment)
}

function ours(comment: string): Ignoring | Refused | undefined {
  const word = OURS.find((one) => comment.includes(one))
  if (word === undefined) return undefined
  const rest = comment.slice(comment.indexOf(word) + word.length)
  const end = rest.startsWith('[') ? rest.indexOf(']') : -1
  const ids = end === -1 ? [] : rest.slice(1, end).split(IDS).filter(Boolean)
  if (ids.length === 0)
    return { why: 'names no rule, and so ignores nothing; write `audit: ignore[FL501] reason`' }
  return { by: 'audit', ids, reason: withoutMarks(rest.slice(end + 1)) }
}

/** Bandit: `# nosec`, `# nosec B608`, `# nosec: B602, B607`; names of its tests say nothing here. */
function nosec(comment: string): Ignoring | undefined {
  const rest = after(comment, 'nosec')
  if (rest === undefined) return undefined
  const words = rest.split(/[\s,:]+/).filter(Boolean)
  const ids = words.filter((word) => /^B\d{3}$/.test(word))
  const named = ids.length > 0 || /^[a-z]+_[a-z_]+$/.test(words[0] ?? '')
  return { by: 'nosec', ids: named ? ids.flatMap(ofBandit) : 'all', reason: '' }
}

/** `# noqa: S608`; without codes it is about style, mostly the length of the line, and says nothing here. */
function noqa(comment: string): Ignoring | undefined {
  const rest = after(comment.replace('NOQA', 'noqa'), 'noqa')
  if (rest === undefined || !rest.startsWith(':')) return undefined
  const ids = rest
    .slice(1)
    .split(IDS)
    .filter((word) => /^S\d{3}$/.test(word))
  return { by: 'noqa', ids: ids.flatMap(ofBandit), reason: '' }
}

/** `# nosemgrep`, `# nosemgrep: id, id` */
function nosemgrep(comment: string): Ignoring | undefined {
  const rest = after(comment, 'nosemgrep') ?? after(comment, 'nosem')
  if (rest === undefined) return undefined
  if (!rest.startsWith(':')) return { by: 'nosemgrep', ids: 'all', reason: '' }
  return {
    by: 'nosemgrep',
    ids: rest.slice(1).split(IDS).filter(Boolean).flatMap(ofSemgrep),
    reason: '',
  }
}

/** What follows `word` where a comment begins with it: `# nosec B608` → ` B608`. */
function after(comment: string, word: string): string | undefined {
  for (const part of comment.split('#')) {
    const text = part.trimStart()
    if (text.startsWith(word) && !/^[\w-]/.test(text.slice(word.length))) return text.slice(word.length)
  }
  return undefined
}

/** A reason without what separates it, or ends a template's comment. */
function withoutMarks(text: string): string {
  return text
    .replace('#}', '')
    .trim()
    .replace(/^[-:–—]+/, '')
    .trim()
}
