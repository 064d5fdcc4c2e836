// Reads what stands in `{% … %}`.
import type { Expr, Origin } from '../python/ast.ts'
import { type JinjaParser, readJinja } from './expression.ts'
import type { Binding, Filter } from './template.ts'

export interface Statement {
  readonly name: string
  /** The name of a macro or block. */
  label: string
  /** Does an end tag belong to it. */
  opens: boolean
  value: Expr | null
  bindings: Binding[]
  params: { name: string; value: Expr | null }[]
  filters: Filter[]
  /** Imported here as, and called there. */
  as: string[]
  names: string[]
  readable: boolean
}

type Reader = (parser: JinjaParser, statement: Statement) => void

const WORD = /^\s*([A-Za-z_]\w*)/

const READERS: Readonly<Record<string, Reader>> = {
  if: readCondition,
  elif: readCondition,
  for: readFor,
  set: readSet,
  with: (parser, statement) => {
    statement.opens = true
    if (!parser.atEnd)
      do readAssignment(parser, statement)
      while (parser.skipOp(','))
  },
  trans: readTrans,
  blocktrans: readTrans,
  macro: (parser, statement) => {
    statement.opens = true
    statement.label = parser.name()
    statement.params = parser.params()
  },
  call: (parser, statement) => {
    statement.opens = true
    if (parser.isOp('(')) statement.params = parser.params()
    statement.value = parser.expression()
  },
  block: (parser, statement) => {
    statement.opens = true
    statement.label = parser.name()
    while (parser.skipName('scoped') || parser.skipName('required'));
  },
  filter: (parser, statement) => {
    statement.opens = true
    statement.filters = parser.filterChain()
  },
  autoescape: (parser, statement) => {
    statement.opens = true
    if (!parser.atEnd) statement.value = parser.expression()
  },
  include: (parser, statement) => {
    statement.value = parser.expression()
    if (parser.skipName('ignore')) parser.skipName('missing')
    readContext(parser)
  },
  extends: (parser, statement) => {
    statement.value = parser.expression()
  },
  import: (parser, statement) => {
    statement.value = parser.expression()
    if (parser.skipName('as')) statement.as = [parser.name()]
    readContext(parser)
  },
  from: readFrom,
  do: readValue,
  print: readValue,
}

export function readStatement(origin: Origin, from: number, to: number): Statement {
  const [whole = '', name = ''] = WORD.exec(origin.text.slice(from, Math.min(to, from + 200))) ?? []
  const statement: Statement = {
    name,
    label: '',
    opens: false,
    value: null,
    bindings: [],
    params: [],
    filters: [],
    as: [],
    names: [],
    readable: true,
  }
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined
  if (reader === undefined) return statement
  const read = readJinja(origin, from + whole.length, to, (parser) => {
    reader(parser, statement)
    parser.expectEnd()
    return true
  })
  statement.readable = read === true
  // What opens a block does so even where the rest can't be read, or its end tag would close another.
  if (!statement.readable && OPENERS.has(name)) statement.opens = true
  return statement
}

const OPENERS = new Set('if for with trans blocktrans macro call block filter autoescape'.split(' '))

function readCondition(parser: JinjaParser, statement: Statement): void {
  statement.opens = statement.name === 'if'
  statement.value = parser.tuple()
}

function readFor(parser: JinjaParser, statement: Statement): void {
  statement.opens = true
  const target = parser.targets()
  if (!parser.skipName('in')) return
  const iterable = parser.tuple(false)
  statement.value = iterable
  for (const name of namesOf(target)) statement.bindings.push({ name, value: iterable, loop: true })
  if (parser.skipName('if')) parser.expression()
  parser.skipName('recursive')
}

function readSet(parser: JinjaParser, statement: Statement): void {
  const target = parser.targets()
  if (parser.skipOp('=')) {
    statement.value = parser.tuple()
    bind(statement, target, statement.value)
    return
  }
  statement.opens = true
  statement.label = namesOf(target)[0] ?? ''
  if (parser.skipOp('|')) statement.filters = parser.filterChain()
}

function readAssignment(parser: JinjaParser, statement: Statement): void {
  const target = parser.targets()
  parser.expectOp('=')
  bind(statement, target, parser.expression())
}

function bind(statement: Statement, target: Expr, value: Expr): void {
  if (target.kind === 'Tuple' && value.kind === 'Tuple' && target.elements.length === value.elements.length) {
    for (const [index, element] of target.elements.entries())
      bind(statement, element, value.elements[index] as Expr)
  } else for (const name of namesOf(target)) statement.bindings.push({ name, value, loop: false })
}

function namesOf(target: Expr): string[] {
  if (target.kind === 'Name') return [target.id]
  if (target.kind === 'Tuple') return target.elements.flatMap(namesOf)
  // `{% set ns.found = true %}`
  return target.kind === 'Attribute' && target.object.kind === 'Name'
    ? [`${target.object.id}.${target.name}`]
    : []
}

/** `{% trans 'context', count=users|length, name=user.name %}` */
function readTrans(parser: JinjaParser, statement: Statement): void {
  statement.opens = true
  while (!parser.atEnd) {
    const target = parser.expression()
    if (parser.skipOp('=')) bind(statement, target, parser.expression())
    parser.skipOp(',')
  }
}

function readFrom(parser: JinjaParser, statement: Statement): void {
  statement.value = parser.expression()
  if (!parser.skipName('import')) return
  do {
    if (parser.atEnd || parser.isName('with') || parser.isName('without')) break
    const name = parser.name()
    statement.names.push(name)
    statement.as.push(parser.skipName('as') ? parser.name() : name)
  } while (parser.skipOp(','))
  readContext(parser)
}

function readContext(parser: JinjaParser): void {
  if (parser.skipName('with') || parser.skipName('without')) parser.skipName('context')
}

function readValue(parser: JinjaParser, statement: Statement): void {
  statement.value = parser.tuple()
}

/** The strings that an expression may come to, as far as they stand in it. */
export function literalsOf(value: Expr | null): string[] {
  if (value === null) return []
  if (value.kind === 'Str') return [value.value]
  if (value.kind === 'List' || value.kind === 'Tuple') return value.elements.flatMap(literalsOf)
  if (value.kind === 'IfExp') return [...literalsOf(value.body), ...literalsOf(value.orelse)]
  if (value.kind === 'BoolOp') return value.values.flatMap(literalsOf)
  return []
}
