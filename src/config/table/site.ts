// Settings of the site as a whole: where it listens, what it is called, where its data lie.
import {
  checkContact,
  checkDatabase,
  checkExpires,
  checkHost,
  checkOneLine,
  checkOrigin,
  checkProxy,
} from '../check.ts'
import type { Table } from '../setting.ts'

const YEAR = 31_536_000

export const siteSettings = {
  mode: {
    type: 'enum',
    values: ['development', 'production'],
    default: 'development',
    defaultWords: '`production` when `NODE_ENV` is `production`, else `development`',
    why: 'Development makes its own secret and shows sent mail at /dev/outbox. Production refuses to start with unsafe settings.',
  },
  host: {
    type: 'string',
    default: '127.0.0.1',
    check: checkHost,
    why: 'The address to listen on. The default is reachable from this machine alone; a reverse proxy or a container may need `0.0.0.0`.',
  },
  port: {
    type: 'integer',
    default: 3000,
    min: 0,
    max: 65_535,
    why: 'The port to listen on. 0 takes any free one, and then `origin` must be set.',
  },
  origin: {
    type: 'origin',
    default: '',
    defaultWords: 'development: `http://localhost:PORT`; production: none, it must be set',
    check: checkOrigin,
    why: 'What people have in the address bar, as scheme://host. Links in mails, cookies and the CSRF check rely on it, never on the Host header. Plain http works on loopback names only.',
  },
  secret: {
    type: 'list',
    default: [],
    defaultWords: 'development: made once and kept in DATA/secret; production: none, it must be set',
    secret: true,
    why: 'Signs cookies and tokens. At least 32 random bytes; `portcullis secret` prints one. Several, newest first: the first signs, all of them open, so that a change signs nobody out.',
  },
  data: {
    type: 'path',
    default: 'data',
    why: 'The folder for the SQLite database and the development secret. It is made with mode 0700 when missing.',
  },
  database: {
    type: 'url',
    default: '',
    defaultWords: 'the SQLite file `portcullis.db` in the folder `data`',
    secret: true,
    check: checkDatabase,
    why: '`postgres://user:password@host/name`, `sqlite:PATH` (`?synchronous=full` behind it survives a power cut), or `sqlite::memory:` for tests, which keeps nothing.',
  },
  siteName: {
    type: 'string',
    default: 'Portcullis',
    check: checkOneLine(64),
    why: "The site's name in page titles and mails. It is also refused as a password.",
  },
  trustProxy: {
    type: 'list',
    default: [],
    check: checkProxy,
    why: "Whose X-Forwarded-For to believe: the number of proxies in front (`1`), or their addresses or networks. Empty: the client's address is the socket's. Too wide a network lets anyone invent an address and get round limits.",
  },
  landingPage: {
    type: 'boolean',
    default: true,
    why: 'Serves the front page at `/`. An app that embeds Portcullis and has its own switches it off.',
  },
  'log.level': {
    type: 'enum',
    values: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    default: 'info',
    why: 'How much is logged: one line a request from `info` on. Passwords, tokens and cookies are in none of them.',
  },
  'body.maxBytes': {
    type: 'bytes',
    default: 65_536,
    min: 1_024,
    max: 1_048_576,
    why: 'A longer request body is refused with 413 before it is read whole.',
  },
  'body.maxFields': {
    type: 'integer',
    default: 1_000,
    min: 10,
    max: 10_000,
    why: 'A form with more fields than this is refused, since each costs time to read.',
  },
  'server.requestTimeout': {
    type: 'seconds',
    default: 30,
    min: 1,
    max: 600,
    why: 'A client has this long to send its whole request, so that slow ones hold no connection for ever. Files have `uploads.timeout`.',
  },
  'server.headersTimeout': {
    type: 'seconds',
    default: 10,
    min: 1,
    max: 600,
    why: 'A client has this long to send the headers. No longer than `server.requestTimeout`.',
  },
  'server.shutdownTimeout': {
    type: 'seconds',
    default: 10,
    min: 0,
    max: 300,
    why: 'On SIGTERM, requests in flight have this long to finish before the process ends.',
  },
  'csrf.trustedOrigins': {
    type: 'list',
    default: [],
    check: checkOrigin,
    why: 'Other origins whose pages may post to this site. Their requests still need a token.',
  },
  'hsts.maxAge': {
    type: 'seconds',
    default: 2 * YEAR,
    min: 0,
    max: 10 * YEAR,
    why: 'How long browsers remember to use https alone; sent on https origins only. ASVS V3.4.1 asks for a year at least; 0 makes browsers forget.',
  },
  'hsts.includeSubDomains': {
    type: 'boolean',
    default: true,
    why: 'The same for all subdomains. Switch it off while one of them still needs http.',
  },
  'hsts.preload': {
    type: 'boolean',
    default: false,
    why: "Allows browser makers to put the domain on their built-in list. It is slow to undo, and needs `hsts.includeSubDomains` and a year's `hsts.maxAge`.",
  },
  'securityTxt.contact': {
    type: 'string',
    default: '',
    check: checkContact,
    why: 'Where to report a weakness: a `mailto:` or `https:` address, shown in /.well-known/security.txt (RFC 9116). Empty: the file is not there.',
  },
  'securityTxt.expires': {
    type: 'string',
    default: '',
    defaultWords: '180 days after the start',
    check: checkExpires,
    why: 'When the contact above should be looked up anew, as an RFC 3339 date and time. RFC 9116 advises less than a year ahead.',
  },
} as const satisfies Table
