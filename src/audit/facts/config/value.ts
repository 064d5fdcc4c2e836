// How a configuration value comes about: from the source, the environment, made anew, or computed.
import type { Call, Expr } from '../../python/ast.ts'
import type { Literal, Names } from '../../python/names-api.ts'
import { childrenOf } from '../../python/walk.ts'
import { type Budget, spend } from '../code/budget.ts'
import type { Code } from '../code/code.ts'
import { argumentOf } from '../code/expressions.ts'
import type { ConfigValue } from '../facts.ts'

export interface Kind {
  readonly how: ConfigValue['how']
  readonly literal: Literal | undefined
}

const COMPUTED: Kind = { how: 'computed', literal: undefined }
const ENV: Kind = { how: 'env', literal: undefined }
const GENERATED: Kind = { how: 'generated', literal: undefined }

/** Expressions that are looked at for one value. */
const MAX_WORK = 300

/** Reads of the environment with `(name, default)`, and the keyword of the default. */
const ENV_CALLS = new Map<string, string>([
  ['os.environ.get', 'default'],
  ['os.getenv', 'default'],
  ['os.environ.setdefault', 'value'],
  ['os.environ.pop', 'default'],
  ['decouple.config', 'default'],
  ['decouple.AutoConfig()', 'default'],
  ['decouple.Config()', 'default'],
  ['starlette.config.Config()', 'default'],
  ['environ.Env()', 'default'],
])

const ENV_OBJECTS = ['environs.Env()', 'environ.Env()']

const GENERATORS = [
  'os.urandom',
  'secrets.token_hex',
  'secrets.token_bytes',
  'secrets.token_urlsafe',
  'secrets.choice',
  'uuid.uuid4',
  'uuid.uuid1',
  'cryptography.fernet.Fernet.generate_key',
  'Crypto.Random.get_random_bytes',
  'random.randint',
  'random.choice',
  'random.choices',
  'random.getrandbits',
  'random.random',
]

/** Casts that keep what the value is. */
const CASTS = new Set([
  'int',
  'float',
  'str',
  'bytes',
  'bool',
  'strip',
  'encode',
  'decode',
  'lower',
  'upper',
  'strtobool',
])

export function kindOf(code: Code, expr: Expr, budget: Budget = { left: MAX_WORK }): Kind {
  const { names } = code
  if (!spend(budget)) return COMPUTED
  const env = environmentRead(code, expr, budget)
  if (env) return env
  switch (expr.kind) {
    case 'Name':
    case 'Attribute':
      return ofVariable(code, expr, budget)
    case 'BoolOp':
      return expr.op === 'or'
        ? merge(expr.values.map((value) => kindOf(code, value, budget)))
        : last(code, expr.values, budget)
    case 'IfExp':
      return merge([kindOf(code, expr.body, budget), kindOf(code, expr.orelse, budget)])
    case 'Compare':
      return ofComparison(code, expr, budget)
    case 'Call':
      return ofCall(code, expr, budget)
    default: {
      const literal = names.literal(expr)
      if (literal !== undefined) return { how: 'literal', literal }
      return generates(code, expr) ? GENERATED : COMPUTED
    }
  }
}

function last(code: Code, values: readonly Expr[], budget: Budget): Kind {
  const value = values.at(-1)
  return value ? kindOf(code, value, budget) : COMPUTED
}

/** `os.environ['K']`, `os.environ.get('K', …)`, `decouple.config('K')`, `env.str('K')`; undefined for anything else. */
function environmentRead(code: Code, expr: Expr, budget: Budget): Kind | undefined {
  const { names } = code
  if (expr.kind === 'Subscript') return names.of(expr.object) === 'os.environ' ? ENV : undefined
  if (expr.kind !== 'Call') return undefined
  const name = names.of(expr.callee)
  if (name === undefined) return undefined
  const object = ENV_OBJECTS.find((one) => name === one || name.startsWith(`${one}.`))
  const keyword = ENV_CALLS.get(name) ?? (object ? 'default' : undefined)
  if (keyword === undefined) return undefined
  const fallback = argumentOf(expr, 1, keyword)
  return fallback ? withDefault(kindOf(code, fallback, budget)) : ENV
}

/** What a read of the environment is, given what it falls back on. */
function withDefault(fallback: Kind): Kind {
  if (fallback.how === 'literal' || fallback.how === 'env-default') {
    const empty = fallback.literal === null || fallback.literal === ''
    return empty ? ENV : { how: 'env-default', literal: fallback.literal }
  }
  return fallback.how === 'computed' ? COMPUTED : fallback
}

/** Several things that a value may be: the environment first, and what it falls back on. */
function merge(kinds: readonly Kind[]): Kind {
  const [first, ...rest] = kinds
  if (first === undefined) return COMPUTED
  return rest.reduce((one, other): Kind => {
    if (one.how === 'computed' || other.how === 'computed') return COMPUTED
    if (one.how === 'env') return withDefault(other)
    if (other.how === 'env') return withDefault(one)
    if (one.how === 'generated' || other.how === 'generated') return GENERATED
    if (one.how === 'env-default') return one
    if (other.how === 'env-default') return other
    return isEmpty(one.literal) ? other : one
  }, first)
}

function isEmpty(literal: Literal | undefined): boolean {
  return literal === null || literal === '' || literal === false
}

function ofVariable(code: Code, expr: Expr, budget: Budget): Kind {
  const values = code.names.assigned(expr).filter((value) => value !== expr)
  if (values.length > 1) {
    const kinds = values.map((value) => kindOf(code, value, budget))
    // Assigned again and again, the last one holds; but a read of the environment shows what the others are for.
    return kinds.some(({ how }) => how !== 'literal') ? merge(kinds) : (kinds.at(-1) as Kind)
  }
  if (values[0]) return kindOf(code, values[0], budget)
  const literal = code.names.literal(expr)
  return literal === undefined ? COMPUTED : { how: 'literal', literal }
}

/** `os.environ.get('DEBUG', 'False') == 'True'`: what it is when the environment says nothing. */
function ofComparison(code: Code, expr: Expr & { kind: 'Compare' }, budget: Budget): Kind {
  const only = expr.rest.length === 1 ? expr.rest[0] : undefined
  if (only === undefined) return COMPUTED
  const left = kindOf(code, expr.left, budget)
  if (left.how === 'env') return { how: 'env-default', literal: absent(only.op) }
  if (left.how !== 'env-default' && left.how !== 'literal') return COMPUTED
  const right = code.names.literal(only.right)
  if (right === undefined || left.literal === undefined) return { how: left.how, literal: undefined }
  return { how: left.how, literal: compare(left.literal, only.op, right) }
}

/** A missing variable equals nothing. */
function absent(op: string): boolean | undefined {
  if (op === '==' || op === 'in') return false
  return op === '!=' || op === 'not in' ? true : undefined
}

function compare(left: Literal, op: string, right: Literal): boolean | undefined {
  if (op === '==' || op === 'is') return left === right
  if (op === '!=' || op === 'is not') return left !== right
  const among = Array.isArray(right) ? right.includes(left) : undefined
  if (among === undefined) return undefined
  return op === 'in' ? among : op === 'not in' ? !among : undefined
}

function ofCall(code: Code, call: Call, budget: Budget): Kind {
  const { names } = code
  const literal = names.literal(call)
  if (literal !== undefined) return { how: 'literal', literal }
  if (generates(code, call)) return GENERATED
  const cast = castOf(names, call)
  if (cast) {
    const kind = kindOf(code, cast.inner, budget)
    return { how: kind.how, literal: casted(cast.by, kind.literal) }
  }
  const fn = names.functionOf(call.callee)
  if (fn === undefined) return COMPUTED
  const values = code.body(fn).returns.flatMap(({ value }) => (value === null ? [] : [value]))
  return values.length === 0 ? COMPUTED : merge(values.map((value) => kindOf(code, value, budget)))
}

/** `int(x)`, `x.lower()`, `strtobool(x)`. */
function castOf(names: Names, call: Call): { by: string; inner: Expr } | undefined {
  if (
    call.callee.kind === 'Attribute' &&
    CASTS.has(call.callee.name) &&
    names.functionOf(call.callee) === undefined
  ) {
    const inner = call.args[0]
    if (inner && call.callee.name === 'strtobool') return { by: 'strtobool', inner }
    return { by: call.callee.name, inner: call.callee.object }
  }
  if (call.callee.kind !== 'Name' || !CASTS.has(call.callee.id)) return undefined
  return call.args[0] && { by: call.callee.id, inner: call.args[0] }
}

function casted(by: string, literal: Literal | undefined): Literal | undefined {
  if (literal === undefined) return undefined
  if (by === 'bool') return Array.isArray(literal) ? literal.length > 0 : Boolean(literal)
  if (by === 'int' || by === 'float') {
    const number = Number(literal)
    return Number.isNaN(number) ? undefined : by === 'int' ? Math.trunc(number) : number
  }
  if (typeof literal !== 'string') return literal
  if (by === 'lower') return literal.toLowerCase()
  if (by === 'upper') return literal.toUpperCase()
  if (by === 'strip') return literal.trim()
  return by === 'strtobool' ? ['1', 'true', 'yes', 'y', 'on', 't'].includes(literal.toLowerCase()) : literal
}

/** Is a random value anywhere in it: `os.urandom(24).hex()`, `str(uuid4())`, `base64.b64encode(os.urandom(32))`. */
function generates(code: Code, expr: Expr): boolean {
  if (expr.kind === 'Call') {
    const name = code.names.of(expr.callee)
    if (name !== undefined && GENERATORS.some((one) => name === one || name.startsWith(`${one}()`)))
      return true
  }
  return childrenOf(expr).some((child) => generates(code, child))
}

/** Fields of pydantic settings are read from the environment, their value is the default. */
export function settingsField(kind: Kind): Kind {
  return kind.how === 'literal' ? withDefault(kind) : kind
}
