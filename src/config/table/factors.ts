// Settings of second factors: who needs one, how long it is not asked for again, and passkeys.
import type { Table } from '../setting.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const factorSettings = {
  'secondFactor.policy': {
    type: 'enum',
    values: ['optional', 'roles', 'all'],
    default: 'optional',
    why: '`optional`: everybody may set one up. `roles`: people with one of `secondFactor.roles` have to. `all`: everybody has to. Whoever has to and has none sees nothing but the pages to set one up, once `secondFactor.grace` is over.',
  },
  'secondFactor.roles': {
    type: 'list',
    default: ['admin'],
    why: 'Roles that need a second factor with `secondFactor.policy` at `roles`.',
  },
  'secondFactor.grace': {
    type: 'seconds',
    default: 7 * DAY,
    min: 0,
    max: 90 * DAY,
    why: 'How long somebody may go on without the second factor that the policy asks for, from their first sign-in under it.',
  },
  'secondFactor.strict': {
    type: 'boolean',
    default: false,
    why: 'Asks for the second factor at every sign-in, and lets nobody begin to have it removed by mail, unless the two settings below say otherwise. Operators and administrators can begin that still, with the same notices and wait.',
  },
  'secondFactor.remember': {
    type: 'enum',
    values: ['auto', 'allowed', 'off'],
    default: 'auto',
    why: 'Whether people may choose not to be asked for the second factor on a device for a while. `auto`: yes, unless `secondFactor.strict`.',
  },
  'secondFactor.rememberFor': {
    type: 'seconds',
    default: 30 * DAY,
    min: HOUR,
    max: 90 * DAY,
    why: 'How long a device is remembered. Every change of credentials ends it.',
  },
  'secondFactor.removal': {
    type: 'enum',
    values: ['auto', 'allowed', 'off'],
    default: 'auto',
    why: 'Whether somebody who has lost every second factor can have it removed with the password, a mailed link and a wait. `auto`: yes, unless `secondFactor.strict`. Where it is off, operators and administrators can begin it still.',
  },
  'secondFactor.removalWait': {
    type: 'seconds',
    default: DAY,
    min: HOUR,
    max: 30 * DAY,
    why: 'How long that wait is. Notices go out when it begins, and any sign-in with the second factor calls it off.',
  },
  'passkeys.rpId': {
    type: 'string',
    default: '',
    defaultWords: "the origin's host",
    why: 'The domain that passkeys belong to (WebAuthn RP ID): the host of `origin` or a parent domain of it. Changing it makes all passkeys useless.',
  },
  'passkeys.signUp': {
    type: 'boolean',
    default: true,
    why: 'Lets people create an account with a passkey and no password at all. Not where `email.verification` is `required`.',
  },
} as const satisfies Table
