// Where foreign data comes from: the request, forms, files, rows of a database.
import type { Expr } from '../../python/ast.ts'
import { fieldOf } from './classes.ts'
import { bitsOf } from './clean.ts'
import { itemOf, partOf, requestMark, sourceText, storedMark } from './containers.ts'
import type { Frame } from './frame.ts'
import { cleaned, type Mark, mapMarks } from './mark.ts'
import { join, type Known, NOTHING, NUMBER, tainted, Value } from './value.ts'

const SPECIAL: ReadonlyMap<string, Known> = new Map<string, Known>([
  ['flask.request', 'request'],
  ['flask.globals.request', 'request'],
  ['quart.request', 'request'],
  ['connexion.request', 'request'],
  ['flask_restful.request', 'request'],
  ['flask_restx.request', 'request'],
  ['bottle.request', 'request'],
  ['flask.g', 'g'],
  ['flask.globals.g', 'g'],
  ['flask.session', 'session'],
  ['flask.globals.session', 'session'],
])

/** `flask.request` and its like. */
export function isRequestName(name: string): boolean {
  return SPECIAL.get(name) === 'request'
}

/** A request, `g`, the current user, from their canonical name. */
export function specialOf(name: string, site: Expr): Value | undefined {
  const known = SPECIAL.get(name)
  if (known !== undefined) return new Value([], undefined, null, '', known)
  if (
    name === 'flask_login.current_user' ||
    name === 'flask_login.utils.current_user' ||
    name === 'flask_jwt_extended.current_user'
  )
    return tainted([storedMark(site)])
  return undefined
}

/** Attributes of the request that hold others. */
const PARTS: Readonly<Record<string, Known>> = {
  args: 'fields',
  form: 'fields',
  values: 'fields',
  cookies: 'fields',
  headers: 'fields',
  view_args: 'fields',
  json: 'json',
  files: 'files',
  environ: 'fields',
}
/** The application's own address, as the Host header tells it: it sends nobody elsewhere. */
const OWN_ADDRESS = new Set([
  'path',
  'full_path',
  'url',
  'base_url',
  'url_root',
  'host',
  'host_url',
  'root_url',
  'referrer',
  'script_root',
  'root_path',
])
const TEXTS = new Set([
  ...OWN_ADDRESS,
  'data',
  'query_string',
  'user_agent',
  'stream',
  'mimetype',
  'content_type',
  'authorization',
  'fullpath',
  'origin',
  'access_control_request_headers',
])

export function attributeOf(frame: Frame, value: Value, name: string, site: Expr): Value {
  // Templates write `d.key` for an item.
  const own = value.items?.get(`.${name}`) ?? (value.shape === 'dict' ? value.items?.get(name) : undefined)
  if (own !== undefined) return own
  switch (value.known) {
    case 'request':
      return ofRequest(name, site)
    case 'file':
      return name === 'filename' ||
        name === 'name' ||
        name === 'stream' ||
        name === 'content_type' ||
        name === 'mimetype'
        ? tainted(parts(value, `.${name}`, site), name === 'stream' ? 'file' : '')
        : NOTHING
    case 'form':
      return ofForm(frame, value, name, site)
    case 'field':
    case 'file-field':
      if (name === 'data' || name === 'raw_data' || name === 'object_data')
        return tainted(parts(value, '.data', site), value.known === 'file-field' ? 'file' : '')
      return NOTHING
    case 'g':
      return frame.shared.read(`g.${name}`, frame.unit) ?? NOTHING
    case 'url':
      return ofUrl(value, name)
    case 'session':
    case 'query':
      return NOTHING
  }
  if (value.cls !== null) return ofInstance(frame, value, name, site)
  if (value.marks.length === 0) return NOTHING
  if (isIdLike(name)) {
    return tainted(
      mapMarks(value.marks, (mark) =>
        mark.origin.kind === 'stored' ? null : partOf(mark, `.${name}`, site, mark.structured),
      ),
    )
  }
  return tainted(parts(value, `.${name}`, site), value.known)
}

function ofRequest(name: string, site: Expr): Value {
  const known = PARTS[name]
  if (known !== undefined) return tainted([requestMark(`request.${name}`, site, true)], known)
  if (!TEXTS.has(name)) return NOTHING
  const marks = [requestMark(`request.${name}`, site, false)]
  return tainted(
    OWN_ADDRESS.has(name) ? cleaned(marks, bitsOf('url')) : marks,
    name === 'stream' ? 'file' : '',
  )
}

function parts(value: Value, key: string, site: Expr): readonly Mark[] {
  return mapMarks(value.marks, (mark) => {
    const part = partOf(mark, key, site, false)
    // `form.name.data`, `request.files['f'].filename`: the whole reading is the source.
    return part
  })
}

function ofForm(frame: Frame, value: Value, name: string, site: Expr): Value {
  if (name === 'data') return tainted([requestMark(`form.${sourceText(site)}`, site, true)], 'fields')
  const field = value.cls === null ? { kind: 'text' as const } : fieldOf(frame.names, value.cls, name)
  if (field.kind === 'number' || field.kind === 'unknown') return NOTHING
  return tainted(
    [requestMark(`form.${value.cls?.qualified ?? ''}.${name}`, site, false)],
    field.kind === 'file' ? 'file-field' : 'field',
  )
}

function ofUrl(value: Value, name: string): Value {
  if (name === 'port') return NUMBER
  const host = name === 'netloc' || name === 'hostname' || name === 'host' || name === 'ascii_host'
  return tainted(
    mapMarks(value.marks, (mark) => ({
      ...mark,
      exact: false,
      structured: false,
      aspect: host ? 'host' : '',
    })),
  )
}

/** Columns of models are stored; other attributes are what the class's methods and callers put there. */
function ofInstance(frame: Frame, value: Value, name: string, site: Expr): Value {
  const cls = value.cls
  if (cls === null) return NOTHING
  const kind = frame.shared.kindOf(cls)
  if (kind === 'model') {
    if (isIdLike(name)) return NOTHING
    const field = fieldOf(frame.names, cls, name)
    if (field.kind === 'number') return NUMBER
    if (field.related !== null) return tainted([storedMark(site)], '', classNamed(frame, field.related))
    if (field.kind === 'text') return tainted([storedMark(site)])
  }
  if (kind === 'schema' || kind === 'record') {
    const field = fieldOf(frame.names, cls, name)
    if (field.kind === 'number') return NUMBER
    if (value.marks.length > 0) return tainted(parts(value, `.${name}`, site))
  }
  let found: Value | undefined
  for (const each of frame.names.lineage(cls)) {
    const written = frame.shared.read(`${each.qualified}.${name}`, frame.unit)
    if (written !== undefined) found = found === undefined ? written : join(found, written)
  }
  return (
    found ??
    (kind === 'model' && value.marks.length > 0 && !cls.methods.has(name)
      ? tainted(parts(value, `.${name}`, site))
      : NOTHING)
  )
}

function classNamed(frame: Frame, name: string) {
  for (const cls of frame.shared.classes.values()) if (cls.def.name === name) return cls
  return null
}

/** Numbers and dates by their name, where no type tells it. */
function isIdLike(name: string): boolean {
  return /^(?:id|pk|_id|timestamp|count|total|is_[a-z_]+)$|_(?:id|at|on|count)$/.test(name)
}

/** What stands at the end of `path` from `value`: for parts of parameters that a callee uses. */
export function descend(frame: Frame, value: Value, path: readonly string[], site: Expr): Value {
  let at = value
  for (const key of path)
    at = key.startsWith('.')
      ? attributeOf(frame, at, key.slice(1), site)
      : key === '*key'
        ? itemOf(at, '*', site)
        : itemOf(at, key, site)
  return at
}
