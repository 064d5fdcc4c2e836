// Methods of strings, containers, files, queries: what they give of the object they are called on.
import type { Call } from '../../python/ast.ts'
import type { Arguments } from './arguments.ts'
import { keyOf, ofContainer } from './container-methods.ts'
import { listOf, partOf, requestMark, sourceText, storedMark } from './containers.ts'
import type { Frame } from './frame.ts'
import { changed, mapMarks } from './mark.ts'
import { ofText } from './text-methods.ts'
import { NOTHING, tainted, type Value } from './value.ts'

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
