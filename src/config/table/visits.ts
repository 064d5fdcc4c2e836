// Settings of visits: sessions, limits on requests, and slowing guesses at one account.
import { checkLimits } from '../check.ts'
import type { Table } from '../setting.ts'

const HOUR = 3_600
const DAY = 24 * HOUR

export const visitSettings = {
  'session.idle': {
    type: 'seconds',
    default: 12 * HOUR,
    min: 60,
    max: 400 * DAY,
    why: 'A session ends after this long without a request. NIST SP 800-63B-4 asks for an idle limit from AAL2 on, where an hour is its advice.',
  },
  'session.absolute': {
    type: 'seconds',
    default: 30 * DAY,
    min: 60,
    max: 400 * DAY,
    why: "A session ends after this long whatever happens. 30 days is NIST SP 800-63B-4's advice for AAL1, 24 hours for AAL2.",
  },
  'session.maxPerAccount': {
    type: 'integer',
    default: 20,
    min: 1,
    max: 1_000,
    why: 'Signing in once more than this ends the oldest session of the account.',
  },
  'session.bound': {
    type: 'boolean',
    default: false,
    why: 'Binds sessions to the device in browsers that can (Device Bound Session Credentials), so that a stolen cookie stops working soon. Others lose nothing.',
  },
  'session.boundFor': {
    type: 'seconds',
    default: 600,
    min: 300,
    max: DAY,
    why: 'How long a stolen cookie of a bound session works at most: the browser proves by then that it still has the key. Not less than 300, since Chromium signs six times in nine minutes at most.',
  },
  'limits.enabled': {
    type: 'boolean',
    default: true,
    why: 'Limits on requests, in development too. Off only where something in front does the same.',
  },
  'limits.strategy': {
    type: 'enum',
    values: ['sliding-window-counter', 'moving-window', 'fixed-window'],
    default: 'sliding-window-counter',
    why: '`sliding-window-counter` is close to exact at two counters a key. `moving-window` is exact and keeps every hit. `fixed-window` is the cheapest and lets up to twice the amount through at a boundary.',
  },
  'limits.store': {
    type: 'enum',
    values: ['memory', 'sql'],
    default: 'memory',
    why: '`memory` counts in each process for itself. `sql` counts in the database, which several processes share.',
  },
  'limits.default': {
    type: 'limit',
    default: '300 per minute; 5000 per hour',
    check: checkLimits,
    why: 'Requests from one address (IPv6: one /64) to any one route that has no limit of its own.',
  },
  'limits.login': {
    type: 'limit',
    default: '5 per minute',
    check: checkLimits,
    why: 'Attempts to log in from one address.',
  },
  'limits.loginAccount': {
    type: 'limit',
    default: '10 per minute',
    check: checkLimits,
    why: 'Attempts to log in to one account from all addresses together.',
  },
  'limits.register': {
    type: 'limit',
    default: '10 per hour',
    check: checkLimits,
    why: 'Attempts to register from one address, those with a mistake in the form too.',
  },
  'limits.mailedLinks': {
    type: 'limit',
    default: '10 per hour',
    check: checkLimits,
    why: 'Requests for a mailed link (forgotten password, confirming an address) from one address. Besides, one account gets at most 3 such mails of a kind in an hour.',
  },
  'limits.confirm': {
    type: 'limit',
    default: '10 per minute',
    check: checkLimits,
    why: 'Attempts from one address to confirm a password or to use a mailed link.',
  },
  'limits.api': {
    type: 'limit',
    default: '600 per minute',
    check: checkLimits,
    why: 'Requests to the API with one token, and the same again for all tokens of one account. The limits by address stand beside it.',
  },
  'limits.cspReport': {
    type: 'limit',
    default: '30 per minute',
    check: checkLimits,
    why: 'Reports of blocked content from one address. Each is a log line.',
  },
  'limits.maxKeys': {
    type: 'integer',
    default: 100_000,
    min: 1_000,
    max: 10_000_000,
    why: 'Counters kept in memory at most, so that a flood of addresses can not fill it.',
  },
  'throttle.free': {
    type: 'integer',
    default: 5,
    min: 0,
    max: 100,
    why: 'Wrong passwords for one account before waiting begins.',
  },
  'throttle.firstWait': {
    type: 'seconds',
    default: 2,
    min: 1,
    max: HOUR,
    why: 'The first wait. Each further wrong password doubles it.',
  },
  'throttle.maxWait': {
    type: 'seconds',
    default: 900,
    min: 1,
    max: DAY,
    why: 'The longest of the growing waits.',
  },
  'throttle.cap': {
    type: 'integer',
    default: 100,
    min: 1,
    max: 100,
    why: 'After so many wrong passwords in a row the account pauses. NIST SP 800-63B-4 3.2.2 allows 100 at most.',
  },
  'throttle.capWait': {
    type: 'seconds',
    default: DAY,
    min: 60,
    max: 30 * DAY,
    why: 'How long that pause is. It ends by itself, so that a stranger can lock nobody out for good.',
  },
  'throttle.forget': {
    type: 'seconds',
    default: DAY,
    min: 60,
    max: 30 * DAY,
    why: 'Wrong passwords are forgotten after this long without another one.',
  },
} as const satisfies Table
