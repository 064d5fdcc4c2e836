// Calls: sinks are looked at, then what the call gives is told.
import type { Call, Expr } from '../../python/ast.ts'
import type { ClassInfo, FunctionInfo } from '../../python/names-api.ts'
import { answered } from './answers.ts'
import { applied, bind, constructed, hasReceiver } from './apply.ts'
import { type Arguments, argument, valueAt } from './arguments.ts'
import { ALL, bitOf } from './clean.ts'
import { patternOf } from './conditions.ts'
import { elementOf, itemOf, listOf, requestMark, storedMark } from './containers.ts'
import { Env } from './env.ts'
import { ANSWERS, CLEANERS, NEVER_RETURN, PASS_THROUGH } from './foreign.ts'
import type { Frame } from './frame.ts'
import { changed, cleaned, joinMarks, type Mark, NO_MARKS } from './mark.ts'
import { asString, methodOf } from './methods.ts'
import { parsedArguments } from './parsers.ts'
import { argumentsOf, dangerous, recordHit } from './sinks.ts'
import { assemble } from './strings.ts'
import { ANSWER, containerOf, join, NOTHING, NUMBER, tainted, textValue, Value } from './value.ts'

/** Methods that run a function elsewhere: the rest of the arguments are its own. */
const RUNNERS = new Set([
  'submit',
  'run_in_executor',
  'apply_async',
  'delay',
  'spawn',
  'enqueue',
  'add_job',
  'start_soon',
  'to_thread',
  'partial',
  'Thread',
  'Process',
  'start_background_task',
])

export function callOf(frame: Frame, call: Call): Value {
  const { callee } = call
  const self = callee.kind === 'Attribute' ? frame.value(callee.object) : null
  const args = argumentsIn(frame, call)
  const name = frame.names.of(callee)
  const fn = functionIn(frame, callee, name, self)
  checkSinks(frame, call, name, fn, self, args)
  if (fn !== undefined) return ofOwn(frame, call, fn, self, args)
  if (name !== undefined && NEVER_RETURN.has(name)) {
    frame.env.dead = true
    return NOTHING
  }
  const cls = classIn(frame, callee, name)
  if (cls !== undefined)
    return constructed(frame, call, new Value(NO_MARKS, undefined, null, '', '', cls), args)
  return (
    ofLambda(frame, callee, args) ??
    ofForeign(frame, call, name, args) ??
    ofDatabase(frame, call, name, self, args) ??
    (callee.kind === 'Attribute' && self !== null
      ? (methodOf(frame, { self, name: callee.name, args, call }) ?? ofRunner(frame, call, callee.name, args))
      : callee.kind === 'Name'
        ? ofRunner(frame, call, callee.id, args)
        : undefined) ??
    NOTHING
  )
}

function argumentsIn(frame: Frame, call: Call): Arguments {
  const list: { value: Value; expr: Expr }[] = []
  const named = new Map<string, { value: Value; expr: Expr }>()
  let rest: Value | null = null
  let more: Value | null = null
  let restExpr: Expr | null = null
  let moreExpr: Expr | null = null
  for (const arg of call.args) {
    const value = frame.value(arg.kind === 'Starred' ? arg.value : arg)
    if (arg.kind === 'Starred') {
      const items = value.items
      if (
        rest === null &&
        items !== null &&
        value.marks.length === 0 &&
        !items.has('*') &&
        value.shape !== 'dict'
      )
        for (const item of items.values()) list.push({ value: item, expr: arg })
      else {
        rest = join(rest ?? NOTHING, value)
        restExpr = arg
      }
    } else if (rest !== null) rest = join(rest, listOf(value))
    else list.push({ value, expr: arg })
  }
  for (const { name, value: expr } of call.keywords) {
    const value = frame.value(expr)
    if (name !== null) named.set(name, { value, expr })
    else {
      more = join(more ?? NOTHING, value)
      moreExpr = expr
    }
  }
  return {
    list,
    named,
    rest: rest !== null && restExpr !== null ? { value: rest, expr: restExpr } : null,
    more: more !== null && moreExpr !== null ? { value: more, expr: moreExpr } : null,
  }
}

function functionIn(
  frame: Frame,
  callee: Expr,
  name: string | undefined,
  self: Value | null,
): FunctionInfo | undefined {
  const fn = frame.names.functionOf(callee)
  if (fn !== undefined || callee.kind !== 'Attribute' || self === null) return fn
  if (self.cls !== null && self.known !== 'query') {
    for (const each of frame.names.lineage(self.cls)) {
      const method = each.methods.get(callee.name)
      if (method !== undefined) return method
    }
    return undefined
  }
  return self === NOTHING && name === undefined ? frame.shared.onlyMethod(callee.name) : undefined
}

function classIn(frame: Frame, callee: Expr, name: string | undefined): ClassInfo | undefined {
  if (callee.kind !== 'Name' && callee.kind !== 'Attribute') return undefined
  return name === undefined ? frame.names.classOf(callee) : frame.shared.classes.get(name)
}

function checkSinks(
  frame: Frame,
  call: Call,
  name: string | undefined,
  fn: FunctionInfo | undefined,
  self: Value | null,
  args: Arguments,
): void {
  const method = call.callee.kind === 'Attribute' ? call.callee.name : null
  for (const spec of frame.shared.sinks.ofCall(name, method, fn !== undefined, self)) {
    for (const { expr, value } of argumentsOf(spec, call, args, self)) {
      if (value.all.length === 0) continue
      const marks = dangerous(spec, frame.env.checkedValue(value).all)
      recordHit(frame.result.hits, { spec, call, arg: expr, marks })
    }
  }
}

function ofOwn(frame: Frame, call: Call, fn: FunctionInfo, self: Value | null, args: Arguments): Value {
  if (!hasReceiver(fn)) return applied(frame, fn, call, bind(fn, args, null))
  const { callee } = call
  // `Class.method(obj, x)` names the receiver itself.
  const direct =
    callee.kind === 'Attribute' && self === NOTHING && frame.names.classOf(callee.object) !== undefined
  const classMethod = fn.def.decorators.some(
    (decorator) => decorator.kind === 'Name' && decorator.id === 'classmethod',
  )
  return applied(frame, fn, call, bind(fn, args, direct && !classMethod ? null : (self ?? NOTHING)))
}

function ofLambda(frame: Frame, callee: Expr, args: Arguments): Value | undefined {
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

function ofForeign(frame: Frame, call: Call, name: string | undefined, args: Arguments): Value | undefined {
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
      return assemble(pieces)
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
    // Foreign SQL is told where it becomes SQL, and not again where that is run.
    case 'sqlalchemy.text':
    case 'sqlalchemy.sql.text':
    case 'sqlalchemy.sql.expression.text':
      return textValue(cleaned(value.all, bitOf('sql')), value.text)
    case 'markupsafe.Markup':
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

/** Queries by SQLAlchemy's session, a cursor, an ODM. */
function ofDatabase(
  frame: Frame,
  call: Call,
  name: string | undefined,
  self: Value | null,
  args: Arguments,
): Value | undefined {
  if (call.callee.kind !== 'Attribute' || self === null)
    return name === 'sqlalchemy.select' ? NOTHING : undefined
  const method = call.callee.name
  const [first] = args.list
  const cls = first === undefined ? undefined : frame.names.classOf(first.expr)
  if (method === 'query' && cls !== undefined) return new Value(NO_MARKS, undefined, null, '', 'query', cls)
  if (method === 'execute' && self.known === '' && self.marks.length === 0)
    return new Value(NO_MARKS, undefined, null, '', 'rows')
  if ((method === 'get' || method === 'get_or_404') && cls !== undefined)
    return tainted([storedMark(call)], '', cls)
  if ((method === 'scalars' || method === 'scalar') && first !== undefined)
    return new Value(NO_MARKS, undefined, null, '', 'rows')
  const of = frame.names.classOf(call.callee.object)
  if (of !== undefined && frame.shared.kindOf(of) === 'model') {
    if (method === 'select' || method === 'objects')
      return new Value(NO_MARKS, undefined, null, '', 'query', of)
    if (method === 'get' || method === 'get_or_none' || method === 'get_by_id')
      return tainted([storedMark(call)], '', of)
  }
  if (name !== undefined && /pymongo|flask_pymongo/.test(name) && /^(?:find|aggregate)$/.test(method))
    return new Value(NO_MARKS, undefined, null, '', 'rows')
  return undefined
}

/** `executor.submit(fn, x)`, `fn.delay(x)`, `Thread(target=fn, args=(x,))` */
function ofRunner(frame: Frame, call: Call, method: string, args: Arguments): Value | undefined {
  if (!RUNNERS.has(method)) return undefined
  const none = { named: new Map(), rest: null, more: null }
  const target = argument(args, -1, 'target')
  if (target !== undefined) {
    const fn = frame.names.functionOf(target.expr)
    const given = valueAt(args, -1, 'args')
    const list = [...(given.items?.values() ?? [])].map((value) => ({ value, expr: target.expr }))
    return fn === undefined
      ? undefined
      : applied(
          frame,
          fn,
          call,
          bind(
            fn,
            { ...none, list, more: args.named.get('kwargs') ?? null },
            hasReceiver(fn) ? NOTHING : null,
          ),
        )
  }
  if (
    call.callee.kind === 'Attribute' &&
    (method === 'delay' || method === 'apply_async' || method === 'spawn')
  ) {
    const fn = frame.names.functionOf(call.callee.object)
    if (fn !== undefined) {
      const given =
        method === 'apply_async'
          ? [...(valueAt(args, 0, 'args').items?.values() ?? [])].map((value) => ({ value, expr: call }))
          : args.list
      return applied(frame, fn, call, bind(fn, { ...args, list: given }, hasReceiver(fn) ? NOTHING : null))
    }
  }
  for (const [at, { expr }] of args.list.entries()) {
    const fn = expr.kind === 'Name' || expr.kind === 'Attribute' ? frame.names.functionOf(expr) : undefined
    if (fn !== undefined)
      return applied(
        frame,
        fn,
        call,
        bind(fn, { ...args, list: args.list.slice(at + 1) }, hasReceiver(fn) ? NOTHING : null),
      )
  }
  return undefined
}
