// float() of a request's text also makes NaN and infinity, which no comparison refuses.
import { shown } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Report, Rule } from '../rule.ts'

/** What the text must have something to do with: NaN elsewhere is a wrong number and no more. */
const MONEY =
  /amount|price|total|balance|quantity|qty|cost|sum|credit|debit|limit|bid|stake|discount|rate|score|points|weight|salary/i

export const rule: Rule = {
  id: 'FL602',
  name: 'nan',
  title: 'NaN and infinity taken for numbers',
  severity: 'low',
  confidence: 'medium',
  cwe: 704,
  point: 6,
  cure: 'Numbers in the settings and bodies of Portcullis are checked by a schema that knows neither.',
  check: nan,
}

function* nan({ names, flow }: Facts): Iterable<Report> {
  for (const { call, module } of names.callsOf('float')) {
    const [given] = call.args
    if (given === undefined || !MONEY.test(shown(given)) || checksFinite(module.text)) continue
    if (!flow.taintOf(given).some(({ kind }) => kind === 'request')) continue
    yield {
      at: placeOf(call),
      message: `\`${shown(call)}\` also makes \`nan\` and \`inf\`, which pass every check by \`<\` and \`>\`.`,
    }
  }
}

/** Whoever knows of them in this module has thought of them here, too. */
function checksFinite(text: string): boolean {
  return text.includes('isfinite') || text.includes('isnan')
}
