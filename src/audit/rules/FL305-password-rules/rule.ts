// New passwords are taken however short they are, and nothing looks for the ones that everybody tries first.

import { lastOf, shown } from '../../facts/code/expressions.ts'
import { FOREIGN_PASSWORD } from '../../facts/code/foreign-words.ts'
import type { Facts, FunctionInfo, Route } from '../../facts/facts.ts'
import { type Location, placeOf } from '../../location.ts'
import type { Compare, Expr } from '../../python/ast.ts'
import { walkStmts } from '../../python/walk.ts'
import type { Report, Rule } from '../rule.ts'
import { reachOf } from '../shared/reach.ts'

/** Characters. Below this a list of common passwords is needed too (NIST SP 800-63B-4 asks for 15 and a list). */
const LONG_ENOUGH = 12

export const rule: Rule = {
  id: 'FL305',
  name: 'password-rules',
  title: 'No rules for new passwords',
  severity: 'low',
  confidence: 'medium',
  cwe: 521,
  point: 3,
  cure: 'Portcullis asks for 12 characters or more, refuses common and breached ones and those made of the name.',
  check: passwordRules,
}

const PURPOSES = ['register', 'reset', 'change-password'] as const
function isPassword(name: string): boolean {
  return /passw|pwd|passphrase/i.test(name) || FOREIGN_PASSWORD.test(name)
}
/** Whoever has one of these judges passwords by more than their length. */
const JUDGES =
  /zxcvbn|pwned|hibp|breach|common_?passw|weak_?passw|password_?(?:strength|polic|valid|check_strength)|passw(?:or)?d_?meter|(?:block|deny|black)_?list/i

function* passwordRules(facts: Facts): Iterable<Report> {
  const routes = facts.routes.filter(takesNewPassword)
  if (routes.length === 0 || facts.names.modules.some(({ text }) => JUDGES.test(text))) return
  const told = new Set<string>()
  for (const route of routes) {
    const fns = reachOf(facts, route.view)
    const rules = fns.flatMap((fn) => lengthsIn(facts, fn))
    const shortest = rules.find(({ least }) => least < LONG_ENOUGH)
    if (shortest !== undefined) {
      const place = `${shortest.at.file} ${shortest.at.start}`
      if (told.has(place)) continue
      told.add(place)
      yield {
        at: shortest.at,
        message: `${shortest.least} characters are all that is asked of a password: \`${'password'.slice(0, Math.max(shortest.least, 1))}\` will do.`,
        confidence: 'high',
      }
    } else if (rules.length === 0 && readsPasswordItself(facts, fns)) {
      yield { at: route.at, message: `\`${route.path}\` takes any password, however short.` }
    }
  }
}

function takesNewPassword({ purposes, methods }: Route): boolean {
  return methods.includes('POST') && PURPOSES.some((purpose) => purposes.has(purpose))
}

interface Least {
  readonly least: number
  readonly at: Location
}

/** `len(password) < 8`, `Length(min=8)`: what is asked at least, and where. */
function lengthsIn({ names }: Facts, { def }: FunctionInfo): readonly Least[] {
  const found: Least[] = []
  walkStmts(def.body, {
    expr(expr) {
      if (expr.kind === 'Compare') found.push(...compared(expr, (one) => names.literal(one)))
    },
  })
  return found
}

const LESS = new Set(['<', '<='])

function compared(compare: Compare, literal: (expr: Expr) => unknown): Least[] {
  const sides = [compare.left, ...compare.rest.map(({ right }) => right)]
  return compare.rest.flatMap(({ op }, index) => {
    const [left, right] = [sides[index] as Expr, sides[index + 1] as Expr]
    const upwards = LESS.has(op)
    if (!upwards && op !== '>' && op !== '>=') return []
    // `len(p) < 8` and `8 > len(p)` refuse what is shorter; `8 <= len(p)` and `len(p) >= 8` take what is as long.
    const number = isLength(left) ? literal(right) : isLength(right) ? literal(left) : undefined
    if (typeof number !== 'number') return []
    const bounds = isLength(left) ? (upwards ? 'refuses' : 'takes') : upwards ? 'takes' : 'refuses'
    const strict = op === '<' || op === '>'
    const least = bounds === 'refuses' ? (strict ? number : number + 1) : strict ? number + 1 : number
    // `len(p) > 128: refuse` is read as "takes 129 and more": an upper bound, which says nothing here.
    return least > 64 ? [] : [{ least, at: placeOf(compare) }]
  })
}

function isLength(expr: Expr): boolean {
  return (
    expr.kind === 'Call' &&
    expr.callee.kind === 'Name' &&
    expr.callee.id === 'len' &&
    expr.args[0] !== undefined &&
    isPassword(shown(expr.args[0]))
  )
}

const READERS = new Set(['flask.request.form', 'flask.request.json', 'flask.request.values'])

/** From the request by name, with no form or schema in between that could have rules of its own. */
function readsPasswordItself({ names }: Facts, fns: readonly FunctionInfo[]): boolean {
  let reads = false
  let judged = false
  for (const { def } of fns) {
    walkStmts(def.body, {
      expr(expr) {
        if (expr.kind === 'Subscript' && READERS.has(names.of(expr.object) ?? '')) {
          const key = names.literal(expr.index)
          if (typeof key === 'string' && isPassword(key)) reads = true
        }
        if (expr.kind === 'Call') {
          const name = names.of(expr.callee) ?? ''
          const last = expr.callee.kind === 'Attribute' ? expr.callee.name : lastOf(name)
          if (last === 'get' && READERS.has(name.slice(0, -'.get'.length))) {
            const key = expr.args[0] && names.literal(expr.args[0])
            if (typeof key === 'string' && isPassword(key)) reads = true
          }
          // A pattern, a schema, a form, a function that says so: rules may stand there.
          if (/match|search|valid|strong|strength|policy|load|parse|check_?rules|len$/i.test(last))
            judged = true
        }
      },
    })
  }
  return reads && !judged
}
