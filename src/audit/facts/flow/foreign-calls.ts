// Calls of functions that stand elsewhere: Python's own, and those of known packages.
import type { Call, Expr } from '../../python/ast.ts'
import { answered } from './answers.ts'
import { applied, bind } from './apply.ts'
import type { Arguments } from './arguments.ts'
import { ALL, bitOf } from './clean.ts'
import { CLEANERS } from './cleaners.ts'
import { patternOf } from './conditions.ts'
import { elementOf, itemOf, listOf, requestMark } from './containers.ts'
import { Env } from './env.ts'
import { ANSWERS, PASS_THROUGH } from './foreign.ts'
import type { Frame } from './frame.ts'
import { changed, cleaned, joinMarks, type Mark, NO_MARKS } from './mark.ts'
import { parsedArguments } from './parsers.ts'
import { assemble } from './strings.ts'
import { asString } from './text-methods.ts'
import { ANSWER, containerOf, join, NOTHING, NUMBER, tainted, textValue, Value } from './value.ts'

export function ofLambda(frame: Frame, callee: Expr, args: Arguments): Value | undefined {
  const lambda =
    callee.kind === 'Lambda'
      ? callee
      : callee.kind === 'Name'
        ? (frame.env.get(callee.id)?.lambda ?? null)
        : null
  return lambda === null
    ? undefined
    : run(
        frame,
        lambda,
        args.list.map(({ value }) => value),
      )
}

/** Lambdas that call lambdas. */
const DEEPEST_LAMBDA = 8
let depth = 0

function run(
  frame: Frame,
  lambda: { readonly params: readonly { readonly name: string }[]; readonly body: Expr },
  values: readonly Value[],
): Value {
  if (depth >= DEEPEST_LAMBDA) return NOTHING
  const outer = frame.env
  frame.env = new Env(outer)
  depth++
  for (const [at, param] of lambda.params.entries()) frame.env.vars.set(param.name, values[at] ?? NOTHING)
  const value = frame.value(lambda.body)
  depth--
  frame.env = outer
  return value
}

function marksIn(args: Arguments): readonly Mark[] {
  let marks: readonly Mark[] = NO_MARKS
  for (const { value } of args.list) marks = joinMarks(marks, value.all)
  for (const { value } of args.named.values()) marks = joinMarks(marks, value.all)
  return joinMarks(joinMarks(marks, args.rest?.value.all ?? NO_MARKS), args.more?.value.all ?? NO_MARKS)
}

export function ofForeign(
  frame: Frame,
  call: Call,
  name: string | undefined,
  args: Arguments,
): Value | undefined {
  if (name === undefined) return undefined
  if (ANSWERS.has(name)) return ANSWER
  if (name === 'locals' || name === 'vars') return containerOf('dict', frame.env.everything())
  if (name.endsWith('.parse_args')) {
    const parsed = parsedArguments(frame, call, name)
    if (parsed !== undefined) return parsed
  }
  const answer = answered(frame, name, args)
  if (answer !== undefined) return answer
  const bits = CLEANERS.get(name)
  if (bits === ALL) {
    // Past `int(x)` that did not raise, x is a number's text.
    const [first] = args.list
    if (first !== undefined && /^(?:int|float|uuid\.UUID|decimal\.Decimal|ipaddress\..*)$/.test(name))
      frame.env.guard(
        first.value.marks
          .filter((mark) => mark.exact)
          .map((mark) => ({ key: mark.origin.key, bits: ALL, test: call, held: true })),
      )
    return NUMBER
  }
  if (bits !== undefined) return textValue(cleaned(changed(marksIn(args)), bits), undefined)
  if (PASS_THROUGH.has(name)) return passed(frame, call, name, args)
  if (name === 'flask_sock.Server' || name === 'input') return NOTHING
  return name === 'flask.request.get_json'
    ? tainted([requestMark('request.json', call, true)], 'json')
    : undefined
}

function passed(frame: Frame, call: Call, name: string, args: Arguments): Value {
  const [first, second] = args.list
  const value = first?.value ?? NOTHING
  switch (name) {
    case 'str':
    case 'bytes':
    case 'unicode':
    case 'repr':
    case 'format':
    case 'typing.cast':
      return name === 'typing.cast' ? (second?.value ?? NOTHING) : textValue(asString(value.all), value.text)
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
    case 'sorted':
    case 'reversed':
    case 'iter':
      return value.shape === 'dict' || value.known === 'fields' ? listOf(elementOf(value, call)) : value
    case 'copy.copy':
    case 'copy.deepcopy':
      return value
    case 'dict':
    case 'types.SimpleNamespace':
    case 'collections.OrderedDict': {
      const dot = name === 'types.SimpleNamespace' ? '.' : ''
      const own = containerOf(
        'dict',
        new Map([...args.named].map(([key, { value: item }]) => [`${dot}${key}`, item])),
      )
      return join(join(own, value), args.more?.value ?? NOTHING)
    }
    case 'next':
      return elementOf(value, call)
    case 'enumerate':
      return listOf(
        containerOf(
          'tuple',
          new Map([
            ['0', NUMBER],
            ['1', elementOf(value, call)],
          ]),
        ),
      )
    case 'zip':
      return listOf(
        containerOf(
          'tuple',
          new Map(args.list.map(({ value: each }, at) => [String(at), elementOf(each, call)])),
        ),
      )
    case 'map': {
      if (first === undefined || second === undefined) return NOTHING
      return listOf(mapped(frame, call, first.expr, first.value, elementOf(second.value, call)))
    }
    case 'filter':
      return second?.value ?? NOTHING
    case 'getattr':
      return second?.expr.kind === 'Str'
        ? join(itemOf(value, `.${second.expr.value}`, call), args.list[2]?.value ?? NOTHING)
        : tainted(value.all)
    case 'os.path.join':
    case 'posixpath.join':
    case 'pathlib.Path':
    case 'pathlib.PurePath':
    case 'urllib.parse.urljoin': {
      const pieces: Value[] = []
      for (const { value: piece } of args.list) {
        if (pieces.length > 0) pieces.push(textValue(NO_MARKS, '/'))
        pieces.push(piece)
      }
      if (args.rest) pieces.push(textValue(changed(args.rest.value.all), undefined))
      const path = assemble(pieces)
      return name.startsWith('pathlib.') ? new Value(path.marks, path.text) : path
    }
    case 'urllib.parse.urlparse':
    case 'urllib.parse.urlsplit':
    case 'werkzeug.urls.url_parse':
    case 'yarl.URL':
    case 'furl.furl':
      return new Value(asString(value.all), undefined, null, '', 'url')
    case 'os.path.dirname':
    case 'os.path.commonpath':
    case 'os.path.commonprefix':
      return textValue(
        changed(marksIn(args)).map((mark) => ({
          ...mark,
          aspect: name.endsWith('dirname') ? ('dirname' as const) : ('common' as const),
        })),
        undefined,
      )
    case 're.match':
    case 're.search':
    case 're.fullmatch': {
      const condition = frame.condition
      const pattern = condition === undefined ? null : patternOf(frame, call, name)
      const subject = pattern === null ? (second?.value ?? NOTHING) : frame.value(pattern.subject)
      const bits = pattern?.bits ?? 0
      return textValue(cleaned(changed(subject.all), bits), undefined).withShown(
        subject.all.map((mark) => ({
          key: mark.origin.key,
          bits: mark.exact ? bits : 0,
          test: call,
          held: true,
        })),
      )
    }
    case 'json.loads':
    case 'flask.json.loads':
    case 'simplejson.loads':
    case 'ujson.loads':
    case 'orjson.loads':
    case 'json.load':
    case 'ast.literal_eval':
    case 'yaml.safe_load':
      return tainted(
        value.all.map((mark) =>
          mark.portion === 'whole' ? { ...mark, structured: true, exact: true } : mark,
        ),
        'json',
      )
    case 'min':
    case 'max':
    case 'print':
    case 'super':
      return NOTHING
    // Foreign SQL and markup are told where they become such, and not again where they are used.
    case 'sqlalchemy.text':
    case 'sqlalchemy.sql.text':
    case 'sqlalchemy.sql.expression.text':
      return textValue(cleaned(value.all, bitOf('sql')), value.text)
    case 'markupsafe.Markup':
      return textValue(cleaned(value.all, bitOf('html')), value.text)
    case 'psycopg2.sql.SQL':
    case 'psycopg.sql.SQL':
      return textValue(value.all, value.text)
  }
  return tainted(changed(marksIn(args)))
}

/** `map(int, xs)`, `map(lambda x: …, xs)`, `map(clean, xs)` */
function mapped(frame: Frame, call: Call, fn: Expr, value: Value, element: Value): Value {
  if (value.lambda !== null) return run(frame, value.lambda, [element])
  const own = frame.names.functionOf(fn)
  if (own !== undefined)
    return applied(
      frame,
      own,
      call,
      bind(own, { list: [{ value: element, expr: fn }], named: new Map(), rest: null, more: null }, null),
    )
  const bits = CLEANERS.get(frame.names.of(fn) ?? '')
  return bits === undefined ? element : element.withMarks(cleaned(element.marks, bits))
}
