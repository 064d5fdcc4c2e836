// Werkzeug's development server where the application is deployed, or open to the network.
import { argumentOf } from '../../facts/code/expressions.ts'
import type { CallSite, Facts } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Report, Rule } from '../rule.ts'
import { isForDevelopers, isProductionServer } from '../shared/deployment.ts'

export const rule: Rule = {
  id: 'FL1102',
  name: 'development-server',
  title: 'Development server in production',
  severity: 'low',
  confidence: 'high',
  cwe: 668,
  point: 0,
  cure: 'Portcullis has one server for all stages, with limits and time-outs, and listens on the loopback unless told otherwise.',
  check: developmentServer,
}

/** Every address of the machine. */
const OPEN = new Set(['0.0.0.0', '::', '[::]', '*', ''])
const PYTHON = /^(?:python(?:[23](?:\.\d+)?)?|py)$/

function* developmentServer(facts: Facts): Iterable<Report> {
  const runs = facts.names
    .callsOfMethod('run')
    .filter(
      ({ name }) =>
        name === 'flask.Flask().run' || name.endsWith('app.run') || name.endsWith('create_app().run'),
    )
  const simple = facts.names.callsOf('werkzeug.serving.run_simple')
  yield* inDeployment(facts, [...runs, ...simple])
  // A server for production stands beside it: whoever calls `app.run` is at their own machine.
  const isOnlyLocal = facts.deployment.commands.some(({ words }) => isProductionServer(words))
  for (const { call } of [...runs, ...simple]) {
    const host = argumentOf(call, 0, simple.some((one) => one.call === call) ? 'hostname' : 'host')
    const literal = host && facts.names.literal(host)
    if (typeof literal === 'string' && OPEN.has(literal))
      yield {
        at: placeOf(call),
        message: `The development server listens on all addresses (\`${literal === '' ? "''" : literal}\`).`,
        confidence: isOnlyLocal ? 'low' : 'high',
      }
  }
}

function* inDeployment({ deployment, names }: Facts, runs: readonly CallSite[]): Iterable<Report> {
  const files = new Set(runs.map(({ call }) => call.origin.file))
  for (const { words, at } of deployment.commands) {
    if (isForDevelopers(at.file) || isProductionServer(words)) continue
    const what = commandOf(
      words,
      files,
      names.modules.map(({ file }) => file),
    )
    if (what !== undefined)
      yield { at, message: `\`${what}\` starts Flask’s development server, which is not made for visitors.` }
  }
}

/** `flask run`, `python -m flask --app shop run`, `python app.py` where that calls `app.run`, `manage.py runserver`. */
function commandOf(
  words: readonly string[],
  runners: ReadonlySet<string>,
  files: readonly string[],
): string | undefined {
  const names = words.map((word) => word.slice(word.lastIndexOf('/') + 1))
  if (names.includes('flask') && words.includes('run')) return 'flask run'
  if (words.includes('runserver') && names.some((name) => name.endsWith('.py') || name === 'flask'))
    return 'runserver'
  const python = names.findIndex((name) => PYTHON.test(name))
  if (python === -1) return undefined
  const script = words.slice(python + 1).find((word) => !word.startsWith('-'))
  if (script?.endsWith('.py') !== true) return undefined
  const tail = script.replace(/^\.?\/+/, '')
  const found = files.filter(
    (file) => file === tail || file.endsWith(`/${tail}`) || tail.endsWith(`/${file}`),
  )
  return found.some((file) => runners.has(file))
    ? `python ${tail.slice(tail.lastIndexOf('/') + 1)}`
    : undefined
}
