// Protection against cross-site requests taken away: in the configuration, from a view, from a form.
import { lastOf } from '../../facts/code/expressions.ts'
import type { ClassInfo, Facts, FunctionInfo, Route } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Expr, Stmt } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { isFalse, isSentBySimpleForm, isUnsafe, isWorthForging, switchIn } from '../shared/csrf.ts'

export const rule: Rule = {
  id: 'FL203',
  name: 'csrf-off',
  title: 'CSRF protection switched off',
  severity: 'high',
  confidence: 'high',
  cwe: 352,
  point: 2,
  cure: 'In Portcullis a route is exempt only where it is named as one for machines, which takes no cookie.',
  check: csrfOff,
}

const SWITCHES = ['WTF_CSRF_ENABLED', 'CSRF_ENABLED', 'JWT_COOKIE_CSRF_PROTECT'] as const

function* csrfOff(facts: Facts): Iterable<Report> {
  yield* inConfiguration(facts)
  yield* exemptions(facts)
  yield* forms(facts)
}

function* inConfiguration({ config, apps, names }: Facts): Iterable<Report> {
  for (const key of SWITCHES) {
    const value = config.get(key)
    if (value === undefined || value.literal !== false || value.how !== 'literal') continue
    if (value.environment === 'testing' || value.environment === 'development') continue
    if (key === 'JWT_COOKIE_CSRF_PROTECT' && !keepsJwtInCookies(config.get('JWT_TOKEN_LOCATION')?.literal))
      continue
    if (key !== 'JWT_COOKIE_CSRF_PROTECT' && apps.length > 0 && apps.every(({ apiOnly }) => apiOnly)) continue
    yield { at: value.at, message: `\`${key}\` switches the CSRF protection off.` }
  }
  const check = config.get('WTF_CSRF_CHECK_DEFAULT')
  if (check?.literal !== false || check.how !== 'literal' || check.environment === 'testing') return
  // Then each view has to ask for it.
  if (names.callsOfMethod('protect').length > 0) return
  yield { at: check.at, message: '`WTF_CSRF_CHECK_DEFAULT` is off, and nothing calls `csrf.protect()`.' }
}

function keepsJwtInCookies(where: unknown): boolean {
  return where === 'cookies' || (Array.isArray(where) && where.includes('cookies'))
}

function* exemptions(facts: Facts): Iterable<Report> {
  const { routes, extensions } = facts
  if (extensions.csrf === null) return
  for (const route of routes) {
    if (route.csrfExempt === null || !isWorthForging(route)) continue
    yield {
      at: route.csrfExempt.at,
      message: `\`${route.view.def.name}()\` is exempt from the CSRF protection, changes something, and goes by the visitor’s cookie.`,
      severity: route.purposes.has('logout') ? 'low' : 'high',
      // What takes only JSON, PUT or DELETE another site can send where CORS lets it.
      confidence: isSentBySimpleForm(facts, route) ? 'high' : 'low',
      related: [{ at: route.at, what: `${methodsOf(route)} ${route.path}` }],
    }
  }
}

function methodsOf({ methods }: Route): string {
  return methods.filter((method) => method !== 'GET').join(', ')
}

const BASES = new Set(['FlaskForm', 'SecureForm'])
const FLASK_FORMS = /^flask_wtf\./

/** Of views that take POST and that no layer for the whole app looks at. */
function* forms(facts: Facts): Iterable<Report> {
  const { names, extensions, routes } = facts
  const guarded = extensions.csrf !== null
  const byView = new Map<FunctionInfo, Route>()
  for (const route of routes)
    if (isUnsafe(route) && route.usesSession && (!guarded || route.csrfExempt !== null))
      byView.set(route.view, route)
  if (byView.size === 0) return
  const off = new Map<ClassInfo, Expr>()
  for (const cls of names.classes) {
    const at = isForm(facts, cls) ? metaSwitch(cls) : undefined
    if (at !== undefined) off.set(cls, at)
  }
  for (const { call, inside } of names.calls) {
    const route = inside === null ? undefined : byView.get(inside)
    if (route === undefined || !isFormCall(call.callee)) continue
    const cls = names.classOf(call.callee)
    if (cls === undefined || !isForm(facts, cls)) continue
    const at = switchIn(call) ?? names.lineage(cls).flatMap((one) => off.get(one) ?? [])[0]
    if (at === undefined) continue
    yield {
      at: placeOf(at),
      message: `\`${cls.def.name}\` has no CSRF token, and \`${route.view.def.name}()\` takes it by POST.`,
      related: [{ at: route.at, what: `${methodsOf(route)} ${route.path}` }],
    }
  }
}

function isFormCall(callee: Expr): boolean {
  return callee.kind === 'Name' || callee.kind === 'Attribute'
}

function isForm({ names }: Facts, cls: ClassInfo): boolean {
  return [...names.allBases(cls)].some(
    (base) => FLASK_FORMS.test(base) && (BASES.has(lastOf(base)) || lastOf(base) === 'Form'),
  )
}

/** `class Meta: csrf = False` */
function metaSwitch({ def }: ClassInfo): Expr | undefined {
  const meta = def.body.find((stmt) => stmt.kind === 'ClassDef' && stmt.name === 'Meta')
  if (meta?.kind !== 'ClassDef') return undefined
  return meta.body.flatMap((stmt: Stmt) =>
    stmt.kind === 'Assign' && stmt.value !== null && isFalse(stmt.value) && isNamed(stmt.targets[0], 'csrf')
      ? [stmt.value]
      : [],
  )[0]
}

function isNamed(expr: Expr | undefined, name: string): boolean {
  return expr?.kind === 'Name' && expr.id === name
}
