// An uploaded file keeps what its sender called it: the name as a path, or its ending where files are served.
import { keywordOf, shown, stringOf } from '../../facts/code/expressions.ts'
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import type { Call, Expr } from '../../python/ast.ts'
import { walkExpr } from '../../python/walk.ts'
import type { Report, Rule } from '../rule.ts'
import { type Arrival, arrivals, FROM_REQUESTS, reportOf } from '../shared/arrivals.ts'
import { guardsOf } from '../shared/guards.ts'

const SINKS: readonly SinkSpec[] = [
  { id: 'FL625', calls: ['*.save'], args: [0, 'dst', 'destination'], clean: 'all' },
]

export const rule: Rule = {
  id: 'FL625',
  name: 'upload',
  title: 'Upload under its sender’s name',
  severity: 'high',
  confidence: 'high',
  cwe: 434,
  point: 6,
  cure: 'Portcullis gives each upload a random id, tells its kind by its bytes, and makes images anew.',
  sinks: SINKS,
  check: upload,
}

const FORM_CHECKS = ['flask_wtf.file.FileAllowed', 'flask_wtf.file.file_allowed']
const SENDERS = ['flask.send_from_directory', 'flask.helpers.send_from_directory']
/** How many variables are followed. */
const MAX_HOPS = 3

function* upload(facts: Facts): Iterable<Report> {
  for (const arrival of arrivals(facts, ['FL625'], FROM_REQUESTS)) {
    const { found, taint } = arrival
    const call = found.site?.call
    if (call === undefined || !savesUpload(facts, call)) continue
    const name = taint.source.what
    if (isPath(facts, arrival)) {
      yield reportOf(
        arrival,
        `The upload is saved under the name in \`${name}\`, which may lead to any folder.`,
      )
      continue
    }
    if (!isFile(name) || isChecked(facts, arrival)) continue
    const parts = partsOf(facts, found.arg)
    if (isStatic(facts, parts)) {
      yield reportOf(
        arrival,
        `An upload of any kind is saved among the static files, as \`${name}\` is called.`,
      )
    } else if (isServed(facts, parts)) {
      yield reportOf(
        { ...arrival, confidence: 'medium' },
        `An upload of any kind is saved as \`${name}\` is called, where \`send_from_directory\` serves it.`,
      )
    }
  }
}

/** `request.files[…].save(…)`; a picture that Pillow writes anew, or a model, is none. */
function savesUpload({ names, flow }: Facts, { callee }: Call): boolean {
  if (callee.kind !== 'Attribute') return false
  if (/^(?:PIL|cv2|openpyxl|docx|xlwt|imageio|matplotlib)\b/.test(names.of(callee.object) ?? '')) return false
  return flow.taintOf(callee.object).some(({ kind, source }) => kind === 'request' && isFile(source.what))
}

/** `request.files['f']`, `form.picture.data`, a parser's file. */
function isFile(source: string): boolean {
  return /\.files\b|\.data\b|file|upload|image|photo|picture/i.test(source)
}

/** The whole last part of the path is foreign, or any part that is not the file's ending. */
function isPath({ flow }: Facts, { found, taint }: Arrival): boolean {
  if (taint.clean.has('path')) return false
  if (!isFile(taint.source.what)) return true
  const text = flow.textOf(found.arg)
  return text === undefined ? taint.portion === 'whole' : /(?:^|\/)\0$/.test(text)
}

/** Some check of the name; which one, a rule can't judge. */
function isChecked({ names }: Facts, { found, taint }: Arrival): boolean {
  const looked = guardsOf(taint).some(({ test }) => test.kind === 'Call' || test.kind === 'Compare')
  const inForm =
    !taint.source.what.includes('.files') && FORM_CHECKS.some((name) => names.callsOf(name).length > 0)
  return looked || inForm || found.taints.some((other) => other !== taint && guardsOf(other).length > 0)
}

/** Everything that the path is put together of, through variables, as it is written. */
function partsOf({ names }: Facts, expr: Expr): Map<string, Expr> {
  const found = new Map<string, Expr>()
  let next = [expr]
  for (let hops = 0; hops <= MAX_HOPS; hops++) {
    const inside = next
    next = []
    for (const one of inside)
      walkExpr(one, {
        expr(part) {
          found.set(shown(part), part)
          if (part.kind === 'Name' || part.kind === 'Attribute') next.push(...names.assigned(part))
        },
      })
  }
  return found
}

function isStatic({ names, config }: Facts, parts: ReadonlyMap<string, Expr>): boolean {
  for (const part of parts.values()) {
    if (part.kind === 'Attribute' && part.name === 'static_folder') return true
    const text = part.kind === 'Subscript' ? stringOf(names, part.index) : undefined
    const value = text === undefined ? undefined : config.get(text)?.value
    if (part.kind === 'Str' && namesStatic(part.value)) return true
    if (value && namesStatic(shown(value))) return true
  }
  return false
}

function namesStatic(text: string): boolean {
  return /(?:^|[\\/'"])static(?:[\\/'"]|$)/.test(text)
}

function isServed({ names }: Facts, parts: ReadonlyMap<string, Expr>): boolean {
  for (const sender of SENDERS)
    for (const { call } of names.callsOf(sender)) {
      const attachment = keywordOf(call, 'as_attachment')
      if (attachment && names.literal(attachment) === true) continue
      const folder = call.args[0] ?? keywordOf(call, 'directory')
      if (folder && parts.has(shown(folder))) return true
    }
  return false
}
