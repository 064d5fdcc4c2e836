// Judges checks of a redirect's target: browsers take `//`, `///` and `/\` for the beginning of a host, Python does not.
// WHATWG URL Standard, "special authority ignore slashes state"; RFC 3986 section 3 knows none of it.
import { shown, stringsOf } from '../../facts/code/expressions.ts'
import type { Facts, Taint } from '../../facts/facts.ts'
import type { Call, Compare, Expr } from '../../python/ast.ts'
import { walkExpr, walkStmts } from '../../python/walk.ts'
import { guardsOf } from './guards.ts'

export type Verdict =
  | { readonly kind: 'none' | 'sound' | 'unknown' }
  /** `passes`: an address that gets through. */
  | { readonly kind: 'weak' | 'joined'; readonly test: string; readonly passes: string }

/** What was shown of the target; of weak checks the first one as it is written. */
interface Shown {
  slash: string | undefined
  double: boolean
  backslash: boolean
  sound: boolean
  unknown: boolean
  joined: string | undefined
  weak: { test: string; passes: string } | undefined
}

const HOSTS = new Set(['netloc', 'hostname', 'host', 'ascii_host'])
const OWN_HOST = /\brequest\.(?:host|host_url|url_root|root_url|base_url|url)\b|SERVER_NAME/

/** Checks within checks that are followed. */
const DEEPEST = 3

export function verdictOf(facts: Facts, taint: Taint): Verdict {
  const out: Shown = {
    slash: undefined,
    double: false,
    backslash: false,
    sound: false,
    unknown: false,
    joined: undefined,
    weak: undefined,
  }
  for (const { test, held } of guardsOf(taint)) see(facts, test, held, out, 0)
  if (out.sound || (out.slash !== undefined && out.double && out.backslash)) return { kind: 'sound' }
  if (out.slash !== undefined)
    return { kind: 'weak', test: out.slash, passes: out.double ? '/\\evil.example' : '//evil.example' }
  if (out.joined !== undefined) return { kind: 'joined', test: out.joined, passes: '///evil.example' }
  if (out.weak !== undefined) return { kind: 'weak', ...out.weak }
  return { kind: out.unknown ? 'unknown' : 'none' }
}

/** `held` null: within a function of the project, where it is not known which way leads to its "yes". */
function see(facts: Facts, test: Expr, held: boolean | null, out: Shown, depth: number): void {
  switch (test.kind) {
    case 'UnaryOp':
      if (test.op === 'not') see(facts, test.operand, held === null ? null : !held, out, depth)
      return
    case 'BoolOp':
      // Of `a or b` that held, neither is known; each is taken for shown, since a half check is still one.
      for (const value of test.values) see(facts, value, held, out, depth)
      return
    case 'Compare':
      seeCompare(facts, test, held, out)
      return
    case 'Call':
      seeCall(facts, test, held, out, depth)
      return
    case 'Attribute':
      if (HOSTS.has(test.name) && held !== true) noteEmptyHost(test, out)
      return
  }
}

function noteEmptyHost(test: Expr, out: Shown): void {
  out.weak ??= { test: shown(test), passes: '///evil.example' }
}

function seeCompare(facts: Facts, test: Compare, held: boolean | null, out: Shown): void {
  const [only] = test.rest
  if (only === undefined || test.rest.length > 1) return
  const { op, right } = only
  const negative = op === '!=' || op === 'not in' || op === 'is not'
  const yes = held === null ? null : held !== negative
  const [host, other] = isHost(test.left) ? [test.left, right] : isHost(right) ? [right, test.left] : []
  if (host !== undefined && other !== undefined) {
    if (yes !== false) seeHost(facts, test, other, out)
    return
  }
  if (test.left.kind === 'Subscript') {
    seeCharacter(facts, test, test.left.index, right, yes, out)
    return
  }
  if (op !== 'in' && op !== 'not in') return
  const [needle] = stringsOf(facts.names, test.left) ?? []
  if (needle === undefined) return
  if (needle.includes('\\') && yes !== true) out.backslash = true
  else if (needle === '//' && yes !== true) out.double = true
  else if (needle.length > 2 && yes !== false && !needle.includes('://'))
    out.weak ??= { test: shown(test), passes: `https://evil.example/?${needle}` }
}

/** `.netloc` of something, straight or through a variable of that name. */
function isHost(expr: Expr): boolean {
  return (
    expr.kind === 'Attribute' && HOSTS.has(expr.name) && !/^request\.|^flask\.request\./.test(shown(expr))
  )
}

function seeHost({ names }: Facts, test: Compare, other: Expr, out: Shown): void {
  const texts = stringsOf(names, other)
  if (other.kind === 'Const' || texts?.some((text) => text === '')) noteEmptyHost(test, out)
  else if (joins(names.enclosing(test)?.def ?? test)) out.joined ??= shown(test)
  else out.sound = true
}

/** Its own address is put before the target, which makes a path of what browsers take for a host. */
function joins({ origin, start, end }: Pick<Expr, 'origin' | 'start' | 'end'>): boolean {
  return origin.text.slice(start, end).includes('urljoin(')
}

/** `x[0] == '/'`, `x[1] not in ('/', '\\')`, `x[:2] != '//'` */
function seeCharacter(
  { names }: Facts,
  test: Compare,
  index: Expr,
  right: Expr,
  yes: boolean | null,
  out: Shown,
): void {
  const texts = stringsOf(names, right)
  if (texts === undefined) return
  const whole = texts.join('')
  const first = index.kind === 'Num' ? index.value === 0 : /^\s*(?:0\s*)?:\s*1\b/.test(shown(index))
  if (first && whole === '/' && yes !== false) out.slash ??= shown(test)
  if (first || yes === true) return
  if (whole.includes('/')) out.double = true
  if (whole.includes('\\')) out.backslash = true
}

function seeCall(facts: Facts, test: Call, held: boolean | null, out: Shown, depth: number): void {
  const { callee } = test
  const [first] = test.args
  const own = facts.names.functionOf(callee)
  if (own !== undefined && depth < DEEPEST) {
    seeFunction(facts, own.def.body, out, depth + 1)
    return
  }
  const method = callee.kind === 'Attribute' ? callee.name : ''
  if (method === 'startswith' && first) seeStart(facts, test, first, held, out)
  else if (method === 'endswith' && first) {
    if (held === false) return
    const texts = stringsOf(facts.names, first)
    if (texts?.every((text) => !text.startsWith('.') && !text.startsWith('@')))
      out.weak ??= { test: shown(test), passes: `https://evil${texts[0]}` }
    else out.sound = true
  } else if (held !== null && !/^(?:bool|isinstance|len|str|any|all)$/.test(facts.names.of(callee) ?? ''))
    out.unknown = true
}

function seeStart(facts: Facts, test: Call, prefix: Expr, held: boolean | null, out: Shown): void {
  const texts = stringsOf(facts.names, prefix)
  if (texts === undefined) {
    if (held === false) return
    // `host_url` ends with a slash.
    if (OWN_HOST.test(shown(prefix))) out.sound = true
    else out.unknown = true
    return
  }
  for (const text of texts) {
    if (text === '/') {
      if (held !== false) out.slash ??= shown(test)
    } else if (held !== true && text.startsWith('//')) out.double = true
    else if (held !== true && text.includes('\\')) out.backslash = true
    else if (held !== false && /^https?:\/\/[^/]+$/.test(text))
      out.weak ??= { test: shown(test), passes: `${text}.evil.example` }
  }
}

/** A function that judges targets: whatever it looks at is taken for required. */
function seeFunction(facts: Facts, body: Parameters<typeof walkStmts>[0], out: Shown, depth: number): void {
  const before = out.sound
  let compared = false
  let emptied: Expr | undefined
  walkStmts(body, {
    expr(expr) {
      if (expr.kind === 'Compare') {
        const hosts: Expr[] = []
        walkExpr(expr, { expr: (inner) => void (isHost(inner) && hosts.push(inner)) })
        compared ||= hosts.length > 0
        seeCompare(facts, expr, null, out)
        return hosts.length === 0
      }
      if (expr.kind === 'Call') seeCall(facts, expr, null, out, depth)
      if (isHost(expr)) emptied ??= expr
    },
  })
  if (emptied !== undefined && !compared && out.sound === before) noteEmptyHost(emptied, out)
  // Nothing that this file knows of: it may still be a check.
  if (!out.sound && !out.slash && !out.weak && !out.joined) out.unknown = true
}
