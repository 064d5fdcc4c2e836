// An error's inner text or its traceback is shown to whoever asked: names of tables, paths, queries.
import { lastOf, shown } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Expr, Stmt } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import { childrenOf, walkExpr } from '../../python/walk.ts'
import type { Report, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'FL633',
  name: 'error-detail',
  title: 'Inner errors shown to visitors',
  severity: 'low',
  confidence: 'medium',
  cwe: 209,
  point: 6,
  cure: 'Portcullis answers with a fixed text; the log has the stack under the request’s id.',
  check: errorDetail,
}

/** Whatever goes wrong is caught by these, also what nobody thought of. */
const BROAD =
  /^(?:Exception|BaseException|OSError|IOError|EnvironmentError|RuntimeError|sqlite3\.(?:\w*Error)|psycopg2?\.(?:\w*Error)|pymysql\.(?:\w*Error|err\.\w+)|MySQLdb\.\w*Error|mysql\.connector\.\w*Error|sqlalchemy\.exc\.\w*Error|pymongo\.errors\.\w+|subprocess\.\w+Error|requests\.(?:exceptions\.)?\w*(?:Exception|Error))$/
const TRACES = /^traceback\.(?:format_exc|format_exception|format_tb|format_stack)$|^sys\.exc_info$/
/** These send what they are given, and need no `return`. */
const SENDERS =
  /^(?:flask\.(?:abort|flash)|werkzeug\.exceptions\.abort|flask_(?:restful|restx|smorest)\.abort)$/

interface Caught {
  /** The exception's variable, and those that hold its text. */
  readonly names: Set<string>
  readonly broad: boolean
}

function* errorDetail(facts: Facts): Iterable<Report> {
  const seen = new Set<FunctionInfo>()
  for (const { event, fn, argument } of facts.hooks) {
    if (!/errorhandler|error_handler/.test(event) || seen.has(fn)) continue
    seen.add(fn)
    const [param] = fn.def.params.filter(({ name }) => name !== 'self')
    const code = argument === null ? undefined : facts.names.literal(argument)
    // Of a 404 or 400 the text is Werkzeug's own; of a 500 it is the exception's.
    const broad = code === 500 || (argument !== null && BROAD.test(facts.names.of(argument) ?? ''))
    const caught = param === undefined ? null : { names: new Set([param.name]), broad }
    yield* inBody(facts, fn.def.body, caught)
  }
  for (const { view } of facts.routes) {
    if (seen.has(view)) continue
    seen.add(view)
    yield* inBody(facts, view.def.body, null)
  }
}

function* inBody(facts: Facts, body: readonly Stmt[], caught: Caught | null): Iterable<Report> {
  for (const stmt of body) {
    switch (stmt.kind) {
      case 'Try':
        yield* inBody(facts, stmt.body, caught)
        for (const { type, name, body: inside } of stmt.handlers) {
          const inner = name === null ? caught : { names: new Set([name.id]), broad: isBroad(facts, type) }
          yield* inBody(facts, inside, inner)
        }
        yield* inBody(facts, [...stmt.orelse, ...stmt.finalbody], caught)
        break
      case 'If':
        // `if app.debug: return traceback…`
        if (/debug|testing|HTTPException/i.test(shown(stmt.test))) {
          yield* inBody(facts, stmt.orelse, caught)
          break
        }
        yield* inBody(facts, [...stmt.body, ...stmt.orelse], caught)
        break
      case 'For':
      case 'While':
        yield* inBody(facts, [...stmt.body, ...stmt.orelse], caught)
        break
      case 'With':
      case 'Broken':
        yield* inBody(facts, stmt.body, caught)
        break
      case 'Assign':
        if (stmt.value !== null && caught !== null && detailOf(facts, stmt.value, caught) !== undefined)
          for (const target of stmt.targets) if (target.kind === 'Name') caught.names.add(target.id)
        break
      case 'Return':
        if (stmt.value !== null) yield* sent(facts, stmt.value, caught)
        break
      case 'ExprStmt':
        if (stmt.value.kind === 'Call' && SENDERS.test(facts.names.of(stmt.value.callee) ?? ''))
          yield* sent(facts, stmt.value, caught)
        break
    }
  }
}

/** No type at all catches everything; of several, the broadest counts. */
function isBroad({ names }: Facts, type: Expr | null): boolean {
  if (type === null) return true
  const types = type.kind === 'Tuple' ? type.elements : [type]
  return types.some((one) => BROAD.test(names.of(one) ?? ''))
}

function* sent(facts: Facts, expr: Expr, caught: Caught | null): Iterable<Report> {
  const detail = detailOf(facts, expr, caught)
  if (detail === undefined) return
  const isTrace = detail.kind === 'Call' && TRACES.test(facts.names.of(detail.callee) ?? '')
  if (!isTrace && !caught?.broad) return
  const confidence: Confidence = isTrace ? 'high' : 'medium'
  yield {
    at: placeOf(detail),
    message: `\`${shown(detail)}\` tells the visitor what went wrong inside.`,
    confidence,
  }
}

/** The exception as text, or a traceback, within what is sent. */
function detailOf(facts: Facts, expr: Expr, caught: Caught | null): Expr | undefined {
  if (expr.kind === 'Name') return caught?.names.has(expr.id) ? expr : undefined
  if (expr.kind === 'Attribute')
    // `e.code`, `e.description` and the like are meant for others; `e.args`, `e.orig` are not.
    return /^(?:args|message|orig|statement|strerror|stderr|output)$/.test(expr.name)
      ? detailOf(facts, expr.object, caught)
      : undefined
  if (expr.kind === 'Compare' || expr.kind === 'Lambda') return undefined
  if (expr.kind === 'Call') {
    const name = facts.names.of(expr.callee) ?? ''
    if (TRACES.test(name)) return expr
    if (caught !== null && name === 'str' && expr.args[0] && isCaught(expr.args[0], caught)) return expr
    if (!hands(name, expr.callee)) return undefined
    for (const arg of [...expr.args, ...expr.keywords.map(({ value }) => value)]) {
      const found = detailOf(facts, arg, caught)
      if (found !== undefined) return found
    }
    return expr.callee.kind === 'Attribute' ? detailOf(facts, expr.callee.object, caught) : undefined
  }
  for (const child of childrenOf(expr)) {
    const found = detailOf(facts, child, caught)
    if (found !== undefined) return found
  }
  return undefined
}

function isCaught(expr: Expr, { names }: Caught): boolean {
  let found = false
  walkExpr(expr, {
    expr(part) {
      if (part.kind === 'Name' && names.has(part.id)) found = true
    },
  })
  return found
}

/** Calls whose answer shows what they were given; of others (the project's own, a logger's) nothing is known. */
function hands(name: string, callee: Expr): boolean {
  if (
    /^(?:repr|format|str|dict|list|json\.dumps|flask\.(?:jsonify|json\.dumps|make_response|Response|render_template|render_template_string|abort|flash|redirect)|markupsafe\.escape|html\.escape|werkzeug\.exceptions\.abort|flask_(?:restful|restx|smorest)\.abort)$/.test(
      name,
    )
  )
    return true
  return (
    callee.kind === 'Attribute' &&
    /^(?:format|join|strip|replace|split|splitlines)$/.test(lastOf(callee.name))
  )
}
