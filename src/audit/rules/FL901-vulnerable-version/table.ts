// Published weaknesses of what Flask applications are built of, as they stood on a day; nothing is fetched.
// Sources: the advisory databases of PyPA and GitHub, and the projects' own releases. Left out: what only concerns Windows,
// what a project disputes, and what could not be confirmed in two places.
import type { Severity } from '../../finding.ts'

/** What was published later is not in here. */
export const TABLE_OF = '2026-06-15'

export interface Weakness {
  readonly id: string
  /** The first version that has it; all before the fix when left out. */
  readonly since?: string
  /** The first version without it; null: there is none. */
  readonly fixed: string | null
  readonly severity: Severity
  /** What it lets somebody do: a few words. */
  readonly what: string
}

/** By PEP 503's names. Where two lines of versions were mended, each has an entry. */
export const WEAKNESSES: Readonly<Record<string, readonly Weakness[]>> = {
  flask: [
    {
      id: 'CVE-2018-1000656',
      fixed: '0.12.3',
      severity: 'high',
      what: 'JSON in an odd encoding fills the memory',
    },
    {
      id: 'CVE-2019-1010083',
      fixed: '1.0',
      severity: 'high',
      what: 'JSON in an odd encoding fills the memory',
    },
    {
      id: 'CVE-2023-30861',
      fixed: '2.2.5',
      severity: 'high',
      what: 'a cache may hand out other people’s session cookies',
    },
    {
      id: 'CVE-2023-30861',
      since: '2.3.0',
      fixed: '2.3.2',
      severity: 'high',
      what: 'a cache may hand out other people’s session cookies',
    },
    {
      id: 'CVE-2025-47278',
      since: '3.1.0',
      fixed: '3.1.1',
      severity: 'low',
      what: 'sessions are signed with a retired key',
    },
    {
      id: 'CVE-2026-27205',
      fixed: '3.1.3',
      severity: 'low',
      what: 'a cache may keep pages that are made for one person',
    },
  ],
  werkzeug: [
    { id: 'CVE-2020-28724', fixed: '0.11.6', severity: 'medium', what: 'open redirect by a double slash' },
    { id: 'CVE-2016-10516', fixed: '0.11.11', severity: 'medium', what: 'XSS in the debugger' },
    {
      id: 'CVE-2019-14806',
      fixed: '0.15.3',
      severity: 'high',
      what: 'the debugger’s PIN can be guessed in containers',
    },
    {
      id: 'CVE-2023-23934',
      fixed: '2.2.3',
      severity: 'low',
      what: 'a neighbouring site can plant `__Host-` cookies',
    },
    { id: 'CVE-2023-25577', fixed: '2.2.3', severity: 'high', what: 'a form of many parts uses up a worker' },
    { id: 'CVE-2023-46136', fixed: '2.3.8', severity: 'high', what: 'one upload uses up a worker' },
    {
      id: 'CVE-2023-46136',
      since: '3.0.0',
      fixed: '3.0.1',
      severity: 'high',
      what: 'one upload uses up a worker',
    },
    {
      id: 'CVE-2024-34069',
      fixed: '3.0.3',
      severity: 'high',
      what: 'a foreign page can use a developer’s debugger',
    },
    { id: 'CVE-2024-49767', fixed: '3.0.6', severity: 'high', what: 'a large form field fills the memory' },
  ],
  jinja2: [
    { id: 'CVE-2016-10745', fixed: '2.8.1', severity: 'high', what: 'templates get out of the sandbox' },
    { id: 'CVE-2019-10906', fixed: '2.10.1', severity: 'high', what: 'templates get out of the sandbox' },
    {
      id: 'CVE-2020-28493',
      fixed: '2.11.3',
      severity: 'medium',
      what: 'a text slows `urlize` down without end',
    },
    { id: 'CVE-2024-22195', fixed: '3.1.3', severity: 'medium', what: 'XSS through the keys of `xmlattr`' },
    { id: 'CVE-2024-34064', fixed: '3.1.4', severity: 'medium', what: 'XSS through the keys of `xmlattr`' },
    { id: 'CVE-2024-56326', fixed: '3.1.5', severity: 'medium', what: 'templates get out of the sandbox' },
    { id: 'CVE-2025-27516', fixed: '3.1.6', severity: 'medium', what: 'templates get out of the sandbox' },
  ],
  'flask-cors': [
    {
      id: 'CVE-2020-25032',
      fixed: '3.0.9',
      severity: 'high',
      what: '`../` in a path gets the rules of another one',
    },
    {
      id: 'CVE-2024-1681',
      fixed: '4.0.1',
      severity: 'medium',
      what: 'line breaks in a path forge lines of the log',
    },
    {
      id: 'CVE-2024-6221',
      fixed: '4.0.2',
      severity: 'high',
      what: 'private networks are opened to foreign pages',
    },
    { id: 'CVE-2024-6866', fixed: '6.0.0', severity: 'medium', what: 'rules for paths match others too' },
    {
      id: 'CVE-2024-6844',
      fixed: '6.0.0',
      severity: 'medium',
      what: 'rules for paths with `+` match others too',
    },
  ],
  'flask-security-too': [
    {
      id: 'CVE-2021-21241',
      since: '3.3.0',
      fixed: '3.4.5',
      severity: 'high',
      what: 'a foreign site can fetch the signed-in person’s token',
    },
    { id: 'CVE-2021-32618', fixed: '4.1.0', severity: 'low', what: 'open redirect by backslashes' },
    {
      id: 'CVE-2023-49438',
      fixed: '5.3.3',
      severity: 'medium',
      what: 'open redirect after login and registration',
    },
  ],
  'flask-appbuilder': [
    { id: 'CVE-2021-41265', fixed: '3.3.4', severity: 'high', what: 'a crafted request signs in to the API' },
    {
      id: 'CVE-2022-31177',
      fixed: '4.1.3',
      severity: 'low',
      what: 'administrators can work out password hashes',
    },
    { id: 'CVE-2023-34110', fixed: '4.3.2', severity: 'low', what: 'error messages show password hashes' },
    {
      id: 'CVE-2024-25128',
      fixed: '4.3.11',
      severity: 'critical',
      what: 'signing in by a forged OpenID server',
    },
    {
      id: 'CVE-2025-58065',
      fixed: '4.8.1',
      severity: 'medium',
      what: 'a password can be set beside LDAP and OAuth',
    },
  ],
  'flask-admin': [{ id: 'CVE-2018-16516', fixed: '1.5.3', severity: 'medium', what: 'XSS by a crafted URL' }],
  'flask-restx': [
    { id: 'CVE-2021-32838', fixed: '0.5.1', severity: 'medium', what: 'an e-mail address stops a worker' },
  ],
  'flask-user': [
    { id: 'CVE-2021-23401', fixed: null, severity: 'medium', what: 'open redirect by backslashes' },
  ],
  gunicorn: [
    { id: 'CVE-2018-1000164', fixed: '19.5.0', severity: 'high', what: 'line breaks in headers' },
    { id: 'CVE-2024-1135', fixed: '22.0.0', severity: 'high', what: 'request smuggling' },
    { id: 'CVE-2024-6827', fixed: '22.0.0', severity: 'high', what: 'request smuggling' },
  ],
  requests: [
    {
      id: 'CVE-2018-18074',
      fixed: '2.20.0',
      severity: 'high',
      what: 'credentials go on over http after a redirect',
    },
    {
      id: 'CVE-2023-32681',
      since: '2.3.0',
      fixed: '2.31.0',
      severity: 'medium',
      what: 'a proxy’s password goes to the target',
    },
    {
      id: 'CVE-2024-35195',
      fixed: '2.32.0',
      severity: 'medium',
      what: 'certificates stay unchecked after `verify=False`',
    },
    {
      id: 'CVE-2024-47081',
      fixed: '2.32.4',
      severity: 'medium',
      what: 'a crafted URL gets credentials of `.netrc`',
    },
    {
      id: 'CVE-2026-25645',
      fixed: '2.33.0',
      severity: 'low',
      what: 'a temporary file with a name that others know',
    },
  ],
  urllib3: [
    { id: 'CVE-2021-33503', fixed: '1.26.5', severity: 'high', what: 'a URL of many `@` stops a worker' },
    {
      id: 'CVE-2023-43804',
      fixed: '1.26.17',
      severity: 'high',
      what: 'cookies go on to another host after a redirect',
    },
    {
      id: 'CVE-2023-43804',
      since: '2.0.0',
      fixed: '2.0.6',
      severity: 'high',
      what: 'cookies go on to another host after a redirect',
    },
    { id: 'CVE-2023-45803', fixed: '1.26.18', severity: 'low', what: 'the body goes on after a redirect' },
    {
      id: 'CVE-2023-45803',
      since: '2.0.0',
      fixed: '2.0.7',
      severity: 'low',
      what: 'the body goes on after a redirect',
    },
    {
      id: 'CVE-2024-37891',
      fixed: '1.26.19',
      severity: 'low',
      what: 'a proxy’s password goes on after a redirect',
    },
    {
      id: 'CVE-2024-37891',
      since: '2.0.0',
      fixed: '2.2.2',
      severity: 'low',
      what: 'a proxy’s password goes on after a redirect',
    },
    {
      id: 'CVE-2025-50181',
      fixed: '2.5.0',
      severity: 'medium',
      what: 'redirects are followed though switched off',
    },
    { id: 'CVE-2025-66418', fixed: '2.6.0', severity: 'high', what: 'a small answer unpacks without end' },
    {
      id: 'CVE-2026-21441',
      since: '1.22',
      fixed: '2.6.3',
      severity: 'high',
      what: 'a small redirect unpacks without end',
    },
    {
      id: 'CVE-2026-44432',
      since: '2.6.0',
      fixed: '2.7.0',
      severity: 'medium',
      what: 'a small answer unpacks without end',
    },
  ],
  pyjwt: [
    {
      id: 'CVE-2017-11424',
      fixed: '1.5.1',
      severity: 'high',
      what: 'anybody can sign tokens with a public key',
    },
    {
      id: 'CVE-2022-29217',
      since: '1.5.0',
      fixed: '2.4.0',
      severity: 'high',
      what: 'anybody can sign tokens with a public key',
    },
    {
      id: 'CVE-2026-32597',
      fixed: '2.12.0',
      severity: 'high',
      what: 'conditions in `crit` are not looked at',
    },
  ],
  'python-jose': [
    {
      id: 'CVE-2016-7036',
      fixed: '1.3.2',
      severity: 'high',
      what: 'signatures can be guessed by their timing',
    },
    {
      id: 'CVE-2024-33663',
      fixed: '3.4.0',
      severity: 'high',
      what: 'anybody can sign tokens with a public key',
    },
    { id: 'CVE-2024-33664', fixed: '3.4.0', severity: 'medium', what: 'a small token unpacks without end' },
  ],
  cryptography: [
    { id: 'CVE-2020-36242', fixed: '3.3.2', severity: 'critical', what: 'very long texts overflow a buffer' },
    {
      id: 'CVE-2023-23931',
      since: '1.8',
      fixed: '39.0.1',
      severity: 'medium',
      what: 'bytes that cannot change are changed',
    },
    {
      id: 'CVE-2023-49083',
      since: '3.1',
      fixed: '41.0.6',
      severity: 'high',
      what: 'a PKCS#7 file ends the process',
    },
    {
      id: 'CVE-2023-50782',
      fixed: '42.0.0',
      severity: 'high',
      what: 'RSA messages can be read by their timing',
    },
    {
      id: 'CVE-2024-26130',
      since: '38.0.0',
      fixed: '42.0.4',
      severity: 'medium',
      what: 'a PKCS#12 file ends the process',
    },
    {
      id: 'CVE-2026-26007',
      fixed: '46.0.5',
      severity: 'medium',
      what: 'crafted keys give private ones away',
    },
  ],
  sqlalchemy: [
    { id: 'CVE-2019-7164', fixed: '1.2.18', severity: 'critical', what: 'SQL injection through `order_by`' },
  ],
  pyyaml: [
    {
      id: 'CVE-2020-1747',
      since: '5.1',
      fixed: '5.3.1',
      severity: 'critical',
      what: 'a file runs Python through `full_load`',
    },
    {
      id: 'CVE-2020-14343',
      fixed: '5.4',
      severity: 'critical',
      what: 'a file runs Python through `full_load`',
    },
  ],
  pillow: [
    { id: 'CVE-2022-22817', fixed: '9.0.0', severity: 'critical', what: '`ImageMath.eval` runs Python' },
    { id: 'CVE-2023-4863', fixed: '10.0.1', severity: 'high', what: 'a WebP picture overflows a buffer' },
    { id: 'CVE-2023-50447', fixed: '10.2.0', severity: 'high', what: '`ImageMath.eval` runs Python' },
    {
      id: 'CVE-2024-28219',
      fixed: '10.3.0',
      severity: 'medium',
      what: 'a colour profile overflows a buffer',
    },
  ],
  lxml: [
    { id: 'CVE-2021-43818', fixed: '4.6.5', severity: 'high', what: 'scripts pass the HTML cleaner' },
    { id: 'CVE-2022-2309', fixed: '4.9.1', severity: 'medium', what: 'a document ends the process' },
  ],
}
