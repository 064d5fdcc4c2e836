// Settings of the JSON API: tokens, their keys and lifetimes, and which other sites' pages may call it.
import { checkOrigin } from '../check.ts'
import type { Table } from '../setting.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const apiSettings = {
  'api.enabled': {
    type: 'boolean',
    default: true,
    why: 'Serves the JSON API under `/api`.',
  },
  'api.audience': {
    type: 'string',
    default: '',
    defaultWords: '`ORIGIN/api`',
    why: 'The `aud` of access tokens. A service that takes them checks it.',
  },
  'api.algorithm': {
    type: 'enum',
    values: ['Ed25519', 'ES256'],
    default: 'Ed25519',
    why: 'What new signing keys are for. Keys made before a change go on until they retire.',
  },
  'api.accessLifetime': {
    type: 'seconds',
    default: 10 * MINUTE,
    min: MINUTE,
    max: DAY,
    why: 'How long an access token is good. A session that was ended meanwhile is noticed no earlier, but on routes that ask for it.',
  },
  'api.refreshLifetime': {
    type: 'seconds',
    default: 30 * DAY,
    min: HOUR,
    max: 400 * DAY,
    why: 'A sign-in over the API ends after this long without a refresh.',
  },
  'api.sessionLifetime': {
    type: 'seconds',
    default: 365 * DAY,
    min: HOUR,
    max: 400 * DAY,
    why: 'A sign-in over the API ends after this long, however often it was refreshed.',
  },
  'api.refreshGrace': {
    type: 'seconds',
    default: 10,
    min: 0,
    max: MINUTE,
    why: 'A refresh token that is sent again within this time gets the same answer as the first time, since that one may have been lost.',
  },
  'api.keyLifetime': {
    type: 'seconds',
    default: 90 * DAY,
    min: DAY,
    max: 400 * DAY,
    why: 'How long a key signs before the next one takes its place.',
  },
  'api.personalTokenLifetime': {
    type: 'seconds',
    default: 365 * DAY,
    min: DAY,
    max: 400 * DAY,
    why: 'The longest life of a personal access token.',
  },
  'api.corsOrigins': {
    type: 'list',
    default: [],
    check: checkOrigin,
    why: 'Origins of other sites whose pages may call the API from a browser. Nobody else may.',
  },
} as const satisfies Table
