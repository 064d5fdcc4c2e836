// A limiter that is there and does not count what it should: each worker for itself, by a header of the visitor's, or not at all.
import { writtenName } from '../../facts/code/expressions.ts'
import type { Extension, Facts } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { isElsewhere } from '../shared/keys.ts'
import { upperBound } from '../shared/version.ts'
import { forwardedKeys } from './keys.ts'
import { memoryOf, workersOf } from './storage.ts'

export const rule: Rule = {
  id: 'FL802',
  name: 'limiter-misuse',
  title: 'Limit that does not hold',
  severity: 'medium',
  confidence: 'high',
  cwe: 799,
  point: 8,
  cure: 'Portcullis counts in its database for all processes, and reads forwarded addresses from trusted proxies alone.',
  check: limiterMisuse,
}

const LIMITER = 'flask_limiter.Limiter'
const PROXY_FIX = 'werkzeug.middleware.proxy_fix.ProxyFix'

function* limiterMisuse(facts: Facts): Iterable<Report> {
  yield* deadDecorators(facts)
  const limiters = facts.extensions.all(LIMITER)
  if (limiters.length === 0) return
  for (const limiter of limiters) yield* storage(facts, limiter)
  yield* forwardedKeys(facts)
  yield* proxies(facts, limiters)
  yield* notBound(facts, limiters)
  const switched = facts.config.get('RATELIMIT_ENABLED')
  if (switched?.literal === false && switched.how === 'literal' && !isElsewhere(switched))
    yield { at: switched.at, message: '`RATELIMIT_ENABLED` is off, so that no limit of Flask-Limiter holds.' }
}

/** It wraps the function after Flask has taken it, and even keeps default limits from it. */
function* deadDecorators({ routes }: Facts): Iterable<Report> {
  for (const { deadDecorators: dead } of routes)
    for (const { expr, name, call } of dead) {
      const written = writtenName(call === null ? expr : call.callee)
      if (
        !/^flask_limiter\.Limiter\(\)\.(?:shared_)?limit/.test(name ?? '') &&
        !/limiter\.(?:shared_)?limit$/.test(written)
      )
        continue
      yield {
        at: placeOf(expr),
        message: `\`@${written}\` stands above the route, and so limits nothing.`,
      }
    }
}

function* storage(facts: Facts, limiter: Extension): Iterable<Report> {
  const memory = memoryOf(facts, limiter)
  if (memory === undefined) return
  const workers = workersOf(facts)
  if (workers === undefined)
    yield {
      at: limiter.at,
      message: `The limiter counts in the memory of one process${memory}, and begins anew with it.`,
      severity: 'low',
      confidence: 'low',
    }
  else
    yield {
      at: limiter.at,
      message: `The limiter counts in each process for itself${memory}, and there are ${workers.count}: each allows the whole limit.`,
      related: [workers.step],
    }
}

/** Behind a proxy every visitor has the proxy's address, unless somebody reads the header it adds. */
function* proxies(
  { deployment, extensions, names, project }: Facts,
  limiters: readonly Extension[],
): Iterable<Report> {
  const fixes = [...extensions.all(PROXY_FIX), ...names.callsOf('werkzeug.contrib.fixers.ProxyFix')]
  const limiter = limiters.find(({ options }) => byAddress(names, options.get('key_func')))
  if (limiter === undefined || fixes.length > 0) return
  const proxy = project.files.find(({ kind, text }) => kind === 'nginx' && text.includes('proxy_pass'))
  if (proxy === undefined || deployment.commands.some(({ words }) => words.includes('uwsgi'))) return
  const start = proxy.text.indexOf('proxy_pass')
  yield {
    at: limiter.at,
    message: 'Behind the proxy all visitors have its address and share one limit: `ProxyFix` is missing.',
    confidence: 'medium',
    related: [{ at: { file: proxy.path, start, end: start + 'proxy_pass'.length }, what: 'the proxy' }],
  }
}

function byAddress(names: Facts['names'], key: Expr | undefined): boolean {
  const name = key && names.of(key)
  return name === 'flask_limiter.util.get_remote_address' || name === 'flask.request.remote_addr'
}

/** `Limiter(app, key_func=…)` has been an error since 3.0; and one that meets no application limits nothing. */
function* notBound({ apps, deployment, names }: Facts, limiters: readonly Extension[]): Iterable<Report> {
  const required = deployment.requirements.find(({ name }) => name === 'flask-limiter')
  const bound = required?.version ?? upperBound(required?.spec ?? '')?.version
  const isOld = bound !== undefined && bound !== null && Number(bound.split('.')[0]) < FIRST_STRICT
  for (const { call, at } of limiters) {
    const first = call.args[0]
    const hasKey = call.keywords.some(({ name }) => name === 'key_func')
    if (first !== undefined && hasKey && !isOld && call.args.length === 1)
      yield {
        at,
        message: `\`Limiter(${writtenName(first)}, key_func=…)\` is an error since Flask-Limiter 3: the first argument is the key function.`,
        severity: 'low',
        confidence: required === undefined ? 'low' : 'medium',
      }
  }
  const [first] = limiters
  if (
    first !== undefined &&
    apps.length > 0 &&
    limiters.every(({ bound: step }) => step === null) &&
    names.callsOfMethod('init_app').length === 0
  )
    yield {
      at: first.at,
      message: 'The limiter meets no application, and so limits nothing.',
      confidence: 'low',
    }
}

const FIRST_STRICT = 3
