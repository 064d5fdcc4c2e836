// Passwords kept as they were typed: whoever reads the table once has them all.

import { shown, writtenName } from '../../facts/code/expressions.ts'
import { FOREIGN_PASSWORD_COLUMN } from '../../facts/code/foreign-words.ts'
import type { ClassInfo, Facts, FunctionInfo } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import { childrenOf } from '../../python/walk.ts'
import type { Report, Rule } from '../rule.ts'
import { equalitiesOf } from '../shared/compares.ts'
import { hashes, isHashing, isPasswordName, type Typed, typedPassword } from '../shared/passwords.ts'

export const rule: Rule = {
  id: 'FL301',
  name: 'plaintext-password',
  title: 'Password kept in plain text',
  severity: 'high',
  confidence: 'high',
  cwe: 256,
  point: 3,
  cure: 'Portcullis keeps passwords as Argon2id hashes only, and makes old hashes anew at the next login.',
  check: plaintextPassword,
}

function* plaintextPassword(facts: Facts): Iterable<Report> {
  yield* compared(facts)
  yield* asked(facts)
  yield* stored(facts)
}

function report(at: Expr, message: string, typed: Typed): Report {
  const confidence: Confidence = typed === 'sent' ? 'high' : 'medium'
  return { at: placeOf(at), message, confidence }
}

/** `user.password == request.form['password']`, `filter(User.password == password)`. */
function* compared(facts: Facts): Iterable<Report> {
  const { names } = facts
  for (const { compare, left, right } of equalitiesOf(facts)) {
    for (const [typed, kept] of [
      [typedPassword(names, left), right],
      [typedPassword(names, right), left],
    ] as const) {
      if (typed === null || !isKept(facts, kept)) continue
      yield report(
        compare,
        `\`${shown(kept)}\` holds the password as it was typed: the two are compared directly.`,
        typed,
      )
    }
  }
}

/** Objects that hold a password of the program's own, or the form's. */
const NO_ROW =
  /^auth|form|config|settings|args|request|url|parsed|client|options|env|session|data$|payload|body|creds|^self\.?$/i

/** A column or an item of a row. */
function isKept({ names }: Facts, expr: Expr): boolean {
  if (expr.kind === 'Attribute') {
    if (!isPasswordName(expr.name)) return false
    if (expr.object.kind === 'Name' && expr.object.id === 'self') return isUser(names.instanceOf(expr.object))
    return !NO_ROW.test(writtenName(expr.object)) && !/^(?:flask|os)\./.test(names.of(expr.object) ?? '')
  }
  if (expr.kind !== 'Subscript' || expr.index.kind !== 'Str' || !isPasswordName(expr.index.value))
    return false
  return !NO_ROW.test(writtenName(expr.object)) && !/^(?:flask|os)\./.test(names.of(expr.object) ?? '')
}

function isUser(cls: ClassInfo | undefined): boolean {
  if (cls === undefined) return false
  return (
    cls.bases.some((base) => /Model|UserMixin|Document|Base$/.test(base)) ||
    /user|account|member/i.test(cls.def.name)
  )
}

const FINDERS = ['filter_by', 'find_one', 'find', 'get_or_none', 'objects', 'first_or_404', 'count_documents']
const WRITERS = [
  'insert_one',
  'insert',
  'update_one',
  'insert_many',
  'replace_one',
  'find_one_and_update',
  'create',
]

/** Queries and rows that hold it: `filter_by(password=…)`, `find_one({…})`, SQL with parameters or pieced together. */
function* asked(facts: Facts): Iterable<Report> {
  const { names } = facts
  for (const method of [...FINDERS, ...WRITERS]) {
    const writes = WRITERS.includes(method)
    for (const { call } of names.callsOfMethod(method)) {
      const typed = entryTyped(facts, call)
      if (typed === null) continue
      // A method of the project's own may hash by itself; a collection of documents, given a dictionary, does not.
      if (writes && !keepsAsGiven(facts, call) && (isModelCall(facts, call) || !takesDocument(facts, call)))
        continue
      if (writes && hashesItself(facts, call, method)) continue
      yield report(
        call,
        writes
          ? `\`${method}\` stores the password as it was typed.`
          : `\`${method}\` looks for the password as it was typed.`,
        typed,
      )
    }
  }
  for (const { call } of names.calls) {
    const [sql] = call.args
    if (sql === undefined || !isSql(facts, sql)) continue
    const typed = typedWithin(facts, call)
    if (typed !== null)
      yield report(call, 'The statement compares or stores the password as it was typed.', typed)
  }
}

/** A method that the project wrote, and that hashes what it is given. */
function hashesItself(facts: Facts, { callee }: Call, method: string): boolean {
  if (callee.kind !== 'Attribute') return false
  const own = facts.names.instanceOf(callee.object)?.methods.get(method)
  return own !== undefined && hashesIn(facts, own)
}

/** `password=…`, or a dictionary with that key, at any depth: `{'$set': {'password': …}}`. */
function entryTyped({ names }: Facts, { keywords, args }: Call): Typed {
  for (const { name, value } of keywords)
    if (name !== null && isPasswordName(name)) return typedPassword(names, value)
  const waiting: Expr[] = [...args]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const dict = next.kind === 'Name' ? names.assigned(next).at(-1) : next
    if (dict?.kind !== 'Dict') continue
    for (const { key, value } of dict.entries) {
      if (key?.kind === 'Str' && isPasswordName(key.value)) {
        const typed = typedPassword(names, value)
        if (typed !== null) return typed
      } else if (value.kind === 'Dict') waiting.push(value)
    }
  }
  return null
}

const STATEMENT = /^\s*(?:select|insert|update|replace)\b/i
const COLUMN = /(?:password|passwd|pwd|passphrase)\b/i
function namesColumn(text: string): boolean {
  return COLUMN.test(text) || FOREIGN_PASSWORD_COLUMN.test(text)
}
/** The database hashes it; how well is FL302's question. */
const HASHED_BY_DATABASE = /(?:crypt|md5|sha\d{0,3}|password|hash|digest|hashbytes|encrypt)\s{0,3}\(/i

function isSql(facts: Facts, expr: Expr): boolean {
  const text = textOf(facts, expr)
  if (text === undefined || !STATEMENT.test(text) || !namesColumn(text)) return false
  // An INSERT's list of columns is no call.
  const values = text.toLowerCase().indexOf('values')
  return !HASHED_BY_DATABASE.test(values === -1 ? text : text.slice(values + 'values'.length))
}

const MAX_PIECES = 40

/** The text of a statement, without what is put into it. */
function textOf({ names }: Facts, expr: Expr): string | undefined {
  let left = MAX_PIECES
  function of(one: Expr): string | undefined {
    if (left-- <= 0) return undefined
    if (one.kind === 'Str') return one.value
    if (one.kind === 'FString')
      return one.parts.map((part) => (part.kind === 'Str' ? part.value : '?')).join('')
    if (one.kind === 'BinOp') return `${of(one.left) ?? '?'}${one.op === '%' ? '' : (of(one.right) ?? '?')}`
    if (one.kind === 'Call' && one.callee.kind === 'Attribute' && one.callee.name === 'format')
      return of(one.callee.object)
    if (one.kind === 'Call' && writtenName(one.callee).endsWith('text')) return one.args[0] && of(one.args[0])
    if (one.kind !== 'Name' && one.kind !== 'Attribute') return undefined
    const next = names.assigned(one).at(-1)
    return next === undefined || next === one ? undefined : of(next)
  }
  return of(expr)
}

/** A typed password among what is put into the statement. */
function typedWithin({ names }: Facts, { args, keywords }: Call): Typed {
  const [sql, ...rest] = args
  const waiting: Expr[] = [...rest, ...keywords.map(({ value }) => value)]
  if (sql !== undefined) waiting.push(sql.kind === 'Name' ? (names.assigned(sql).at(-1) ?? sql) : sql)
  let left = MAX_PIECES
  for (let next = waiting.pop(); next !== undefined && left-- > 0; next = waiting.pop()) {
    const typed = typedPassword(names, next)
    if (typed !== null) return typed
    // What a call makes of it is something else.
    if (next.kind === 'Call') {
      const name = next.callee.kind === 'Attribute' ? next.callee.name : writtenName(next.callee)
      if (name !== 'format' && name !== 'text' && name !== 'dict') continue
    }
    if (next.kind === 'Name') {
      const held = names.assigned(next).at(-1)
      if (held?.kind === 'Tuple' || held?.kind === 'List' || held?.kind === 'Dict') waiting.push(held)
      continue
    }
    if (next.kind !== 'Attribute') waiting.push(...childrenOf(next))
  }
  return null
}

/** `User(password=request.form['password'])`, `user.password = form.password.data`, for models that hash nothing. */
function* stored(facts: Facts): Iterable<Report> {
  const { names } = facts
  const models = names.classes.filter((cls) => isPlainModel(facts, cls))
  if (models.length === 0) return
  const known = new Set(models)
  for (const cls of models)
    for (const { call, inside } of names.callsOf(cls.qualified)) {
      const given = call.keywords.find(({ name }) => name !== null && isPasswordName(name))?.value
      const typed = given === undefined ? null : typedPassword(names, given)
      if (typed === null || hashesIn(facts, inside)) continue
      yield report(call, `\`${cls.def.name}\` stores the password as it was typed.`, typed)
    }
  for (const { target, value } of facts.stores) {
    if (target.kind !== 'Attribute' || !isPasswordName(target.name)) continue
    const typed = typedPassword(names, value)
    if (typed === null || hashesIn(facts, names.enclosing(value))) continue
    const cls = names.instanceOf(target.object)
    if (cls === undefined ? /form|self|client|config/i.test(writtenName(target.object)) : !known.has(cls))
      continue
    yield {
      ...report(
        target,
        `\`${shown(target)}\` stores the password as it was typed.`,
        cls === undefined ? 'parameter' : typed,
      ),
    }
  }
}

const COLUMNS = /(?:^|\.)(?:Column|mapped_column|CharField|TextField|StringField|String|Field)$/
const MODELS = /Model$|Document$|Base$|DeclarativeBase|declarative_base|SQLModel|Entity$/

/** Has a column for the password, and neither a setter nor a type that hashes. */
function isPlainModel(facts: Facts, cls: ClassInfo): boolean {
  const { names } = facts
  const name = [...cls.attributes.keys()].find(isPasswordName)
  if (name === undefined || cls.methods.has(name)) return false
  if (![...names.allBases(cls)].some((base) => MODELS.test(base))) return false
  const [column] = cls.attributes.get(name) ?? []
  if (column?.kind !== 'Call' || !COLUMNS.test(names.of(column.callee) ?? writtenName(column.callee)))
    return false
  if (
    column.args.some((arg) =>
      /password|hash|encrypt/i.test(writtenName(arg.kind === 'Call' ? arg.callee : arg)),
    )
  )
    return false
  const hooks = [...cls.methods.values()].filter(
    ({ def }) =>
      /^(?:__init__|__setattr__|save|clean|before_|pre_save)/.test(def.name) || def.decorators.length > 0,
  )
  return !hooks.some((fn) => hashes(names, fn, facts.bodyOf(fn).calls)) && !listens(facts)
}

function listens({ names }: Facts): boolean {
  return ['sqlalchemy.event.listens_for', 'sqlalchemy.event.listen'].some(
    (name) => names.callsOf(name).length > 0,
  )
}

function isModelCall({ names }: Facts, { callee }: Call): boolean {
  return callee.kind === 'Attribute' && names.classOf(callee.object) !== undefined
}

function takesDocument({ names }: Facts, { args, callee }: Call): boolean {
  const [first] = args
  const given = first?.kind === 'Name' ? names.assigned(first).at(-1) : first
  return (
    given !== undefined &&
    /Dict|List|Comprehension/.test(given.kind) &&
    names.functionOf(callee) === undefined
  )
}

function keepsAsGiven(facts: Facts, { callee }: Call): boolean {
  const cls = callee.kind === 'Attribute' ? facts.names.classOf(callee.object) : undefined
  return cls !== undefined && isPlainModel(facts, cls)
}

/** `user.hash_password()` after it, in the same function. */
function hashesIn(facts: Facts, fn: FunctionInfo | null): boolean {
  if (fn === null) return false
  const { calls } = facts.bodyOf(fn)
  return calls.some(({ call }) => isHashing(facts.names, call) || /set_?pass/i.test(writtenName(call.callee)))
}
