// Debug mode where the app is deployed: Werkzeug's debugger shows the source and runs Python for whoever reaches it.
import { keywordOf } from '../../facts/code/expressions.ts'
import type { CallSite, Facts } from '../../facts/facts.ts'
import type { Fix } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { isForDevelopers } from '../shared/deployment.ts'

export const rule: Rule = {
  id: 'FL1101',
  name: 'debug',
  title: 'Debug mode',
  severity: 'high',
  confidence: 'high',
  cwe: 489,
  point: 0,
  cure: 'Portcullis has no debugger to leave on: errors show a request id, and the log has the rest.',
  check: debug,
}

const RUNS = new Set(['flask.Flask().run', 'flask_socketio.SocketIO().run'])
const ENVIRONMENT_READERS = new Set(['os.environ.get', 'os.getenv', 'os.environ.setdefault'])
/** What Flask takes for a no, in lower case (flask.helpers.get_debug_flag). */
const NO = new Set(['', '0', 'false', 'no'])

function* debug(facts: Facts): Iterable<Report> {
  yield* inCode(facts)
  yield* inConfiguration(facts)
  yield* inDeployment(facts)
}

function* inCode(facts: Facts): Iterable<Report> {
  const { names } = facts
  for (const site of names.callsOfMethod('run')) {
    if (!RUNS.has(site.name) && !isKnownApp(facts, site)) continue
    // `run(host, port, debug)`; SocketIO's takes the app first.
    const option =
      keywordOf(site.call, 'debug') ??
      (site.name.startsWith('flask_socketio') ? undefined : site.call.args[2])
    if (option !== undefined) yield* judged(facts, option, `\`${shortOf(site)}\``)
    const console = keywordOf(site.call, 'use_debugger')
    if (console !== undefined && names.literal(console) === true)
      yield { at: placeOf(console), message: 'Werkzeug’s debugger is on.', fix: fixOf(console) }
  }
  for (const site of names.callsOf('werkzeug.serving.run_simple')) {
    const option = keywordOf(site.call, 'use_debugger')
    if (option !== undefined && names.literal(option) === true)
      yield { at: placeOf(option), message: 'Werkzeug’s debugger is on.', fix: fixOf(option) }
  }
  for (const site of names.callsOf('werkzeug.debug.DebuggedApplication')) {
    yield { at: placeOf(site.call), message: 'Werkzeug’s debugger is wrapped around the application.' }
  }
}

/** `create_app().run(debug=True)`: what runs is no name of Flask's, but the option is. */
function isKnownApp({ names, apps }: Facts, { call, name }: CallSite): boolean {
  if (call.callee.kind !== 'Attribute' || apps.length === 0) return false
  const of = names.of(call.callee.object)
  return (of === undefined || name.endsWith('app.run')) && endsLikeAnApp(call.callee.object)
}

function endsLikeAnApp(object: Expr): boolean {
  if (object.kind === 'Call') return endsLikeAnApp(object.callee)
  const last = object.kind === 'Name' ? object.id : object.kind === 'Attribute' ? object.name : ''
  return last === 'app' || last === 'application' || last === 'create_app' || last === 'make_app'
}

function* judged({ names }: Facts, option: Expr, what: string): Iterable<Report> {
  const literal = names.literal(option)
  if (literal === true || literal === 1) {
    yield { at: placeOf(option), message: `${what} switches debug mode on.`, fix: fixOf(option) }
  } else if (typeof literal === 'string' && literal !== '') {
    yield {
      at: placeOf(option),
      message: `${what} switches debug mode on: any text does, \`'${literal.slice(0, 20)}'\` too.`,
    }
  } else if (literal === undefined) {
    const fallback = defaultOfEnvironment({ names }, option)
    if (typeof fallback === 'string' && fallback !== '')
      yield {
        at: placeOf(option),
        message: `${what} switches debug mode on whatever the variable says: any text does, \`'${fallback.slice(0, 20)}'\` too.`,
      }
    else if (fallback === true)
      yield {
        at: placeOf(option),
        message: `${what} switches debug mode on where the variable is not set.`,
        confidence: 'medium',
      }
  }
}

/** What `os.environ.get('DEBUG', 'False')` gives where the variable is missing; undefined for anything else. */
function defaultOfEnvironment({ names }: Pick<Facts, 'names'>, expr: Expr) {
  if (expr.kind !== 'Call' || !ENVIRONMENT_READERS.has(names.of(expr.callee) ?? '')) return undefined
  const fallback = expr.args[1] ?? keywordOf(expr, 'default')
  return fallback === undefined ? undefined : names.literal(fallback)
}

function* inConfiguration(facts: Facts): Iterable<Report> {
  const value = facts.config.get('DEBUG')
  if (value === undefined || value.environment === 'development' || value.environment === 'testing') return
  const { at, literal, how } = value
  if (how === 'literal' && (literal === true || literal === 1)) {
    yield { at, message: '`DEBUG` is on in the configuration.', fix: value.value && fixOf(value.value) }
  } else if ((how === 'literal' || how === 'env-default') && typeof literal === 'string' && literal !== '') {
    yield {
      at,
      message: `\`DEBUG\` is a text, and any text switches it on, \`'${literal.slice(0, 20)}'\` too.`,
      confidence: 'medium',
    }
  }
}

/** Besides what is named so: `.env` is for the developer's own machine, most often. */
function isOfDevelopers(file: string): boolean {
  return isForDevelopers(file) || file.slice(file.lastIndexOf('/') + 1).startsWith('.env')
}

function* inDeployment({ deployment }: Facts): Iterable<Report> {
  for (const { name, value, at } of deployment.environment) {
    if (isOfDevelopers(at.file)) continue
    if (name === 'FLASK_DEBUG' && !NO.has(value.toLowerCase()))
      yield { at, message: `\`FLASK_DEBUG=${value.slice(0, 20)}\` switches debug mode on.` }
    if (name === 'WERKZEUG_DEBUG_PIN' && value.toLowerCase() === 'off')
      yield { at, message: '`WERKZEUG_DEBUG_PIN=off` opens the debugger’s console to everybody.' }
    if (name === 'FLASK_ENV' && value === 'development')
      yield {
        at,
        message: '`FLASK_ENV=development` switches debug mode on, in Flask before 2.3.',
        confidence: 'medium',
      }
  }
  for (const { words, at } of deployment.commands) {
    const isFlask = words.some((word) => word === 'flask' || word.endsWith('/flask'))
    if (isFlask && words.includes('--debug') && !isOfDevelopers(at.file))
      yield { at, message: '`flask run --debug` serves in debug mode.' }
  }
}

function shortOf({ call }: CallSite): string {
  const { callee } = call
  const object = callee.kind === 'Attribute' && callee.object.kind === 'Name' ? `${callee.object.id}.` : ''
  return `${object}run(debug=…)`
}

/** Only `True` itself: with a variable the meaning would change elsewhere too. */
function fixOf(option: Expr): Fix | null {
  if (option.kind !== 'Const' || option.value !== true) return null
  return { title: 'Switch debug mode off', edits: [{ at: placeOf(option), text: 'False' }] }
}
