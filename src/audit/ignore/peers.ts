// What other auditors' ids mean here, so that what was decided for them needn't be said again.
// Bandit's and ruff's rules share their numbers: B608 is S608. Semgrep's ids are known by their last part.

const DESERIALISATION = ['FL623']
const COMMANDS = ['FL621']
const CERTIFICATES = ['FL1002']
const XML = ['FL630']
const SECRETS = ['FL101', 'FL102', 'FL104', 'FL105']

const BY_NUMBER: Readonly<Record<string, readonly string[]>> = {
  102: ['FL622'],
  104: ['FL1102'],
  105: SECRETS,
  106: SECRETS,
  107: SECRETS,
  201: ['FL1101'],
  202: ['FL626'],
  301: DESERIALISATION,
  302: DESERIALISATION,
  303: ['FL302'],
  307: ['FL622'],
  308: ['FL613', 'FL611'],
  310: ['FL627'],
  311: ['FL1304'],
  313: XML,
  314: XML,
  315: XML,
  316: XML,
  317: XML,
  318: XML,
  319: XML,
  320: XML,
  323: CERTIFICATES,
  324: ['FL302'],
  403: DESERIALISATION,
  501: CERTIFICATES,
  502: CERTIFICATES,
  503: CERTIFICATES,
  504: CERTIFICATES,
  506: DESERIALISATION,
  602: COMMANDS,
  603: COMMANDS,
  604: COMMANDS,
  605: COMMANDS,
  606: COMMANDS,
  607: COMMANDS,
  608: ['FL501', 'FL502', 'FL503'],
  609: COMMANDS,
  614: DESERIALISATION,
  701: ['FL612'],
  704: ['FL613', 'FL611', 'FL610'],
}

const BY_LAST_PART: Readonly<Record<string, readonly string[]>> = {
  'avoid-pickle': DESERIALISATION,
  'avoid-pyyaml-load': DESERIALISATION,
  'avoid-jsonpickle': DESERIALISATION,
  'insecure-deserialization': DESERIALISATION,
  avoid_app_run_with_bad_host: ['FL1102'],
  avoid_using_app_run_directly: ['FL1102', 'FL1101'],
  avoid_hardcoded_config_debug: ['FL1101'],
  avoid_hardcoded_config_secret_key: SECRETS,
  'csv-writer-injection': ['FL631'],
  'debug-enabled': ['FL1101'],
  'debug-flask': ['FL1101'],
  'directly-returned-format-string': ['FL610'],
  'raw-html-format': ['FL610'],
  'response-contains-unsanitized-input': ['FL610'],
  'make-response-with-unknown-content': ['FL610'],
  'disabled-cert-validation': CERTIFICATES,
  'unverified-ssl-context': CERTIFICATES,
  'eval-injection': ['FL622'],
  'exec-injection': ['FL622'],
  'eval-detected': ['FL622'],
  'exec-detected': ['FL622'],
  'explicit-unescape-with-markup': ['FL613'],
  'flask-cors-misconfiguration': ['FL703'],
  'flask-wtf-csrf-disabled': ['FL203'],
  'formatted-sql-query': ['FL501', 'FL502'],
  'sql-injection-db-cursor-execute': ['FL501', 'FL502'],
  'sqlalchemy-execute-raw-query': ['FL501', 'FL502'],
  'tainted-sql-string': ['FL501', 'FL502'],
  'host-header-injection-python': ['FL629'],
  'flask-url-for-external-true': ['FL629'],
  'insecure-hash-algorithm-md5': ['FL302'],
  'insecure-hash-algorithm-sha1': ['FL302'],
  'md5-used-as-password': ['FL302'],
  'jwt-python-hardcoded-secret': ['FL104'],
  'jwt-python-none-alg': ['FL1202'],
  'unverified-jwt-decode': ['FL1201'],
  'nan-injection': ['FL602'],
  'open-redirect': ['FL628'],
  'os-system-injection': COMMANDS,
  'subprocess-injection': COMMANDS,
  'subprocess-shell-true': COMMANDS,
  'dangerous-subprocess-use': COMMANDS,
  'dangerous-system-call': COMMANDS,
  'path-traversal-open': ['FL624'],
  'render-template-string': ['FL620'],
  'dangerous-template-string': ['FL620'],
  'secure-set-cookie': ['FL402'],
  'ssrf-requests': ['FL627'],
  'ssrf-injection-requests': ['FL627'],
  'ssrf-injection-urllib': ['FL627'],
  'template-autoescape-off': ['FL612'],
  'unescaped-template-extension': ['FL612'],
  'template-unescaped-with-safe': ['FL611'],
  'template-href-var': ['FL615'],
  'template-unquoted-attribute-var': ['FL614'],
  'use-defused-xml': XML,
}

/** `B608`, `S608` → ours; none where we look at no such thing. */
export function ofBandit(id: string): readonly string[] {
  return (/^[BS]\d{3}$/.test(id) ? BY_NUMBER[id.slice(1)] : undefined) ?? []
}

/** `python.flask.security.open-redirect.open-redirect` → ours. */
export function ofSemgrep(id: string): readonly string[] {
  const last = id.slice(id.lastIndexOf('.') + 1).toLowerCase()
  return Object.hasOwn(BY_LAST_PART, last) ? (BY_LAST_PART[last] ?? []) : []
}
