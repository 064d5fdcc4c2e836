// What came of an act, in the words of the message that the administrator reads next.
import type { ActName } from './act.ts'

type Words = Readonly<Record<ActName, (username: string, role: string) => string>>

export const DONE: Words = {
  suspend: (username) => `${username} is suspended and signed out everywhere.`,
  restore: (username) => `${username} can sign in again.`,
  'sign-out': (username) => `${username} is signed out everywhere.`,
  reset: (username) => `A link to reset the password is on its way to the owner of ${username}.`,
  'remove-factor': (username) =>
    `The removal of the second factor of ${username} has begun: its owner gets a mail now, and the link when the wait is over.`,
  grant: (username, role) => `${username} has the role ${role} now.`,
  revoke: (username, role) => `${username} no longer has the role ${role}.`,
}

/** Somebody else was quicker, or the page was an old one. */
export const UNCHANGED: Words = {
  suspend: (username) => `${username} was suspended already.`,
  restore: (username) => `${username} was not suspended.`,
  'sign-out': DONE['sign-out'],
  reset: DONE.reset,
  'remove-factor': (username) => `${username} has no second factor, or its removal has begun already.`,
  grant: (username, role) => `${username} had the role ${role} already.`,
  revoke: (username) => `${username} did not have that role.`,
}
