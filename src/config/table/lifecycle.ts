// Settings of what people do with an account after making it: confirming, being asked again, leaving.
import type { Table } from '../setting.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

export const lifecycleSettings = {
  'email.verification': {
    type: 'enum',
    values: ['optional', 'some-actions', 'required'],
    default: 'optional',
    why: '`optional`: nothing but links that confirm it is mailed to an unconfirmed address. `some-actions`: routes behind `requireVerifiedEmail` need a confirmed one, too. `required`: an account is made when its address is confirmed, not before; only this hides wholly which addresses are known.',
  },
  'email.verifyLifetime': {
    type: 'seconds',
    default: DAY,
    min: 5 * MINUTE,
    max: 7 * DAY,
    why: 'How long a link that confirms an address works.',
  },
  'email.undoLifetime': {
    type: 'seconds',
    default: 7 * DAY,
    min: HOUR,
    max: 30 * DAY,
    why: 'How long the link works that undoes a change of the e-mail address, mailed to the old one.',
  },
  'confirm.maxAge': {
    type: 'seconds',
    default: 15 * MINUTE,
    min: MINUTE,
    max: 30 * DAY,
    why: 'Sensitive pages ask for the password again when it was last given longer ago than this (ASVS V7.5.1).',
  },
  'activity.keep': {
    type: 'seconds',
    default: YEAR,
    min: 30 * DAY,
    max: 10 * YEAR,
    why: 'How long the activity of an account is kept.',
  },
  'account.deleteAfter': {
    type: 'seconds',
    default: 14 * DAY,
    min: 0,
    max: 90 * DAY,
    why: 'How long an account that its owner has deleted can be called back. After that it is gone in every table.',
  },
  'admin.secondFactor': {
    type: 'boolean',
    default: false,
    why: 'Lets nobody into /admin who has signed in with a password alone.',
  },
} as const satisfies Table
