// What a route is for: its body's evidence first, then its name and path.

import type { Expr } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import type { Body } from '../code/body.ts'
import type { Code } from '../code/code.ts'
import { lastOf, stringOf, writtenName } from '../code/expressions.ts'
import {
  FOREIGN_LOGIN,
  FOREIGN_LOGOUT,
  FOREIGN_PASSWORD,
  FOREIGN_PASSWORD_COLUMN,
  FOREIGN_PERSON,
  FOREIGN_REGISTER,
} from '../code/foreign-words.ts'
import type { Purpose } from '../facts.ts'
import { isSqlWrite } from './sql-text.ts'
import { identityChange } from './state.ts'

export interface Described {
  readonly path: string
  readonly methods: readonly string[]
  readonly view: FunctionInfo
  readonly guarded: boolean
}

export function purposesOf(code: Code, route: Described): Set<Purpose> {
  const told = tellsOf(code, route.view)
  const purposes = new Set<Purpose>()
  const names = namedPurposes(route)
  const proven = provenBy(told, route, names)
  for (const purpose of proven) purposes.add(purpose)
  const sends = route.methods.some((method) => method !== 'GET')
  for (const purpose of names) {
    if (!ACCOUNT.has(purpose)) purposes.add(purpose)
    else if (!proven.some((one) => ACCOUNT.has(one)) && plausible(purpose, told, sends)) purposes.add(purpose)
  }
  if (told.files && sends) purposes.add('upload')
  return purposes
}

/** Purposes of which a route has one, so that what its body proves outweighs what it is called. */
const ACCOUNT: ReadonlySet<Purpose> = new Set([
  'login',
  'logout',
  'register',
  'reset-request',
  'reset',
  'change-password',
  'one-time-code',
  'token',
])

interface Tells {
  /** Compares a password with its hash, or a row with a password asked for. */
  readonly checksPassword: boolean
  readonly signsIn: boolean
  readonly signsOut: boolean
  readonly hashesPassword: boolean
  readonly addsRow: boolean
  readonly makesToken: boolean
  readonly checksCode: boolean
  readonly checksResetToken: boolean
  readonly sendsMail: boolean
  readonly readsPassword: boolean
  readonly files: boolean
}

const CHECKS =
  /(?:^|\.)(?:check_password_hash|checkpw|check_password|verify_password|verify_and_update_password|check_pw|validate_password|authenticate)$/
const HASHES =
  /(?:^|\.)(?:generate_password_hash|hashpw|set_password|hash_password|encrypt_password|make_password)$/
const TOKENS =
  /(?:^|\.)(?:create_access_token|create_refresh_token|jwt_encode|encode_auth_token|generate_auth_token)$|(?:^|\.)jwt\.encode$/
const CODES = /^pyotp\.\w+\(\)\.verify$|(?:^|\.)(?:verify_totp|verify_otp|check_otp|verify_code|verify_hotp)$/
const MAILS =
  /(?:^|\.)(?:send_email|send_mail|sendmail|send_message|send_async_email|send_password_reset_email|send_reset_email)$|^flask_mail(?:man)?\.Mail\(\)\.send$/
const UNSEALS =
  /itsdangerous\.\w+\(\)\.loads$|(?:^|\.)(?:verify_reset_token|verify_reset_password_token|confirm_token|verify_token|decode_token|check_reset_token)$/

const cache = new WeakMap<FunctionInfo, Tells>()

function tellsOf(code: Code, view: FunctionInfo): Tells {
  const known = cache.get(view)
  if (known) return known
  const parts = code.reach(view).map((fn) => ownTells(code, fn))
  const any = (what: keyof OwnTells) => parts.some((part) => part[what])
  const identity = parts.find((part) => part.identity !== undefined)?.identity
  const clears = identity?.kind === 'Call' && /(?:logout_user|clear|pop)$/.test(writtenName(identity.callee))
  const signsIn = any('signsIn')
  const readsPassword = parts.slice(0, READS_LOOKED_AT).some((part) => part.readsPassword)
  const told: Tells = {
    checksPassword: any('checksPassword'),
    signsIn,
    signsOut: identity !== undefined && !signsIn && (clears || identity.kind === 'Subscript'),
    hashesPassword: any('hashesPassword') || (readsPassword && any('hashes')),
    addsRow: any('addsRow'),
    makesToken: any('makesToken'),
    checksCode: any('checksCode'),
    checksResetToken: any('checksResetToken'),
    sendsMail: any('sendsMail'),
    readsPassword,
    files: any('files'),
  }
  cache.set(view, told)
  return told
}

/** Functions that are searched for a password they read, nearest first. */
const READS_LOOKED_AT = 8

interface OwnTells extends Omit<Tells, 'signsOut'> {
  readonly hashes: boolean
  /** Where it changes who is signed in. */
  readonly identity: Expr | undefined
}

const ownCache = new WeakMap<FunctionInfo, OwnTells>()

/** What one function does itself: many views reach the same ones. */
function ownTells(code: Code, fn: FunctionInfo): OwnTells {
  const known = ownCache.get(fn)
  if (known) return known
  const body = code.body(fn)
  const { strings } = body
  const names = body.calls.map(({ call, name }) => name ?? writtenName(call.callee))
  const bare = names.map((name) => name.replaceAll('[]', ''))
  const is = (pattern: RegExp) => bare.some((name) => pattern.test(name))
  const told: OwnTells = {
    checksPassword: is(CHECKS) || strings.some(asksForPassword) || filtersByPassword(body),
    signsIn: names.some((name) => /(?:^|\.)login_user$/.test(name)) || storesIdentity(code, body),
    hashesPassword: is(HASHES),
    hashes: names.some((name) => /^hashlib\.|\.hash$|^argon2\.|^bcrypt\.|^passlib\./.test(name)),
    addsRow:
      names.some((name) =>
        /session(?:\(\))?\.add$|\.insert_one$|\.create$|(?:^|\.)create_user$/.test(name),
      ) || strings.some((text) => isSqlWrite(text) && /^\s*insert/i.test(text)),
    makesToken: is(TOKENS),
    checksCode: is(CODES),
    checksResetToken: is(UNSEALS),
    sendsMail: is(MAILS),
    readsPassword: readsPassword(body),
    files: [...body.reads, ...body.calls].some(({ name }) => name?.startsWith('flask.request.files')),
    identity: identityChange(code, body),
  }
  ownCache.set(fn, told)
  return told
}

/** `SELECT … WHERE username = ? AND password = ?` */
function asksForPassword(text: string): boolean {
  const password = /\bpassw|\bpwd\b/i.test(text) || FOREIGN_PASSWORD_COLUMN.test(text)
  return password && /^\s*select\b/i.test(text) && /\bwhere\b/i.test(text)
}

/** `User.query.filter_by(username=…, password=…)`, `user.password == password` */
function filtersByPassword(body: Body): boolean {
  return body.calls.some(
    ({ call }) =>
      call.callee.kind === 'Attribute' &&
      /^(?:filter_by|find_one|get_or_none|filter|where|get)$/.test(call.callee.name) &&
      call.keywords.some(({ name }) => name !== null && /^(?:password|passwd|pwd|password_hash)$/.test(name)),
  )
}

function isPassword(name: string): boolean {
  return /passw|pwd|passcode/i.test(name) || FOREIGN_PASSWORD.test(name)
}

/** `request.form['password']`, `form.password.data`, `data.get('password')` */
function readsPassword(body: Body): boolean {
  return (
    body.strings.some((text) => text.length < 24 && isPassword(text)) ||
    body.calls.some(({ call }) => call.args.some((arg) => isPassword(writtenName(arg)))) ||
    body.reads.some(({ name }) => isPassword(lastOf(name)))
  )
}

function storesIdentity(code: Code, body: Body): boolean {
  return body.stores.some(({ target, value }) => {
    if (target.kind !== 'Subscript' || code.of(target.object) !== 'flask.session') return false
    if (value.kind === 'Const' && (value.value === null || value.value === false)) return false
    const key = stringOf(code.names, target.index) ?? ''
    return (
      /user|uid|^id$|_id$|login|logged|auth|account|email|member|customer|admin/i.test(key) ||
      FOREIGN_PERSON.test(key)
    )
  })
}

/** Writes into the session who somebody is. */
export function signsIn(code: Code, view: FunctionInfo): boolean {
  return tellsOf(code, view).signsIn
}

/** What the body proves. A name only decides between things that look the same inside. */
function provenBy(told: Tells, route: Described, names: ReadonlySet<Purpose>): Purpose[] {
  const proven: Purpose[] = []
  const sends = route.methods.some((method) => method !== 'GET')
  if (told.checksCode) proven.push('one-time-code')
  if (told.checksPassword && told.hashesPassword && route.guarded && !told.addsRow)
    proven.push('change-password')
  else if (told.hashesPassword && (told.checksResetToken || names.has('reset'))) proven.push('reset')
  else if (told.hashesPassword && names.has('change-password')) proven.push('change-password')
  else if (told.hashesPassword && told.addsRow && !told.checksPassword && !names.has('login'))
    proven.push('register')
  else if (told.checksPassword && (told.signsIn || told.makesToken)) proven.push('login')
  else if (told.signsIn && names.has('login') && sends) proven.push('login')
  else if (told.signsIn && told.addsRow && names.has('register')) proven.push('register')
  else if (isUnnamedLogin(told, names) && sends) proven.push('login')
  if (told.makesToken && sends) proven.push('token')
  if (told.signsOut && !told.signsIn && names.has('logout')) proven.push('logout')
  if (told.sendsMail && names.has('reset-request') && !proven.includes('reset')) proven.push('reset-request')
  return proven
}

/** Reads a password and writes who somebody is, at `/` or wherever it may be: nothing else does both and keeps no password. */
function isUnnamedLogin(told: Tells, names: ReadonlySet<Purpose>): boolean {
  const isOther = told.hashesPassword || told.addsRow || [...names].some((name) => ACCOUNT.has(name))
  return told.signsIn && told.readsPassword && !isOther
}

/** A name alone must at least fit to what is sent. */
function plausible(purpose: Purpose, told: Tells, sends: boolean): boolean {
  if (purpose === 'logout') return true
  if (!sends) return false
  if (purpose === 'login' || purpose === 'register' || purpose === 'change-password')
    return told.readsPassword || told.signsIn
  return true
}

/** Words of a path's segments or of a function's name, put together without separators. */
const BY_NAME: readonly (readonly [Purpose, RegExp])[] = [
  [
    'login',
    /^(?:do|user|admin|post|api|handle|process)?(?:login|signin|logon|authenticate)(?:user|page|post|view|submit|form|api)?$/,
  ],
  ['logout', /^(?:user|do)?(?:logout|signout|logoff)(?:user|view|api)?$/],
  [
    'register',
    /^(?:do|user|post|api|handle)?(?:register|signup|registration|createaccount|createuser|newaccount|join)(?:user|page|post|view|submit|form|api)?$/,
  ],
  [
    'reset-request',
    /^(?:forgot|forgotten|forgotpassword|resetpasswordrequest|passwordresetrequest|requestreset|requestpasswordreset|resetrequest|lostpassword|forgotpw|recover|recoverpassword)$/,
  ],
  ['reset', /^(?:reset|resetpassword|passwordreset|resetpw|resetwithtoken|resettoken|newpassword)$/],
  ['change-password', /^(?:changepassword|updatepassword|passwordchange|editpassword|changepw|setpassword)$/],
  [
    'one-time-code',
    /^(?:otp|verifyotp|totp|mfa|2fa|twofactor|verify2fa|verifycode|twofactorverify|confirmcode|verifymfa|login2fa|loginotp|(?:re)?send(?:code|otp|pin)|request(?:code|otp|pin)|emailcode|smscode|verifypin)$/,
  ],
  [
    'token',
    /^(?:token|gettoken|oauthtoken|accesstoken|refreshtoken|tokenrefresh|createtoken|issuetoken|authtoken)$/,
  ],
  ['upload', /^(?:upload|uploads?file|fileupload|uploadfile|uploadimage|uploadavatar|uploadphoto)$/],
  ['admin', /^admin(?:istration|panel|dashboard|index|home|page|users)?$/],
  ['debug', /^(?:debug|console|phpinfo|debuginfo|env|printenv|testerror|crash|routes)$/],
  ['search', /^(?:search|searchresults|find|query)$/],
  ['contact', /^(?:contact|contactus|feedback|sendmessage)$/],
]

const FOREIGN: typeof BY_NAME = [
  ['login', FOREIGN_LOGIN],
  ['logout', FOREIGN_LOGOUT],
  ['register', FOREIGN_REGISTER],
]

function namedPurposes({ path, view }: Described): Set<Purpose> {
  const segments = path.split('/').filter((part) => part !== '' && !part.startsWith('<') && part !== '…')
  const last = segments.at(-1) ?? ''
  const isMethod = view.owner !== null
  const own = isMethod
    ? [view.owner.def.name.replace(/(?:View|Resource|API|Api|Handler)$/, '')]
    : [view.def.name]
  const words = [last, ...own].map(squeezed)
  const found = new Set<Purpose>()
  for (const [purpose, pattern] of [...BY_NAME, ...FOREIGN])
    if (words.some((word) => pattern.test(word))) found.add(purpose)
  // Everything below /admin belongs to it.
  if (segments.some((segment) => squeezed(segment) === 'admin')) found.add('admin')
  if (squeezed(segments[0] ?? '') === 'debug') found.add('debug')
  return found
}

function squeezed(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}
