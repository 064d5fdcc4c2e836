// An answer that tells a stranger whether somebody has an account.
import { writtenName } from '../../facts/code/expressions.ts'
import type { Facts, FunctionInfo, Purpose, Route } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import { walkExpr, walkStmts } from '../../python/walk.ts'
import type { Report, Rule } from '../rule.ts'
import { reachOf } from '../shared/reach.ts'
import { tellsOfAccount } from './messages.ts'

export const rule: Rule = {
  id: 'FL1305',
  name: 'enumeration',
  title: 'Answer that tells of accounts',
  severity: 'low',
  confidence: 'medium',
  cwe: 204,
  point: 0,
  cure: 'Portcullis answers known and unknown people with the same words, after the same time.',
  check: enumeration,
}

/** In the order in which a route that has several purposes is judged. */
const ASKED: readonly Purpose[] = ['login', 'reset-request', 'register']

function* enumeration(facts: Facts): Iterable<Report> {
  for (const route of facts.routes) {
    const purpose = ASKED.find((one) => route.purposes.has(one))
    // Whoever is signed in makes accounts for others.
    if (purpose === undefined || (route.guards.length > 0 && purpose === 'register')) continue
    for (const fn of functionsOf(facts, route))
      for (const { expr, text, confidence } of textsOf(fn, route))
        if (tellsOfAccount(text, purpose))
          yield {
            at: placeOf(expr),
            message: `The answer tells strangers whether somebody has an account: “${text.slice(0, 60)}”.`,
            confidence,
          }
  }
}

/** What the view runs, and the checks of the forms that it makes. */
function functionsOf(facts: Facts, { view }: Route): readonly FunctionInfo[] {
  const { names } = facts
  const bodyOf = facts.bodyOf
  const reached = reachOf(facts, view)
  const forms = new Set(
    reached.flatMap((fn) => bodyOf(fn).calls.flatMap(({ call }) => names.classOf(call.callee) ?? [])),
  )
  const checks = [...forms].flatMap((form) =>
    [...form.methods].flatMap(([name, method]) => (name.startsWith('validate') ? [method] : [])),
  )
  return [...new Set([...reached, ...checks])]
}

interface Text {
  readonly expr: Expr
  readonly text: string
  readonly confidence: Confidence
}

/** Written for operators, not for visitors. */
const LOG = /(?:^|\.)(?:log|logger|logging|_logger)\.\w+$|^print$/i

function textsOf(fn: FunctionInfo, { view }: Route): readonly Text[] {
  const found: Text[] = []
  const shared: Expr[] = []
  const collect = (expr: Expr, confidence: Confidence) =>
    walkExpr(expr, {
      expr: (one) => {
        if (one.kind === 'Call' && LOG.test(writtenName(one.callee))) return false
        // What it is compared with is no answer.
        if (one.kind === 'Compare') return false
        const text = one.kind === 'Str' ? one.value : one.kind === 'FString' ? textOf(one) : undefined
        if (text === undefined) return true
        found.push({ expr: one, text, confidence })
        return false
      },
    })
  walkStmts(fn.def.body, {
    stmt: (stmt) => {
      if (stmt.kind === 'FunctionDef' || stmt.kind === 'ClassDef') return false
      if (stmt.kind === 'ExprStmt' && stmt.value.kind === 'Str') return false
      if (stmt.kind === 'If' && stmt.test.kind === 'BoolOp' && asksForPassword(stmt.test)) {
        const both = stmt.test.op === 'or' ? stmt.body : stmt.orelse
        if (both[0]?.kind !== 'If')
          walkStmts(both, {
            expr: (expr) => {
              shared.push(expr)
              return false
            },
          })
      }
      if (stmt.kind === 'Raise') {
        // Elsewhere an exception may end as the same answer as all others.
        if (stmt.value)
          collect(stmt.value, fn === view || fn.def.name.startsWith('validate') ? 'medium' : 'low')
        return false
      }
      return true
    },
    expr: (expr) => {
      collect(expr, 'medium')
      return false
    },
  })
  return found.filter(({ expr }) => !shared.some(({ start, end }) => start <= expr.start && expr.end <= end))
}

const PASSWORD_CHECK = /check_?password|checkpw|verify|authenticate/i

/** `if user is None or not check_password_hash(…)`: one answer for the wrong name and the wrong password. */
function asksForPassword(test: Expr): boolean {
  let asks = false
  walkExpr(test, {
    expr: (one) => {
      if (one.kind === 'Call' && PASSWORD_CHECK.test(writtenName(one.callee))) asks = true
      return !asks
    },
  })
  return asks
}

function textOf({ parts }: Expr & { kind: 'FString' }): string {
  return parts.map((part) => (part.kind === 'Str' ? part.value : '…')).join('')
}
