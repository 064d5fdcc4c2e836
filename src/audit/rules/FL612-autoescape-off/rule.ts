// Markup made without escaping: switched off in a block, for the app, by Jinja's own defaults, or by a file's extension.
import { keywordOf } from '../../facts/code/expressions.ts'
import type { Facts, FlowFound, SinkSpec, Taint } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { Hole, Template } from '../../templates/template.ts'
import type { Report, Rule } from '../rule.ts'
import { arrivals, FROM_STORES_TOO, reportOf } from '../shared/arrivals.ts'
import { isSent, originOf, placeOfHole, reportOfHole, taintsAt } from '../shared/holes.ts'

const SINKS: readonly SinkSpec[] = [
  {
    id: 'FL612',
    calls: [
      'jinja2.Template().render',
      'jinja2.environment.Template().render',
      'jinja2.Environment().from_string().render',
      'jinja2.Environment().get_template().render',
    ],
    args: ['*'],
    clean: 'html',
  },
]

export const rule: Rule = {
  id: 'FL612',
  name: 'autoescape-off',
  title: 'Template without escaping',
  severity: 'high',
  confidence: 'high',
  cwe: 79,
  point: 6,
  cure: 'Portcullis escapes in each template, by where in the page a value stands, and has no switch for it.',
  sinks: SINKS,
  check: autoescapeOff,
}

function* autoescapeOff(facts: Facts): Iterable<Report> {
  const app = [...appSwitches(facts)]
  yield* app
  for (const template of facts.templates.list) {
    yield* blocks(facts, template)
    if (app.length === 0) yield* byExtension(facts, template)
  }
  yield* ownTemplates(facts)
}

/** `app.jinja_env.autoescape = False`, `app.jinja_options['autoescape'] = False`. */
function* appSwitches(facts: Facts): Iterable<Report> {
  for (const { target, value } of facts.stores) {
    if (value.kind !== 'Const' || value.value !== false) continue
    if (!isSwitch(target)) continue
    yield { at: placeOf(value), message: 'No template of the application escapes what it prints.' }
  }
}

function isSwitch(target: Expr): boolean {
  if (target.kind === 'Attribute') return target.name === 'autoescape' && endsWith(target.object, 'jinja_env')
  return (
    target.kind === 'Subscript' &&
    endsWith(target.object, 'jinja_options') &&
    target.index.kind === 'Str' &&
    target.index.value === 'autoescape'
  )
}

function endsWith(expr: Expr, name: string): boolean {
  return expr.kind === 'Attribute' ? expr.name === name : expr.kind === 'Name' && expr.id === name
}

/** `{% autoescape false %}` around something foreign; one finding a block. */
function* blocks(facts: Facts, template: Template): Iterable<Report> {
  const open: { start: number; end: number }[] = []
  for (const tag of template.tags) {
    if (tag.name === 'endautoescape') open.pop()
    else if (tag.name === 'autoescape') {
      open.push(tag)
      if (!/\bfalse\b/i.test(tag.source)) continue
      const end = endOf(template, tag.end)
      const inside = template.holes.filter(
        (hole) => hole.start > tag.start && hole.end <= end && hole.autoescape === false && isMarkup(hole),
      )
      const found = firstDangerous(facts, template, inside)
      if (found === undefined) continue
      const report = reportOfHole(
        { template, hole: found.hole },
        found.taints,
        `Escaping is off around ${originOf(found.taint)}.`,
        isSent(found.taint) ? 'high' : 'medium',
      )
      yield { ...report, at: { file: template.file, start: tag.start, end: tag.end } }
    }
  }
}

function endOf(template: Template, from: number): number {
  let depth = 1
  for (const { name, start } of template.tags) {
    if (start < from) continue
    if (name === 'autoescape') depth++
    if (name === 'endautoescape' && --depth === 0) return start
  }
  return template.text.length
}

function isMarkup({ context }: Hole): boolean {
  return context.in !== 'plain' && context.in !== 'comment'
}

function firstDangerous(facts: Facts, template: Template, holes: readonly Hole[]) {
  let stored: { hole: Hole; taint: Taint; taints: readonly Taint[] } | undefined
  for (const hole of holes) {
    const taints = taintsAt(facts, template, hole).filter(({ clean }) => !clean.has('html'))
    const [taint] = taints
    // What is marked `|safe` is told by FL611.
    if (taint === undefined || hole.filters.some(({ name }) => name === 'safe')) continue
    if (isSent(taint)) return { hole, taint, taints }
    stored ??= { hole, taint, taints }
  }
  return stored
}

/** Flask escapes `.html`, `.htm`, `.xml`, `.xhtml` and `.svg`: a page in a `.j2` file is not escaped. */
function* byExtension(facts: Facts, template: Template): Iterable<Report> {
  const { templates } = facts
  if (/\.(?:html?|xml|xhtml|svg)$/.test(template.name)) return
  if (templates.escapes(template) || templates.rendersOf(template).length === 0) return
  // Without one tag it is no page.
  if (
    !template.elements.some(({ name }) => /^(?:html|body|div|p|h1|h2|ul|table|form|span|title|a)$/.test(name))
  )
    return
  const holes = template.holes.filter((hole) => isMarkup(hole) && hole.autoescape !== true)
  const found = firstDangerous(facts, template, holes)
  if (found === undefined) return
  const place = { template, hole: found.hole }
  yield {
    ...reportOfHole(
      place,
      found.taints,
      `Flask does not escape \`${template.name}\`, for its extension: ${originOf(found.taint)} is printed as markup.`,
      isSent(found.taint) ? 'high' : 'medium',
    ),
    at: placeOfHole(place),
  }
}

/** Jinja's own `Template` and `Environment` escape nothing unless told. */
function* ownTemplates(facts: Facts): Iterable<Report> {
  for (const arrival of arrivals(facts, ['FL612'], FROM_STORES_TOO)) {
    const callee = arrival.found.site?.call.callee
    const made = callee?.kind === 'Attribute' ? madeBy(facts, callee.object) : undefined
    if (made === undefined || !isPage(facts, made) || escapes(facts, made)) continue
    if (escapesItself(facts, made, arrival.found)) continue
    yield reportOf(
      arrival,
      `Jinja’s own template prints \`${arrival.taint.source.what}\` without escaping it.`,
    )
  }
}

function madeBy({ names }: Facts, expr: Expr): Call | undefined {
  const made = expr.kind === 'Call' ? expr : names.assigned(expr).at(-1)
  return made?.kind === 'Call' ? made : undefined
}

/** Text with tags in it, or a file that is a page by its name. */
function isPage({ names }: Facts, { args }: Call): boolean {
  const text = args[0] === undefined ? undefined : names.literal(args[0])
  return (
    typeof text === 'string' &&
    (/<[a-z][a-z0-9]*[\s>]/i.test(text) || /\.x?html?(?:\.j2|\.jinja2?)?$/.test(text))
  )
}

/** Filters that leave no markup in what they print. */
const ESCAPING = /\|\s*(?:e|escape|forceescape|tojson|urlencode|int|float|length|count)\b/

/** `Template('<p>{{ name|e }}').render(name=…)`: wherever the value is printed. */
function escapesItself({ names }: Facts, { args }: Call, { site, arg }: FlowFound): boolean {
  const given = site?.call.keywords.find(({ value }) => value === arg)?.name
  const text = args[0] === undefined ? undefined : names.literal(args[0])
  if (typeof given !== 'string' || typeof text !== 'string') return false
  const holes = text.split('{{').map((rest) => rest.split('}}', 1)[0] ?? '')
  const printing = holes.slice(1).filter((hole) => hole.split(/\W+/).includes(given))
  return printing.length > 0 && printing.every((hole) => ESCAPING.test(hole)) && !text.includes('{%')
}

/** `Template(text, autoescape=True)`, `Environment(autoescape=…)`. */
function escapes(facts: Facts, made: Call): boolean {
  const isOwn = made.callee.kind === 'Attribute' && /^(?:from_string|get_template)$/.test(made.callee.name)
  const maker = isOwn && made.callee.kind === 'Attribute' ? madeBy(facts, made.callee.object) : made
  if (maker === undefined) return true
  const option = keywordOf(maker, 'autoescape')
  if (option === undefined) return maker.keywords.some(({ name }) => name === null)
  return option.kind !== 'Const' || option.value === true
}
