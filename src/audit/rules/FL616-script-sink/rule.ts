// A script of a page makes markup or code of the address, of an answer, or of what the template puts into it.
import type { Facts } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import { scriptFacts } from '../../templates/script-facts.ts'
import type { ScriptSink } from '../../templates/script-sinks.ts'
import type { Template } from '../../templates/template.ts'
import type { Report, Rule } from '../rule.ts'
import { isSent, originOf, taintsAt } from '../shared/holes.ts'

export const rule: Rule = {
  id: 'FL616',
  name: 'script-sink',
  title: 'Markup or code made by an inline script',
  severity: 'medium',
  confidence: 'high',
  cwe: 79,
  point: 6,
  cure: 'Portcullis’s CSP runs no script without its nonce, so that markup that got in runs none.',
  check: scriptSink,
}

/** Words without which a script has no sink. */
const SINKS =
  /innerHTML|outerHTML|srcdoc|insertAdjacentHTML|createContextualFragment|\.html\(|parseHTML|setHTMLUnsafe|\.write(?:ln)?\(|eval|Function|setTimeout|setInterval|execScript|append|prepend|after\(|before\(|replaceWith/

function* scriptSink(facts: Facts): Iterable<Report> {
  for (const template of facts.templates.list) {
    if (!SINKS.test(template.text)) continue
    for (const sink of scriptFacts(template).sinks) {
      const report = reportOf(facts, template, sink)
      if (report !== null) yield report
    }
  }
}

function reportOf(facts: Facts, template: Template, sink: ScriptSink): Report | null {
  const at = { file: template.file, start: sink.start, end: sink.end }
  const what = isCode(sink.sink) ? 'code' : 'markup'
  const told = (from: string, confidence: Confidence): Report => ({
    at,
    message: `\`${sink.sink}\` makes ${what} of ${from}.`,
    confidence,
  })
  if (sink.value === 'location') return told(`the page’s address (\`${sink.from}\`)`, 'high')
  for (const hole of sink.holes) {
    // Escapes of HTML don't outlive a string of JavaScript: `\x3c` is `<` again.
    const taints = taintsAt(facts, template, hole)
    const [taint] = taints
    if (taint === undefined) continue
    return {
      ...told(originOf(taint), isSent(taint) ? 'high' : 'medium'),
      path: [taint.source, ...taint.steps, { at, what: 'arrives here' }],
    }
  }
  // Answers of the application's own that hold markup are a way of building pages.
  return sink.value === 'response' ? told(`what a server answered (\`${sink.from}\`)`, 'low') : null
}

function isCode(sink: string): boolean {
  return /^(?:eval|new Function|setTimeout|setInterval|execScript)$/.test(sink)
}
