// Findings that somebody has looked at and means to keep: told by comments, and comments that do nothing are told too.
import type { Finding } from '../finding.ts'
import type { Location } from '../location.ts'
import { didYouMean } from '../meant.ts'
import type { Project } from '../project.ts'
import type { Module } from '../python/ast.ts'
import type { AuditFinding, Remark } from '../result.ts'
import type { Lines } from '../source-lines.ts'
import { surroundingsOf } from '../statement.ts'
import type { Template } from '../templates/template.ts'
import { type Ignoring, readIgnore } from './comment.ts'

export interface Sources {
  readonly project: Project
  readonly modules: ReadonlyMap<string, Module>
  readonly templates: ReadonlyMap<string, Template>
  readonly lines: Lines
}

export interface Ignored {
  readonly of: ReadonlyMap<Finding, NonNullable<AuditFinding['ignoredBy']>>
  readonly remarks: readonly Remark[]
}

interface Comment extends Ignoring {
  readonly at: Location
  readonly firstLine: number
  readonly lastLine: number
  /** Nothing else stands in its lines: it speaks of the statement below. */
  readonly alone: boolean
  readonly used: Set<string>
}

/** A file without any of these words has no such comment; that is most of them. */
const WORDS = ['audit:', 'nosec', 'noqa', 'NOQA', 'nosem']

/**
 * @param known ids of all rules
 * @param ran ids of those that ran: of the others nobody can tell whether a comment is used
 */
export function applyIgnores(
  findings: readonly Finding[],
  sources: Sources,
  known: readonly string[],
  ran: ReadonlySet<string>,
): Ignored {
  const remarks: Remark[] = []
  const comments = new Map<string, Comment[]>()
  for (const { path } of sources.project.files) {
    const own = commentsOf(path, sources, remarks)
    if (own.length > 0) comments.set(path, own)
  }
  const of = new Map<Finding, NonNullable<AuditFinding['ignoredBy']>>()
  for (const finding of findings) {
    const comment = commentFor(finding, comments.get(finding.at.file) ?? [], sources)
    if (comment === undefined) continue
    comment.used.add(finding.rule)
    of.set(finding, { at: comment.at, reason: comment.reason })
  }
  for (const comment of [...comments.values()].flat()) remarks.push(...remarksOn(comment, known, ran))
  return { of, remarks }
}

function commentsOf(file: string, sources: Sources, remarks: Remark[]): Comment[] {
  const text = sources.project.byPath.get(file)?.text ?? ''
  if (!WORDS.some((word) => text.includes(word))) return []
  return spansOf(file, text, sources).flatMap(({ start, end }) => {
    const read = readIgnore(text.slice(start, end))
    if (read === undefined) return []
    const at: Location = { file, start, end }
    if ('why' in read) {
      remarks.push({ at, what: `This comment ${read.why}.` })
      return []
    }
    const from = sources.lines.start(at)
    const to = sources.lines.end(at)
    const before = sources.lines.text(file, from.line).slice(0, from.column - 1)
    const behind = sources.lines.text(file, to.line).slice(to.column - 1)
    const alone = before.trim() === '' && behind.trim() === ''
    return [{ ...read, at, firstLine: from.line, lastLine: to.line, alone, used: new Set<string>() }]
  })
}

/** Where comments stand: in Python and templates their readers know, elsewhere a `#` begins one. */
function spansOf(file: string, text: string, { modules, templates }: Sources) {
  const module = modules.get(file)
  if (module !== undefined) return module.comments
  const template = templates.get(file)
  if (template !== undefined) return template.comments
  const spans: { start: number; end: number }[] = []
  for (let start = text.indexOf('#'); start !== -1; ) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    spans.push({ start, end })
    start = text.indexOf('#', end)
  }
  return spans
}

/** On any line of the statement, or alone on the lines right above it. */
function commentFor({ at, rule }: Finding, comments: readonly Comment[], sources: Sources) {
  if (comments.length === 0) return undefined
  const { first, last } = linesOfStatement(at, sources)
  const fits = ({ ids }: Comment) => ids === 'all' || ids.includes(rule)
  const inside = comments.find(
    (comment) => comment.firstLine <= last && comment.lastLine >= first && fits(comment),
  )
  if (inside !== undefined) return inside
  let line = first
  for (const comment of [...comments].reverse()) {
    if (comment.lastLine !== line - 1 || !comment.alone) continue
    if (fits(comment)) return comment
    line = comment.firstLine
  }
  return undefined
}

/** The lines a finding stands for: those of its statement in Python, else its own. */
export function linesOfStatement(
  at: Location,
  { modules, lines }: Pick<Sources, 'modules' | 'lines'>,
): { first: number; last: number } {
  const module = modules.get(at.file)
  const own = { first: lines.start(at).line, last: lines.end(at).line }
  if (module === undefined) return own
  const { start, end } = surroundingsOf(module, at.start)
  return {
    first: lines.start({ ...at, start }).line,
    // The head of a compound statement ends where its body begins, on the line before.
    last: Math.max(own.first, lines.end({ ...at, end: trimmedEnd(module.text, start, end) }).line),
  }
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end
  while (at > start && /\s/.test(text[at - 1] as string)) at--
  return at
}

/** Comments for other auditors are for those to judge. */
function remarksOn(comment: Comment, known: readonly string[], ran: ReadonlySet<string>): Remark[] {
  const { by, ids, at, reason, used } = comment
  if (by !== 'audit' || ids === 'all') return []
  const remarks = ids.flatMap((id): Remark[] => {
    if (!known.includes(id))
      return [{ at, what: `There is no rule \`${id.slice(0, 40)}\`${didYouMean(id, known)}.` }]
    if (used.has(id) || !ran.has(id)) return []
    return [{ at, what: `Nothing is found here that \`${id}\` would be ignored for; take it away.` }]
  })
  if (reason === '' && used.size > 0)
    remarks.push({ at, what: 'It ignores a finding and says no reason; whoever reads it next will ask.' })
  return remarks
}
