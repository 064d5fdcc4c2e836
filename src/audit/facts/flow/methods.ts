// Methods of strings, containers, files, queries: what they give of the object they are called on.
import type { Call } from '../../python/ast.ts'
import { type Arguments, argument, valueAt } from './arguments.ts'
import { bitsOf, RESOLVED } from './clean.ts'
import {
  elementOf,
  itemOf,
  keysOf,
  listOf,
  pairsOf,
  partOf,
  requestMark,
  sourceText,
  storedMark,
} from './containers.ts'
import { CLEANERS } from './foreign.ts'
import type { Frame } from './frame.ts'
import { changed, cleaned, type Mark, mapMarks, NO_MARKS } from './mark.ts'
import { format, joined } from './strings.ts'
import { join, NOTHING, NUMBER, tainted, textValue, Value, withItem } from './value.ts'

/** The same string for every check. */
const SAME = new Set([
  'strip',
  'lstrip',
  'rstrip',
  'lower',
  'upper',
  'casefold',
  'swapcase',
  'title',
  'capitalize',
  'encode',
  'decode',
  '__str__',
  'tobytes',
])
/** Another string, or other things made of the same data. */
const OTHER = new Set([
  'split',
  'rsplit',
  'splitlines',
  'partition',
  'rpartition',
  'center',
  'ljust',
  'rjust',
  'zfill',
  'translate',
  'expandtabs',
  'removeprefix',
  'removesuffix',
  'as_posix',
  'group',
  'groups',
  'groupdict',
  'geturl',
  '_replace',
  'with_suffix',
  'with_name',
  'with_stem',
  'absolute',
  'expanduser',
  'relative_to',
  'getvalue',
  'read',
  'readline',
  'readlines',
  'tolist',
  'substitute',
  'safe_substitute',
  'unescape',
  'replace',
  'format_map',
  'joinpath',
  'resolve',
  'as_string',
  'columns',
  'bindparams',
  'text',
  'union',
  'intersection',
  'difference',
  'most_common',
  'elements',
  'hex',
  'tell',
  'model_dump',
  'dict',
  'to_dict',
  'copy',
  'deepcopy',
  'json',
  '_asdict',
  'load',
  'loads',
  'dump',
  'validate',
  'model_validate',
  'parse_obj',
  'parse',
  'set_data',
])
/** Queries that stay queries. */
const QUERY_STEPS = new Set([
  'filter',
  'filter_by',
  'order_by',
  'limit',
  'offset',
  'join',
  'outerjoin',
  'options',
  'group_by',
  'having',
  'distinct',
  'where',
  'select_from',
  'with_entities',
  'execution_options',
  'params',
  'from_statement',
  'yield_per',
  'with_for_update',
  'select',
  'sort',
  'skip',
  'populate_existing',
  'correlate',
  'exclude',
  'only',
])
const FETCHES = new Set([
  'get',
  'first',
  'all',
  'one',
  'one_or_none',
  'scalar',
  'scalars',
  'scalar_one',
  'scalar_one_or_none',
  'first_or_404',
  'get_or_404',
  'one_or_404',
  'paginate',
  'fetchone',
  'fetchall',
  'fetchmany',
  'mappings',
  'unique',
  'partitions',
  'items',
  'get_or_none',
  'dicts',
  'tuples',
  'iterator',
])
/** Names that tell a database cursor even where nothing else does. */
const CURSOR_FETCHES = new Set([
  'fetchone',
  'fetchall',
  'fetchmany',
  'find_one',
  'find_one_and_update',
  'scalar_one_or_none',
  'first_or_404',
  'get_or_404',
])
const LISTS = new Set([
  'fetchall',
  'fetchmany',
  'all',
  'paginate',
  'scalars',
  'mappings',
  'items',
  'dicts',
  'tuples',
  'unique',
  'partitions',
])

export interface MethodCall {
  readonly self: Value
  readonly name: string
  readonly args: Arguments
  readonly call: Call
}

/** Undefined where nothing is known of such a method. */
export function methodOf(frame: Frame, { self, name, args, call }: MethodCall): Value | undefined {
  switch (self.known) {
    case 'request':
      if (name === 'get_json') return tainted([requestMark('request.json', call, true)], 'json')
      if (name === 'get_data') return tainted([requestMark('request.data', call, false)])
      return NOTHING
    case 'socket':
      return name === 'receive' || name === 'recv'
        ? tainted([requestMark(`socket:${sourceText(call)}`, call, false)])
        : NOTHING
    case 'query':
      if (QUERY_STEPS.has(name)) return self
      return FETCHES.has(name) ? rows(call, self, LISTS.has(name)) : NOTHING
    case 'rows':
      return FETCHES.has(name) ? rows(call, self, LISTS.has(name)) : NOTHING
    case 'file':
      if (name === 'read' || name === 'readlines' || name === 'readline' || name === 'getvalue')
        return tainted(mapMarks(self.marks, (mark) => partOf(mark, '.read', call, false)))
      return name === 'save' || name === 'close' || name === 'seek' ? NOTHING : undefined
    case 'url':
      return tainted(changed(self.marks))
    case 'session':
    case 'g':
      return name === 'get' && self.known === 'g'
        ? (frame.shared.read(`g.${keyOf(frame, args)}`, frame.unit) ?? NOTHING)
        : NOTHING
    case 'form':
      return NOTHING
  }
  if (CURSOR_FETCHES.has(name) && self.items === null) return rows(call, self, LISTS.has(name))
  return ofContainer(frame, self, name, args, call) ?? ofText(self, name, args)
}

function rows(call: Call, self: Value, list: boolean): Value {
  const row = tainted([storedMark(call)], '', self.cls)
  return list ? listOf(row) : row
}

function keyOf(frame: Frame, args: Arguments): string {
  const [first] = args.list
  return first === undefined ? '*' : keyFrom(frame, first)
}

/** How an item is called that an expression names. */
export function keyFrom(frame: Frame, { expr, value }: { expr: Call['args'][number]; value: Value }): string {
  if (expr.kind === 'Str') return expr.value
  if (expr.kind === 'Num') return expr.text
  const literal = value.text === undefined && value.all.length === 0 ? frame.names.literal(expr) : undefined
  if (typeof literal === 'string' || typeof literal === 'number') return String(literal)
  return `~${sourceText(expr)}`
}

function ofContainer(
  frame: Frame,
  self: Value,
  name: string,
  args: Arguments,
  call: Call,
): Value | undefined {
  const store = (value: Value) => {
    if (call.callee.kind === 'Attribute') frame.store(call.callee.object, value)
    return NOTHING
  }
  const [first] = args.list
  switch (name) {
    case 'get':
    case 'pop':
    case 'setdefault':
    case 'poplist':
    case 'getfirst': {
      if (self === NOTHING && first === undefined) return NOTHING
      const item = first === undefined ? elementOf(self, call) : itemOf(self, keyFrom(frame, first), call)
      const type = argument(args, 2, 'type')
      const typed = type === undefined || name !== 'get' ? item : converted(frame, type.expr, item)
      const fallback = args.list[1]?.value ?? args.named.get('default')?.value ?? NOTHING
      return join(typed, fallback)
    }
    case 'getlist':
      return first === undefined
        ? NOTHING
        : listOf(
            converted(
              frame,
              argument(args, 1, 'type')?.expr ?? null,
              itemOf(self, keyFrom(frame, first), call),
            ),
          )
    case 'items':
    case 'iteritems':
    case 'lists':
      return pairsOf(self, call)
    case 'keys':
      return listOf(keysOf(self, call))
    case 'values':
    case 'itervalues':
      return listOf(itemOf(self, '*', call))
    case 'append':
    case 'add':
    case 'appendleft':
    case 'put':
    case 'write':
      if (first === undefined) return NOTHING
      if (isLocal(call) && self.shape === 'list' && self.items !== null && !self.items.has('*'))
        return store(withItem(self, String(self.items.size), first.value))
      if (first.value.all.length === 0 && self.all.length === 0) return NOTHING
      return name === 'write' && self.known !== '' ? NOTHING : store(add(self, first.value))
    case 'insert':
      return args.list[1] === undefined ? NOTHING : store(add(self, args.list[1].value))
    case 'extend':
    case 'update': {
      let all = self
      for (const { value } of args.list)
        all = join(
          all,
          value.known === '' || value.items !== null ? value : tainted(value.marks, value.known),
        )
      for (const [key, { value }] of args.named) all = withItem(all, key, value)
      if (args.more) all = join(all, args.more.value)
      return all === self ? NOTHING : store(all)
    }
    case 'copy':
    case 'to_dict':
    case 'deepcopy':
      return self
    case 'popitem':
      return elementOf(pairsOf(self, call), call)
    case '__getitem__':
      return first === undefined ? NOTHING : itemOf(self, keyFrom(frame, first), call)
    case 'sort':
    case 'reverse':
    case 'clear':
    case 'remove':
    case 'discard':
      return NOTHING
  }
  return undefined
}

/** A list that no other method can have filled before. */
function isLocal(call: Call): boolean {
  return call.callee.kind === 'Attribute' && call.callee.object.kind === 'Name'
}

function add(self: Value, item: Value): Value {
  const list =
    self.items === null && self.shape === ''
      ? new Value(self.marks, undefined, null, 'list', '', self.cls)
      : self
  return withItem(list, '*', join(list.items?.get('*') ?? NOTHING, item))
}

/** `type=int` of a MultiDict, an argument parser, a column. */
export function converted(frame: Frame, type: Call['args'][number] | null, value: Value): Value {
  if (type === null) return value
  if (type.kind === 'Lambda') return value
  const name = frame.names.of(type) ?? (type.kind === 'Name' ? type.id : '')
  const bits = CLEANERS.get(name)
  return bits === undefined ? value : value.withMarks(cleaned(value.marks, bits))
}

function ofText(self: Value, name: string, args: Arguments): Value | undefined {
  if (name === 'join')
    return args.list[0] === undefined
      ? undefined
      : self.shape === 'text' || self.text !== undefined || args.list.length === 1
        ? joined(self, args.list[0].value)
        : undefined
  if (name === 'format') {
    const named = (key: string) =>
      args.named.get(key)?.value ?? (args.more ? itemOf(args.more.value, key, null) : NOTHING)
    const list = args.list.map(({ value }) => value)
    if (self.text === undefined) for (const { value } of args.named.values()) list.push(value)
    return format(
      self,
      args.rest ? [...list, ...Array<Value>(8).fill(itemOf(args.rest.value, '*', null))] : list,
      named,
    )
  }
  if (self.all.length === 0 && self.text === undefined) {
    if (name === 'joinpath')
      return textValue(changed(args.list.flatMap(({ value }) => [...value.all])), undefined)
    return SAME.has(name) || name === 'replace' ? (args.list[1]?.value ?? NOTHING) : undefined
  }
  if (SAME.has(name)) return textValue(asString(self.all), self.text)
  if (!OTHER.has(name)) return self.shape === 'text' ? NUMBER : undefined
  if (name === 'resolve') return tainted(cleaned(changed(self.marks), RESOLVED))
  if (name === 'json') return tainted(self.all)
  if (name === 'replace') return replaced(self, args)
  if (
    name === 'split' ||
    name === 'rsplit' ||
    name === 'splitlines' ||
    name === 'partition' ||
    name === 'rpartition'
  )
    return listOf(textValue(changed(self.all), undefined))
  if (
    name === 'model_dump' ||
    name === 'dict' ||
    name === '_asdict' ||
    name === 'to_dict' ||
    name === 'validate'
  )
    return self
  const more = name === 'joinpath' ? args.list.flatMap(({ value }) => [...value.all]) : NO_MARKS
  return textValue(changed([...self.all, ...more]), undefined)
}

/** The same text, and surely a string. */
export function asString(marks: readonly Mark[]): readonly Mark[] {
  return mapMarks(marks, (mark) => (mark.structured ? { ...mark, structured: false } : mark))
}

function replaced(self: Value, args: Arguments): Value {
  const from = args.list[0]?.expr
  const to = valueAt(args, 1)
  const old = from?.kind === 'Str' ? from.value : ''
  let bits = 0
  if (old === '<') bits |= bitsOf('html')
  if (old === '/' || old === '\\/' || old === '/\\') bits |= bitsOf('path')
  if (old === '\n' || old === '\r' || old === '\r\n') bits |= bitsOf('header')
  if ((old === '"' && to.text === '""') || (old === '`' && to.text === '``')) bits |= bitsOf('identifier')
  const text =
    self.text !== undefined && old !== '' && to.text !== undefined
      ? self.text.replaceAll(old, to.text)
      : self.text
  return textValue([...cleaned(changed(self.all), bits), ...changed(to.all)], text)
}
