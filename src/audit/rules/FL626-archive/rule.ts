// An archive that comes from outside is unpacked as its entries are called: `../../app.py`, a link, a device.
import { keywordOf } from '../../facts/code/expressions.ts'
import type { Facts, Taint } from '../../facts/facts.ts'
import type { Confidence, Finding } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { CallSite } from '../../python/names-api.ts'
import type { Report, Rule } from '../rule.ts'
import { isSavedIn } from '../shared/saved.ts'

export const rule: Rule = {
  id: 'FL626',
  name: 'archive',
  title: 'Unpacked archive writes anywhere',
  severity: 'high',
  confidence: 'high',
  cwe: 22,
  point: 6,
  cure: 'Portcullis takes no archives: an upload is what its bytes say, and archives are no kind that it knows.',
  check: archive,
}

/** Python makes the names of zip entries harmless by itself; tarfile does so when told (PEP 706). */
const TARS = /^tarfile\.(?:open|TarFile|TarFile\.open|TarFile\.gzopen)\(\)$/
const TAR_FORMATS = new Set(['tar', 'gztar', 'bztar', 'xztar'])

function* archive(facts: Facts): Iterable<Report> {
  for (const method of ['extractall', 'extract'])
    for (const site of facts.names.callsOfMethod(method)) {
      const { callee } = site.call
      if (callee.kind !== 'Attribute') continue
      const opened = TARS.test(facts.names.of(callee.object) ?? '')
      if (opened && !isFiltered(facts, site.call) && !looksAtNames(site))
        yield* judged(facts, site, callee.object, openedFrom(facts, callee.object))
    }
  for (const site of facts.names.callsOf('shutil.unpack_archive')) {
    const { call } = site
    const format = call.args[2] ?? keywordOf(call, 'format')
    const told = format && facts.names.literal(format)
    const [from] = call.args
    if (from === undefined || keywordOf(call, 'filter')) continue
    if (typeof told === 'string' && !TAR_FORMATS.has(told)) continue
    yield* judged(facts, site, from, from)
  }
}

function* judged(
  facts: Facts,
  { call, inside }: CallSite,
  object: Expr,
  from: Expr | undefined,
): Iterable<Report> {
  const taints = [...facts.flow.taintOf(object), ...(from ? facts.flow.taintOf(from) : [])]
  const taint = taints.find(({ kind }) => kind === 'request')
  const at = placeOf(call)
  if (taint !== undefined) {
    yield {
      at,
      message: `The archive in \`${taint.source.what}\` is unpacked as its entries are called, \`../\` included.`,
      path: pathOf(taint, at),
    }
  } else if (from !== undefined && isSavedIn(inside, from)) {
    yield { at, message: `An uploaded archive is unpacked as its entries are called, \`../\` included.` }
  } else if (taints.length > 0) {
    const confidence: Confidence = 'low'
    yield { at, confidence, message: 'An archive is unpacked as its entries are called, `../` included.' }
  }
}

function pathOf({ source, steps }: Taint, at: Finding['at']): Finding['path'] {
  return [source, ...steps, { at, what: 'is unpacked here' }]
}

/** `filter='data'` or `'tar'`, or a function; `fully_trusted` is no filter. Of `members` the best is thought. */
function isFiltered({ names }: Facts, call: Call): boolean {
  const filter = keywordOf(call, 'filter')
  if (filter !== undefined) {
    if (names.of(filter) === 'tarfile.fully_trusted_filter') return false
    return names.literal(filter) !== 'fully_trusted'
  }
  return keywordOf(call, 'members') !== undefined || (isWhole(call) && call.args.length > 1)
}

function isWhole({ callee }: Call): boolean {
  return callee.kind === 'Attribute' && callee.name === 'extractall'
}

/** A check by hand in the same function. */
function looksAtNames({ inside, module }: CallSite): boolean {
  const { start, end } = inside?.def ?? { start: 0, end: 0 }
  const text = module.text.slice(start, end)
  return (
    (text.includes("'..'") ||
      text.includes('".."') ||
      /commonpath|commonprefix|is_relative_to|realpath|resolve\(/.test(text)) &&
    /getmembers|getnames|\bfor\b/.test(text)
  )
}

/** What `tarfile.open(…)` was given. */
function openedFrom({ names }: Facts, object: Expr): Expr | undefined {
  const call = object.kind === 'Call' ? object : names.assigned(object).at(-1)
  return call?.kind === 'Call'
    ? (keywordOf(call, 'fileobj') ?? call.args[0] ?? keywordOf(call, 'name'))
    : undefined
}
