// Jinja's filters: what of a value is left after them.
import type { FunctionInfo, Names } from '../../python/names-api.ts'
import type { Filter } from '../../templates/template.ts'
import { lastName } from './classes.ts'
import { bitsOf } from './clean.ts'
import { elementOf, listOf } from './containers.ts'
import { changed, cleaned } from './mark.ts'
import { join, NOTHING, tainted, textValue, type Value } from './value.ts'

const NUMBERS = new Set([
  'int',
  'float',
  'length',
  'count',
  'wordcount',
  'filesizeformat',
  'round',
  'abs',
  'sum',
  'date',
  'datetime',
  'time',
  'strftime',
  'datetimeformat',
  'dateformat',
  'format_date',
  'format_datetime',
  'currency',
  'format_currency',
  'timeago',
  'naturaltime',
  'naturalsize',
  'md5',
  'sha256',
  'gravatar',
])
const ESCAPES = new Set([
  'e',
  'escape',
  'forceescape',
  'tojson',
  'striptags',
  'bleach',
  'sanitize',
  'sanitise',
  'clean',
  'clean_html',
  'sanitize_html',
  'nh3',
  'bleach_clean',
  'escapejs',
  'htmlsafe_json',
  'linkify',
])
const SAME = new Set([
  'safe',
  'trim',
  'lower',
  'upper',
  'title',
  'capitalize',
  'string',
  'list',
  'sort',
  'reverse',
  'unique',
  'selectattr',
  'rejectattr',
  'select',
  'reject',
  'items',
  'dictsort',
  'batch',
  'slice',
  'groupby',
])

/** `own`: the project's own filters, by name. */
export function filtered(
  value: Value,
  filters: readonly Filter[],
  other: (expr: Filter['args'][number]) => Value,
  own: (name: string, value: Value) => Value | undefined,
): Value {
  let at = value
  for (const { name, args } of filters) {
    if (NUMBERS.has(name)) return NOTHING
    const mine = own(name, at)
    if (mine !== undefined) at = mine
    else if (ESCAPES.has(name)) at = textValue(cleaned(changed(at.all), bitsOf('html')), undefined)
    else if (name === 'urlencode')
      at = textValue(cleaned(changed(at.all), bitsOf('html', 'url', 'header')), undefined)
    else if (name === 'default' || name === 'd') at = args[0] === undefined ? at : join(at, other(args[0]))
    else if (name === 'first' || name === 'last' || name === 'random') at = elementOf(at, null)
    else if (name === 'map') at = listOf(tainted(at.all))
    else if (!SAME.has(name)) at = textValue(changed(at.all), undefined)
  }
  return at
}

/** `@app.template_filter('name')`, `app.jinja_env.filters['name'] = fn`, `add_template_filter(fn, 'name')`. */
export function ownFilters(names: Names): ReadonlyMap<string, FunctionInfo> {
  const out = new Map<string, FunctionInfo>()
  for (const fn of names.functions) {
    for (const decorator of fn.def.decorators) {
      if (!/^(?:app_)?template_filter$/.test(lastName(decorator))) continue
      const named =
        decorator.kind === 'Call'
          ? (decorator.args[0] ?? decorator.keywords.find(({ name }) => name === 'name')?.value)
          : undefined
      out.set(named?.kind === 'Str' ? named.value : fn.def.name, fn)
    }
  }
  for (const method of ['add_template_filter', 'add_app_template_filter']) {
    for (const { call } of names.callsOfMethod(method)) {
      const [first, second] = call.args
      const fn = first === undefined ? undefined : names.functionOf(first)
      const named = second ?? call.keywords.find(({ name }) => name === 'name')?.value
      if (fn !== undefined) out.set(named?.kind === 'Str' ? named.value : fn.def.name, fn)
    }
  }
  for (const module of names.modules) {
    for (const stmt of module.body) {
      const target = stmt.kind === 'Assign' ? stmt.targets[0] : undefined
      if (stmt.kind !== 'Assign' || stmt.value === null || target?.kind !== 'Subscript') continue
      if (
        target.object.kind !== 'Attribute' ||
        target.object.name !== 'filters' ||
        target.index.kind !== 'Str'
      )
        continue
      const fn = names.functionOf(stmt.value)
      if (fn !== undefined) out.set(target.index.value, fn)
    }
  }
  return out
}
