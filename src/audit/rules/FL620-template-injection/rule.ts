// A template made of what a request says: Jinja runs it, and its expressions reach Python.
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'
import { arrivals, FROM_STORES_TOO, reportOf } from '../shared/arrivals.ts'

const SINKS: readonly SinkSpec[] = [
  {
    id: 'FL620',
    calls: [
      'flask.render_template_string',
      'flask.stream_template_string',
      'flask.templating.render_template_string',
      'jinja2.Template',
      'jinja2.environment.Template',
      'jinja2.Environment().from_string',
      'jinja2.sandbox.Environment().from_string',
      'flask.Flask().jinja_env.from_string',
      'flask.current_app.jinja_env.from_string',
      '*.jinja_env.from_string',
      'mako.template.Template',
      'quart.render_template_string',
    ],
    args: [0, 'source', 'text'],
    clean: 'code',
  },
]

export const rule: Rule = {
  id: 'FL620',
  name: 'template-injection',
  title: 'Template made of foreign text',
  severity: 'critical',
  confidence: 'high',
  cwe: 1336,
  point: 6,
  cure: 'Portcullis has no templates made at run time: its pages are literals of the source, and values only fill holes.',
  sinks: SINKS,
  check: templateInjection,
}

function* templateInjection(facts: Facts): Iterable<Report> {
  for (const arrival of arrivals(facts, ['FL620'], FROM_STORES_TOO))
    yield reportOf(arrival, `\`${arrival.taint.source.what}\` becomes part of the template itself.`)
}
