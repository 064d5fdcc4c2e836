// What a view changes: rows, files, mails, or who is signed in. Reading alone is no change.

import type { Step } from '../../finding.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import type { Body } from '../code/body.ts'
import type { Code } from '../code/code.ts'
import { argumentOf, lastOf, shown, stepAt, stringOf, writtenName } from '../code/expressions.ts'
import { FOREIGN_PERSON } from '../code/foreign-words.ts'
import { isSqlWrite } from './sql-text.ts'

/**
 * The nearest change: its own first, then those of functions it calls; the session's identity last, where that is what the
 * route is for. A page that forgets somebody who is gone changes nothing.
 */
export function changeBy(code: Code, view: FunctionInfo, signs: boolean): Step | null {
  const reached = code.reach(view)
  for (const fn of reached) {
    const node = changeIn(code, fn)
    if (node) return stepAt(node, fn === view ? shown(node) : `${shown(node)} in ${fn.def.name}()`)
  }
  if (!signs) return null
  for (const fn of reached) {
    const node = identityChange(code, code.body(fn))
    if (node) return stepAt(node)
  }
  return null
}

const kept = new WeakMap<FunctionInfo, { readonly node: Expr | undefined }>()

function changeIn(code: Code, fn: FunctionInfo): Expr | undefined {
  const known = kept.get(fn)
  if (known) return known.node
  const { calls } = code.body(fn)
  const commits = !runsGivenSql(fn, code.body(fn))
  const node = calls.find(({ call, name }) => changes(code, call, name) && (commits || !isCommit(call)))?.call
  kept.set(fn, { node })
  return node
}

function isCommit({ callee }: Call): boolean {
  return callee.kind === 'Attribute' && callee.name === 'commit'
}

/** A helper for any statement commits after each: what it is given tells, where it is called. */
function runsGivenSql(fn: FunctionInfo, body: Body): boolean {
  const params = new Set(fn.def.params.map(({ name }) => name))
  return body.calls.some(
    ({ call }) =>
      call.callee.kind === 'Attribute' &&
      call.callee.name.startsWith('execute') &&
      call.args[0]?.kind === 'Name' &&
      params.has(call.args[0].id),
  )
}

/** Methods that change rows, whatever they are called on. */
const WRITING = new Set(
  `insert_one insert_many update_one update_many replace_one delete_one delete_many find_one_and_update
  find_one_and_delete find_one_and_replace bulk_write bulk_save_objects bulk_insert_mappings bulk_update_mappings
  bulk_create insert_many executescript add_all get_or_create update_or_create write_text write_bytes unlink send_message
  sendmail put_item delete_item update_item`.split(/\s+/),
)
/** Methods of a database's session. */
const SESSION_METHODS = new Set(['add', 'delete', 'merge', 'flush', 'commit'])
const FILE_CALLS = new Set([
  'os.remove',
  'os.unlink',
  'os.rename',
  'os.replace',
  'os.rmdir',
  'shutil.rmtree',
  'shutil.move',
  'shutil.copy',
  'shutil.copyfile',
])
const MAIL_CALLS = [
  'flask_mail.Mail().send',
  'flask_mailman.Mail().send',
  'smtplib.SMTP().',
  'smtplib.SMTP_SSL().',
  'sendgrid.SendGridAPIClient().send',
]
const LOGGING = /(?:^|\.)(?:print|flash|debug|info|warning|warn|error|exception|critical|log)$/

function changes(code: Code, call: Call, name: string | undefined): boolean {
  const method = call.callee.kind === 'Attribute' ? call.callee.name : ''
  if (WRITING.has(method)) return true
  if (name !== undefined) {
    if (FILE_CALLS.has(name)) return true
    if (
      MAIL_CALLS.some((one) =>
        one.endsWith('.') ? name.startsWith(one) && /send/.test(method) : name === one,
      )
    )
      return true
    if (name === 'open' || name === 'builtins.open' || name === 'io.open') return opensToWrite(code, call)
    if (LOGGING.test(name)) return false
  }
  if (method === 'commit' && call.args.length === 0) return true
  if (SESSION_METHODS.has(method) && isDatabaseSession(code, call)) return true
  if (method === 'save') return saves(code, call)
  if (method === 'delete' || method === 'update') return rowMethod(code, call, method)
  if (method === 'create' || method === 'insert') return isModel(code, call)
  return writesSql(code, call)
}

function opensToWrite(code: Code, call: Call): boolean {
  const mode = stringOf(code.names, argumentOf(call, 1, 'mode'))
  return mode !== undefined && /[wax+]/.test(mode)
}

/** `db.session.add(x)`, `session.add(x)` where it is not flask's. */
function isDatabaseSession(code: Code, call: Call): boolean {
  if (call.callee.kind !== 'Attribute') return false
  const name = code.of(call.callee.object)
  if (name !== undefined) {
    if (name.startsWith('flask.')) return false
    return /(?:session|Session)(?:\(\))*$/.test(name)
  }
  return /(?:^|[._])(?:session|db|database)$/i.test(writtenName(call.callee.object))
}

/** A model's `save()`, or a file's `save(path)`; a picture that is written into memory is neither. */
function saves(code: Code, call: Call): boolean {
  if (call.callee.kind !== 'Attribute') return false
  const first = call.args[0]
  const name = code.of(call.callee.object) ?? ''
  if (first === undefined) return !name.startsWith('flask.session')
  if (/^(?:PIL|qrcode|matplotlib|captcha|openpyxl|docx|pandas)\./.test(name)) return isPath(code, first)
  return name.startsWith('flask.request.files') || isPath(code, first)
}

function isPath(code: Code, expr: Expr): boolean {
  const origin = code.originOf(expr)
  if (origin.kind === 'Str' || origin.kind === 'FString' || origin.kind === 'BinOp') return true
  return (
    origin.kind === 'Call' &&
    /(?:^|\.)(?:join|safe_join|Path|path|secure_filename)$/.test(lastOf(code.of(origin.callee) ?? ''))
  )
}

/** `User.query.filter_by(…).delete()`, `user.delete()`; not what a dictionary, a cache or a session has of that name. */
function rowMethod(code: Code, call: Call, method: string): boolean {
  if (call.callee.kind !== 'Attribute') return false
  const name = code.of(call.callee.object)
  const chain = name ?? ''
  if (/\.query(?:\.|$|\(\))|\.objects(?:\.|$|\(\))|\.filter(?:_by)?\(\)/.test(chain)) return true
  if (queriesIn(call.callee.object)) return true
  if (method === 'update') return isModel(code, call) || writesSql(code, call)
  if (name !== undefined && /^(?:flask|redis|flask_caching|boto3)\b/.test(name)) return false
  return call.args.length === 0 && call.keywords.length === 0
}

/** `.query.` or `.filter…(…)` written in the chain. */
function queriesIn(expr: Expr): boolean {
  let at = expr
  for (;;) {
    if (at.kind === 'Attribute') {
      if (at.name === 'query' || at.name === 'objects' || at.name === 'filter' || at.name === 'filter_by')
        return true
      at = at.object
    } else if (at.kind === 'Call') at = at.callee
    else if (at.kind === 'Subscript') at = at.object
    else return false
  }
}

const MODEL_BASES =
  /(?:^peewee\.Model|\.Model|\.Document|\.Entity|DeclarativeBase|declarative_base\(\)|SQLModel|\.Base)$/

function isModel(code: Code, call: Call): boolean {
  if (call.callee.kind !== 'Attribute') return false
  const info = code.names.classOf(call.callee.object)
  return info !== undefined && [...code.names.allBases(info)].some((base) => MODEL_BASES.test(base))
}

/** Any call that is given a statement of SQL that writes: `cursor.execute`, or the project's own helper. */
function writesSql(code: Code, call: Call): boolean {
  return call.args.slice(0, 3).some((arg) => {
    const text = leadingText(code, arg, 0)
    if (text !== undefined) return isSqlWrite(text)
    const name = arg.kind === 'Call' ? lastOf(code.of(arg.callee) ?? '') : ''
    const isExecute = call.callee.kind === 'Attribute' && call.callee.name === 'execute'
    return isExecute && /^(?:insert|update|delete)$/.test(name)
  })
}

/** Pieces that a statement is put together of, at most. */
const MAX_PIECES = 60

/** How a string begins, through `text(…)`, f-strings, `%`, `+` and `.format`. */
function leadingText(code: Code, expr: Expr, depth: number): string | undefined {
  if (depth > MAX_PIECES) return undefined
  if (expr.kind === 'Str') return expr.value
  if (expr.kind === 'FString') return expr.parts[0] && leadingText(code, expr.parts[0], depth + 1)
  if (expr.kind === 'BinOp') return leadingText(code, expr.left, depth + 1)
  if (expr.kind === 'Call') {
    if (expr.callee.kind === 'Attribute' && expr.callee.name === 'format')
      return leadingText(code, expr.callee.object, depth + 1)
    const first = expr.args[0]
    return lastOf(code.of(expr.callee) ?? '') === 'text' && first
      ? leadingText(code, first, depth + 1)
      : undefined
  }
  if (expr.kind !== 'Name' && expr.kind !== 'Attribute') return undefined
  const value = code.names.assigned(expr).at(-1)
  return value && value !== expr ? leadingText(code, value, depth + 1) : undefined
}

const SIGNING = /^flask_(?:login|security|security\.utils)\.(?:utils\.)?(?:login_user|logout_user)$/

/** A key of the session that says who somebody is. */
function isIdentityKey(key = ''): boolean {
  return (
    /user|uid|^id$|login|logged|auth|account|admin|role|member|identity|email|customer/i.test(key) ||
    FOREIGN_PERSON.test(key)
  )
}

/** `login_user(…)`, `session['user_id'] = …`, `session.pop('user_id')`, `session.clear()`, `del session['user']`. */
export function identityChange(code: Code, body: Body): Expr | undefined {
  for (const { call, name } of body.calls) {
    if (name === undefined) continue
    if (SIGNING.test(name) || name === 'flask.session.clear') return call
    if (name === 'flask.session.pop' && isIdentityKey(stringOf(code.names, call.args[0]))) return call
  }
  const isIdentity = (expr: Expr) =>
    expr.kind === 'Subscript' &&
    code.of(expr.object) === 'flask.session' &&
    isIdentityKey(stringOf(code.names, expr.index))
  return body.stores.find(({ target }) => isIdentity(target))?.target ?? body.deletes.find(isIdentity)
}
