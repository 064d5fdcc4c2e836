// Templates that stand in the program itself: what is passed to `render_template_string`, as far as it is written there.
import type { Note } from '../project.ts'
import type { Expr, Str } from '../python/ast.ts'
import { givenFor } from '../python/given.ts'
import type { FunctionInfo, Names } from '../python/names-api.ts'
import { textAtItsPlace } from './inline-text.ts'
import type { ReadExpression } from './scan.ts'
import { scanTemplate } from './scan.ts'
import type { Template } from './template.ts'

export const STRING_RENDERERS: ReadonlySet<string> = new Set([
  'flask.render_template_string',
  'flask.templating.render_template_string',
  'flask.stream_template_string',
  'flask.templating.stream_template_string',
  'quart.render_template_string',
])
/** Methods of a string that leave its markup as it is. */
const KEEPING = new Set(['replace', 'strip', 'lstrip', 'rstrip'])
/** Variables that are followed and `+` that are taken apart for one template. */
const MOST_STEPS = 2_000
/** UTF-16 units of all such templates, the blanks before them included, which are read as well. */
const MOST_UNITS = 50_000_000

/** Functions that hand a template on to one of those, and their callers, which are looked through. */
const MOST_WRAPPERS = 3
const MOST_CALLERS = 500

export interface InlineTemplates {
  readonly templates: readonly Template[]
  /** The names by which `templates` has what is given to a call, or to a function that hands it on. */
  readonly named: ReadonlyMap<Expr, readonly string[]>
  readonly notes: readonly Note[]
}

/** `readExpression`: for an expression that begins at `offset` of a file with such a text. */
export function inlineTemplates(
  names: Names,
  readExpression: (origin: { file: string; text: string }) => ReadExpression,
): InlineTemplates {
  const templates = new Map<string, Template>()
  const named = new Map<Expr, readonly string[]>()
  let units = 0
  for (const source of sourcesOf(names)) {
    const found = new Set<string>()
    for (const strings of inOrder(stringsIn(names, source))) {
      const name = nameOf(strings)
      found.add(name)
      if (templates.has(name)) continue
      units += strings.at(-1)?.end ?? 0
      if (units > MOST_UNITS) return { templates: [...templates.values()], named, notes: [tooMany(strings)] }
      const file = strings[0]?.origin.file ?? ''
      const text = textAtItsPlace(strings)
      const template = scanTemplate(file, name, text, readExpression({ file, text }))
      templates.set(name, { ...template, inline: true })
    }
    named.set(source, [...found])
  }
  return { templates: [...templates.values()], named, notes: [] }
}

/** What is given to the renderers, and to functions that give them what they are given. */
function sourcesOf(names: Names): ReadonlySet<Expr> {
  const sources = new Set<Expr>()
  const add = (source: Expr | undefined, inside: FunctionInfo | null, depth: number) => {
    if (source === undefined) return
    sources.add(source)
    if (source.kind !== 'Name' || inside === null || depth === MOST_WRAPPERS) return
    const { id } = source
    if (!inside.def.params.some(({ name }) => name === id)) return
    for (const site of names.callsOf(inside.qualified).slice(0, MOST_CALLERS))
      add(givenFor(inside, id, site.call), site.inside, depth + 1)
  }
  for (const { call, inside } of [...STRING_RENDERERS].flatMap((name) => names.callsOf(name)))
    add(call.args[0] ?? call.keywords.find(({ name }) => name === 'source')?.value, inside, 0)
  return sources
}

function tooMany([first]: readonly Str[]): Note {
  return {
    file: first?.origin.file ?? '',
    what: 'of the templates in strings, those from here on were not read: too many',
  }
}

/**
 * The strings that the text is made of, in the order in which they stand in it; what is not written in the source is left out.
 * Null stands between those of which only one is taken.
 */
function stringsIn(names: Names, source: Expr): (Str | null)[] {
  const found: (Str | null)[] = []
  const waiting: (Expr | null)[] = [source]
  const taken = new Set<Expr>()
  for (let steps = 0; waiting.length > 0 && steps < MOST_STEPS; steps++) {
    const next = waiting.pop() ?? null
    if (next === null) found.push(null)
    else if (next.kind === 'Str') {
      if (!next.bytes) found.push(next)
    } else if (!taken.has(next)) {
      // `a = a + '<p>'` is made of itself.
      taken.add(next)
      waiting.push(...partsOf(names, next).reverse())
    }
  }
  return found
}

function partsOf(names: Names, expr: Expr): (Expr | null)[] {
  switch (expr.kind) {
    case 'BinOp':
      return expr.op === '+' ? [expr.left, expr.right] : [expr.left]
    case 'IfExp':
      return [expr.body, null, expr.orelse]
    case 'BoolOp':
      return expr.values.flatMap((value) => [value, null])
    case 'Name':
    case 'Attribute':
      return names.assigned(expr).slice(-1)
    case 'Call':
      if (names.of(expr.callee) === 'textwrap.dedent') return expr.args.slice(0, 1)
      return expr.callee.kind === 'Attribute' && KEEPING.has(expr.callee.name) ? [expr.callee.object] : []
    default:
      return []
  }
}

/** Those that stand one behind the other in one file are one template. */
function inOrder(strings: readonly (Str | null)[]): Str[][] {
  const groups: Str[][] = []
  let last: Str | null = null
  for (const one of strings) {
    if (one !== null) {
      if (last?.origin.file === one.origin.file && last.end <= one.start) groups.at(-1)?.push(one)
      else groups.push([one])
    }
    last = one
  }
  return groups
}

/** Flask escapes in all of them, which the end tells. */
function nameOf(strings: readonly Str[]): string {
  return `${strings[0]?.origin.file}:${strings.map(({ start }) => start).join('+')}.html`
}
