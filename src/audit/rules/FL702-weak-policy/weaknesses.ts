// What a Content-Security-Policy lets through, read as browsers read it (W3C CSP 3), beside the policy that we send ourselves.
import { contentSecurityPolicy } from '../../../shield/policy.ts'

export interface Weakness {
  /** Follows "The policy": `allows inline scripts`. */
  readonly what: string
  /** `open`: an injected script runs · `gap`: something beside scripts · `hint`: depends on what is served there. */
  readonly how: 'open' | 'gap' | 'hint'
}

export type Policy = ReadonlyMap<string, readonly string[]>

/** Directives for which nothing else stands in, so that a policy without them says nothing of theirs. */
const ALONE = Object.keys(contentSecurityPolicy).filter((name) =>
  ['base-uri', 'form-action', 'frame-ancestors'].includes(name),
)
/** Words that mean something only in quotes. */
const UNQUOTED = new Set(['self', 'none', 'unsafe-inline', 'unsafe-eval', 'strict-dynamic'])
/** Whatever stands at such a source, anybody may have put it there. */
const ANYBODY = new Set(['*', 'http:', 'https:', 'data:', 'http://*', 'https://*'])
/** Everybody publishes there, or old frameworks lie there that run what a page says. */
const PUBLIC_HOSTS = ['unpkg.com', 'cdn.jsdelivr.net', 'cdnjs.cloudflare.com', 'ajax.googleapis.com']
/** A nonce as it stands in the source, and one that is put in later: `'nonce-{nonce}'`, `'nonce-NONCE'`. */
const NONCE = /^'nonce-[A-Za-z0-9+/_=-]+'$/i
const PLACEHOLDER = /nonce-.*(?:nonce|value|random|placeholder|replace|xxx)/i
/** Stands for what only the running program knows. */
const HOLE = '\0'

/** The first of several of one name counts, as in browsers. */
export function parsePolicy(text: string): Policy {
  const policy = new Map<string, readonly string[]>()
  for (const part of text.split(';')) {
    const [name = '', ...sources] = part.trim().split(/\s+/)
    if (name !== '' && !policy.has(name.toLowerCase())) policy.set(name.toLowerCase(), sources)
  }
  return policy
}

/** `isFramed`: `X-Frame-Options` stands in for `frame-ancestors`. `isPages`: the answers are pages, not JSON alone. */
export function weaknessesOf(policy: Policy, isFramed: boolean, isPages: boolean): Weakness[] {
  // A whole directive that is filled in later may be any.
  if ([...policy.keys()].some((name) => name.includes(HOLE))) return []
  const scripts = policy.get('script-src') ?? policy.get('default-src')
  const found: Weakness[] = [...unquoted(policy)]
  if (scripts === undefined)
    found.push({ what: 'says nothing of scripts, so that all of them run', how: 'open' })
  else found.push(...ofScripts(scripts))
  if (!isPages) return found
  const objects = policy.get('object-src') ?? policy.get('default-src')
  if (objects === undefined) found.push({ what: 'has no `object-src`', how: 'gap' })
  const missing = ALONE.filter(
    (name) => !policy.has(name) && !(name === 'frame-ancestors' && isFramed) && !policy.has('sandbox'),
  )
  if (missing.length > 0)
    found.push({
      what: `has no ${missing.map((name) => `\`${name}\``).join(' and no ')}, for which \`default-src\` does not stand in`,
      how: 'gap',
    })
  return found
}

function ofScripts(sources: readonly string[]): Weakness[] {
  const lower = sources.map((one) => one.toLowerCase())
  const nonces = sources.filter((one) => one.toLowerCase().startsWith("'nonce-"))
  const isNamed = nonces.length > 0 || lower.some((one) => /^'sha(?:256|384|512)-/.test(one))
  const isDynamic = isNamed && lower.includes("'strict-dynamic'")
  const found: Weakness[] = []
  // Where a nonce or a hash is named, browsers pass over `'unsafe-inline'`.
  if (lower.includes("'unsafe-inline'") && !isNamed)
    found.push({ what: "allows inline scripts (`'unsafe-inline'`)", how: 'open' })
  const fixed = nonces.find((one) => NONCE.test(one) && !PLACEHOLDER.test(one))
  if (fixed !== undefined) found.push({ what: 'has the same nonce in every answer', how: 'open' })
  // Something the source doesn't tell may be the word that makes browsers pass over hosts.
  if (isDynamic || lower.some((one) => one === HOLE)) return found
  const open = lower.find((one) => ANYBODY.has(one))
  if (open !== undefined) found.push({ what: `allows scripts from anywhere (\`${open}\`)`, how: 'open' })
  const host = lower.find((one) => PUBLIC_HOSTS.includes(one.replace(/^https?:\/\//, '').replace(/\/$/, '')))
  if (host !== undefined) found.push({ what: `allows all that anybody publishes on ${host}`, how: 'hint' })
  if (lower.includes("'unsafe-eval'"))
    found.push({ what: "allows `eval` (`'unsafe-eval'`)", how: found.length > 0 ? 'gap' : 'hint' })
  return found
}

function* unquoted(policy: Policy): Iterable<Weakness> {
  for (const [name, sources] of policy) {
    const word = sources.find((one) => UNQUOTED.has(one.toLowerCase()))
    if (word !== undefined && (name.endsWith('-src') || ALONE.includes(name)))
      yield { what: `names a host called \`${word}\` in \`${name}\`: the word lacks its quotes`, how: 'gap' }
  }
}
