// Calls that write to a log, or to the standard output, which most servers take for one.
import { writtenName } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import type { CallSite } from '../../python/names-api.ts'

const LEVELS = ['debug', 'info', 'warning', 'warn', 'error', 'critical', 'fatal', 'exception', 'log']
const LOGGER =
  /^(?:logging|loguru|structlog|flask\.(?:Flask\(\)|current_app)\.logger)\b|\.logger\.|getLogger\(\)/

export function* logCalls({ names }: Facts): Iterable<CallSite> {
  for (const level of LEVELS) for (const site of names.callsOfMethod(level)) if (isLogger(site)) yield site
}

export function printCalls({ names }: Facts): readonly CallSite[] {
  return ['print', 'pprint.pprint'].flatMap((name) => names.callsOf(name))
}

function isLogger({ name, call }: CallSite): boolean {
  if (LOGGER.test(name)) return true
  const { callee } = call
  // A logger that came from elsewhere is called one.
  return callee.kind === 'Attribute' && /(?:^|[._])log(?:ger|ging)?$/i.test(writtenName(callee.object))
}
