// A token, code or password made by a generator that can be foreseen, or too short a code to withstand guessing.
import { keywordOf, lastOf, stringOf, writtenName } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Expr, Stmt } from '../../python/ast.ts'
import type { CallSite } from '../../python/names-api.ts'
import { walkExpr, walkStmts } from '../../python/walk.ts'
import type { Report, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'FL1304',
  name: 'weak-random',
  title: 'Secret from a foreseeable generator',
  severity: 'high',
  confidence: 'high',
  cwe: 338,
  point: 0,
  cure: 'Portcullis draws all tokens and codes from the system’s generator, and counts wrong guesses.',
  check: weakRandom,
}

const FUNCTIONS = [
  'choice',
  'choices',
  'sample',
  'randint',
  'randrange',
  'random',
  'getrandbits',
  'randbytes',
  'uniform',
]
const WEAK = [
  ...['random', 'random.Random()', 'numpy.random'].flatMap((module) =>
    FUNCTIONS.map((name) => `${module}.${name}`),
  ),
  'uuid.uuid1',
]
const NUMBERS = new Set([
  'randbelow',
  'randint',
  'randrange',
  'random',
  'getrandbits',
  'randbytes',
  'uniform',
  'uuid1',
])

/** What must not be foreseen, by the name of what it is kept in or made by. */
const SECRET =
  /(?:^|_)(?:token|tokens|otp|otp_code|totp_secret|one_time_code|password|passwd|passphrase|pwd|pin|pin_code|api_?key|secret|secret_?key|session_?id|nonce|salt|csrf|invite_code|invitation_code|reset_code|reset_key|recovery_codes?|backup_codes?|verification_code|verify_code|confirm_code|confirmation_code|activation_code|activation_key|auth_code|login_code|access_code|sms_code|email_code|voucher_code|gift_code)$/i
/** Alone it may be anything: a colour, a product, a status. */
const CODE = /^code$/i
/** `makeToken` and `make_token` alike. */
const MAKER = /(?:^|_)(?:generate|make|create|new|get|gen|random|build)_|_generator$/i

/** Digits that a code needs at least where guesses are not limited to a few (OWASP ASVS V6.5.4: 20 bits). */
const FEWEST_VALUES = 100_000

function* weakRandom(facts: Facts): Iterable<Report> {
  for (const name of WEAK)
    for (const site of facts.names.callsOf(name)) {
      const what = secretOf(facts, site)
      if (what === undefined) continue
      const of =
        name === 'uuid.uuid1' ? 'tells the time and the machine' : 'can be foreseen from its earlier values'
      yield {
        at: placeOf(site.call),
        message: `\`${what.name}\` is made by \`${name}\`, which ${of}.`,
        confidence: what.confidence,
      }
    }
  yield* shortCodes(facts)
}

/** `secrets.randbelow(10000)`: good numbers, and too few of them. */
function* shortCodes(facts: Facts): Iterable<Report> {
  for (const site of facts.names.callsOf('secrets.randbelow')) {
    const [below] = site.call.args
    const values = below && facts.names.literal(below)
    if (typeof values !== 'number' || values < 1000 || values >= FEWEST_VALUES) continue
    const what = secretOf(facts, site)
    if (what === undefined) continue
    yield {
      at: placeOf(site.call),
      message: `\`${what.name}\` is one of ${values} values, which can be guessed.`,
      severity: 'medium',
      confidence: 'medium',
    }
  }
}

interface Kept {
  readonly name: string
  readonly confidence: Confidence
}

function secretOf(facts: Facts, site: CallSite): Kept | undefined {
  const kept = keeperOf(site)
  const last = lastOf(site.name)
  if (kept !== undefined && snake(kept).match(SECRET)) {
    // `token = random.choice(tokens)`: a word of a text, or one of a list.
    if (!NUMBERS.has(last) && !isAlphabet(facts, site)) return undefined
    return { name: kept, confidence: 'high' }
  }
  const maker = site.inside?.def.name
  const makes =
    maker !== undefined &&
    SECRET.test(snake(maker)) &&
    (MAKER.test(snake(maker)) || SECRET.test(`_${snake(maker)}`))
  if (kept !== undefined && CODE.test(kept) && isLong(facts, site))
    return { name: kept, confidence: 'medium' }
  if (makes && isResult(site) && (NUMBERS.has(last) || isAlphabet(facts, site)))
    return { name: `${maker}()`, confidence: 'high' }
  return undefined
}

/** The variable, attribute, key or keyword that the value goes into. */
function keeperOf({ call, inside, module }: CallSite): string | undefined {
  let found: string | undefined
  const holds = (expr: Expr) => expr.start <= call.start && call.end <= expr.end && !isTest(expr, call)
  walkStmts(inside?.def.body ?? module.body, {
    stmt(stmt: Stmt) {
      if (call.start < stmt.start || stmt.end < call.end) return false
      if (stmt.kind === 'Assign' && stmt.value !== null && holds(stmt.value))
        found = targetOf(stmt.targets[0]) ?? found
      if (stmt.kind === 'AugAssign' && holds(stmt.value)) found = targetOf(stmt.target) ?? found
      return true
    },
    expr(expr) {
      if (call.start < expr.start || expr.end < call.end) return false
      if (expr.kind === 'Call')
        for (const { name, value } of expr.keywords) if (name !== null && holds(value)) found = name
      if (expr.kind === 'Dict')
        for (const { key, value } of expr.entries) if (key?.kind === 'Str' && holds(value)) found = key.value
      return true
    },
  })
  return found
}

/** `k=random.randint(8, 12)` is the length rather than the secret. */
function isTest(value: Expr, call: Expr): boolean {
  let lies = false
  walkExpr(value, {
    expr(expr) {
      if (
        expr.kind === 'Call' &&
        expr.args.length > 0 &&
        /^(?:range|sleep|len)$/.test(writtenName(expr.callee))
      )
        for (const arg of expr.args) if (arg.start <= call.start && call.end <= arg.end) lies = true
      return !lies
    },
  })
  return lies
}

function targetOf(target: Expr | undefined): string | undefined {
  if (target === undefined) return undefined
  if (target.kind === 'Name') return target.id
  if (target.kind === 'Attribute') return target.name
  if (target.kind === 'Subscript' && target.index.kind === 'Str') return target.index.value
  return undefined
}

function snake(name: string): string {
  return name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').replaceAll('-', '_')
}

/** Characters are drawn: a text, `string.ascii_letters`, or something named after them. */
function isAlphabet({ names }: Facts, { call }: CallSite): boolean {
  const from = call.args[0] ?? keywordOf(call, 'population')
  if (from === undefined) return false
  if (stringOf(names, from) !== undefined) return true
  if (from.kind === 'Call' && /^(?:range|list)$/.test(writtenName(from.callee))) return true
  let found = false
  walkExpr(from, {
    expr(expr) {
      const name = names.of(expr) ?? writtenName(expr)
      if (
        /^string\.|(?:^|[._])(?:chars?|characters|alphabet|letters|digits|symbols|pool|charset)$/i.test(name)
      )
        found = true
      return !found
    },
  })
  if (found || from.kind !== 'Name') return found
  return names
    .assigned(from)
    .some((one) =>
      /string\.(?:ascii|digits|hex|punct)|['"][A-Za-z0-9]{10,}['"]/.test(
        one.origin.text.slice(one.start, one.end),
      ),
    )
}

/** Put together of several characters, or a number of at least four digits. */
function isLong(facts: Facts, site: CallSite): boolean {
  const last = lastOf(site.name)
  if (last === 'randint' || last === 'randrange') {
    const literals = site.call.args.map((arg) => facts.names.literal(arg))
    return literals.some((value) => typeof value === 'number' && value >= 1000)
  }
  return isAlphabet(facts, site)
}

/** Of such a function's draws, those that are no delay, size or index. */
function isResult(site: CallSite): boolean {
  return (
    keeperOf(site) === undefined ||
    /^(?:res|result|out|s|value|chars?|text|code|ret|key|digits?|random_string|rand|t|x)$/i.test(
      keeperOf(site) as string,
    )
  )
}
