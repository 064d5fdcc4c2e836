// A safe response as data: the one table that sets our own headers and by which other sites are judged.
// Sources: OWASP ASVS 5.0.0 V3.4, OWASP Secure Headers, W3C CSP 3, Trusted Types, Reporting API, Fetch Metadata.

/** CSP directives: name → sources. An empty list is a directive without a value. */
export type Directives = Readonly<Record<string, readonly string[]>>

/** Stands in a source list for the nonce of the response. */
export const NONCE = "'nonce'"

/** Where browsers send what they blocked. */
export const REPORT_PATH = '/_portcullis/reports'
export const REPORT_GROUP = 'portcullis'

/** ASVS V3.4.3, V3.4.6, V3.4.7, V3.2.2: nothing but what is named, scripts by nonce alone, no DOM text-to-script sinks. */
export const contentSecurityPolicy: Directives = {
  'default-src': ["'none'"],
  'script-src': [NONCE],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  'object-src': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ["'none'"],
  'report-to': [REPORT_GROUP],
  'report-uri': [REPORT_PATH],
}

/** Directives that the safe policy leaves to `default-src`, or does without, and that a route may want. */
const OTHER_DIRECTIVES: ReadonlySet<string> = new Set([
  'child-src',
  'fenced-frame-src',
  'font-src',
  'frame-src',
  'manifest-src',
  'media-src',
  'sandbox',
  'script-src-attr',
  'script-src-elem',
  'style-src-attr',
  'style-src-elem',
  'upgrade-insecure-requests',
  'worker-src',
])
/** Printable, without the separators of directives, headers and sources. */
const SOURCE = /^[\x21-\x2b\x2d-\x3a\x3c-\x7e]+$/

/** Features no page of ours uses. Passkeys are used, by ourselves alone. */
const DENIED_FEATURES = [
  'accelerometer',
  'autoplay',

  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
]
const OWN_FEATURES = ['publickey-credentials-create', 'publickey-credentials-get']

/** What every response carries, whatever its status or type. */
export const fixedHeaders: Readonly<Record<string, string>> = {
  // Only for what a handler doesn't decide itself: everything here may depend on who is signed in.
  'cache-control': 'no-store',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'integrity-policy': `blocked-destinations=(script), endpoints=(${REPORT_GROUP})`,
  'origin-agent-cluster': '?1',
  'permissions-policy': [
    ...DENIED_FEATURES.map((feature) => `${feature}=()`),
    ...OWN_FEATURES.map((feature) => `${feature}=(self)`),
  ].join(', '),
  // Not `no-referrer`: browsers would then send `Origin: null` with our own forms, and a client without
  // Fetch Metadata could not be told from an attacker's page. Nothing leaves for another origin either way.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  // The old browsers' filter could be turned against a page, so it is switched off.
  'x-xss-protection': '0',
}

/** Names a server gives away about itself; a safe response has none of them. */
export const tellTaleHeaders = ['server', 'x-powered-by', 'x-aspnet-version', 'via'] as const

export interface HstsPolicy {
  /** Seconds. */
  maxAge: number
  includeSubDomains: boolean
  preload: boolean
}

/** RFC 6797; only meaningful over https. */
export function strictTransportSecurity(policy: HstsPolicy): string {
  const parts = [`max-age=${policy.maxAge}`]
  if (policy.includeSubDomains) parts.push('includeSubDomains')
  if (policy.preload) parts.push('preload')
  return parts.join('; ')
}

/**
 * Adds a route's own sources to the safe policy; `'none'` gives way to the first source that is added.
 * @throws TypeError for a directive that CSP doesn't have, and for a source that would end its directive
 */
export function widenPolicy(base: Directives, extra: Directives): Directives {
  const widened: Record<string, readonly string[]> = { ...base }
  for (const [name, sources] of Object.entries(extra)) {
    if (!Object.hasOwn(base, name) && !OTHER_DIRECTIVES.has(name))
      throw new TypeError(`\`${name}\` is no directive of a Content-Security-Policy`)
    for (const source of sources) {
      if (!SOURCE.test(source)) throw new TypeError(`\`${name}\`: ${JSON.stringify(source)} is no source`)
    }
    const kept = (widened[name] ?? []).filter((source) => source !== "'none'")
    widened[name] = [...new Set([...kept, ...sources])]
  }
  return widened
}

/** The header's text before and after each nonce, so that a response only joins it. */
export function compilePolicy(directives: Directives): (nonce: string) => string {
  const text = Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ')
  const parts = text.split(NONCE)
  return (nonce) => parts.join(`'nonce-${nonce}'`)
}
