// What is a password, a key or a token: by its name, by its look, or by the form that its maker gives it.

/** Last words of names of secrets: `MAIL_PASSWORD`, `stripe_api_key`. */
const NAME =
  /(?:^|_)(?:password|passwd|passphrase|api_?key|api_?secret|api_?token|access_key|secret_access_key|access_token|auth_token|bot_token|client_secret|secret_key|private_key|app_secret|consumer_secret|webhook_secret)$/

/** `FORGOT_PASSWORD`, `INVALID_API_KEY`: an event or a message rather than a secret. */
const EVENT =
  /^(?:forgot|forgotten|reset|change|changed|update|set|get|new|invalid|wrong|bad|missing|no|empty|require|required|weak|expired|unknown|test|check|verify|confirm|prompt|enter)_/

export function isCredentialName(name: string): boolean {
  const word = name.toLowerCase()
  return NAME.test(word) && !EVENT.test(word)
}

/** Words in texts that stand where a secret would. */
const PLACEHOLDER =
  /your|example|change|replace|placeholder|dummy|fake|insert|todo|fixme|redacted|secret_?here|key_?here|xxx|\*\*|<|\.\.\.|^(?:none|null|undefined|unset|n\/?a|test|password|passwd|secret|token|key)$/i
/** In everybody's compose file, and in no production. */
const TRIVIAL = new Set(
  'postgres root admin mysql mariadb redis mongo guest user pass docker rabbitmq app dev'.split(' '),
)
/** A password of a person's choice may be short; made ones are not. */
const SHORTEST_PASSWORD = 4
const SHORTEST_KEY = 12

export function looksLikeSecret(name: string, text: string): boolean {
  if (/\s/.test(text) || PLACEHOLDER.test(text) || TRIVIAL.has(text.toLowerCase()) || text.includes('://'))
    return false
  if (/pass(?:word|wd|phrase)$/i.test(name))
    return text.length >= SHORTEST_PASSWORD && !isWordOfCode(text) && isMixed(text)
  return text.length >= SHORTEST_KEY && /\d/.test(text) && /[a-z]/i.test(text)
}

/** Of more than one kind of character, as a word of the language is not: a digit, both cases, or a sign. */
function isMixed(text: string): boolean {
  return /\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text)) || /[^\w-]/.test(text)
}

/** `argon2`, `user_password`: the name of a field or a method rather than a password. */
function isWordOfCode(text: string): boolean {
  return /password|argon2|bcrypt|pbkdf2|scrypt/i.test(text)
}

export interface UrlLogin {
  readonly scheme: string
  readonly host: string
  readonly isLocal: boolean
}

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0', 'host.docker.internal'])

/** `postgresql://user:password@host/db` with a password that somebody chose; undefined for anything else. */
export function loginInUrl(text: string): UrlLogin | undefined {
  const scheme = text.indexOf('://')
  if (scheme <= 0 || scheme > 30) return undefined
  const rest = text.slice(scheme + 3)
  const slash = rest.search(/[/?#]/)
  const authority = slash === -1 ? rest : rest.slice(0, slash)
  const at = authority.lastIndexOf('@')
  const colon = authority.indexOf(':')
  if (at === -1 || colon === -1 || colon > at) return undefined
  const user = authority.slice(0, colon)
  const password = authority.slice(colon + 1, at)
  const host = authority.slice(at + 1).replace(/:\d+$/, '')
  if (
    password === user ||
    !looksLikeSecret('password', password) ||
    /[{}$%]\w*[({]?/.test(password.replace(/%[0-9a-f]{2}/gi, ''))
  )
    return undefined
  return { scheme: text.slice(0, scheme), host, isLocal: host === '' || LOCAL.has(host.toLowerCase()) }
}

/** Forms that makers give their secrets, so that they can be found: how it begins, how long it is at least, whose it is. */
const FORMS: readonly (readonly [prefix: string, length: number, what: string])[] = [
  ['AKIA', 20, 'an access key of AWS'],
  ['ghp_', 40, 'a token of GitHub'],
  ['gho_', 40, 'a token of GitHub'],
  ['ghs_', 40, 'a token of GitHub'],
  ['github_pat_', 60, 'a token of GitHub'],
  ['glpat-', 26, 'a token of GitLab'],
  ['sk_live_', 24, 'a secret key of Stripe'],
  ['rk_live_', 24, 'a restricted key of Stripe'],
  ['xoxb-', 40, 'a token of Slack'],
  ['xoxp-', 40, 'a token of Slack'],
  ['-----BEGIN PRIVATE KEY', 22, 'a private key'],
  ['-----BEGIN RSA PRIVATE KEY', 26, 'a private key'],
  ['-----BEGIN EC PRIVATE KEY', 25, 'a private key'],
  ['-----BEGIN OPENSSH PRIVATE KEY', 30, 'a private key'],
]

export interface FoundForm {
  readonly start: number
  readonly end: number
  readonly what: string
}

export function* formsIn(text: string): Generator<FoundForm> {
  for (const [prefix, length, what] of FORMS) {
    const isPem = prefix.startsWith('-')
    for (
      let start = text.indexOf(prefix);
      start !== -1;
      start = text.indexOf(prefix, start + prefix.length)
    ) {
      if (start > 0 && /\w/.test(text.charAt(start - 1))) continue
      let end = start + prefix.length
      if (!isPem) while (end < text.length && end - start < 200 && /[\w-]/.test(text.charAt(end))) end++
      const found = text.slice(start, end)
      if (isPem ? hasKey(text, end) : end - start >= length && !PLACEHOLDER.test(found))
        yield { start, end, what }
    }
  }
}

/** Base64 follows the line, not the code that looks for such lines. */
function hasKey(text: string, end: number): boolean {
  return /^-----(?:\\n|\r?\n)\s*["']?[A-Za-z0-9+/=]{30}/.test(text.slice(end, end + 120))
}
