// A form that waits while its sender proves who they are. The page itself carries it, signed: nothing is kept here.
import type { KeyRing } from '../../crypto/keys.ts'
import { openSigned, sign } from '../../crypto/sealed.ts'

export interface WaitingForm {
  /** A path of this origin. */
  action: string
  fields: readonly (readonly [name: string, value: string])[]
  /** Names of what is asked for again. */
  passwords: readonly string[]
}

const PURPOSE = 'waiting form'

/**
 * For this account alone, so that nobody can have a form of theirs sent by somebody else. Its holder can read it, who
 * has typed it; passwords are not in it.
 * @param expiresAt milliseconds since 1970
 */
export function sealForm(keys: KeyRing, userId: string, form: WaitingForm, expiresAt: number): string {
  const { action, fields, passwords } = form
  return sign(keys, PURPOSE, JSON.stringify({ userId, action, fields, passwords }), expiresAt)
}

/** What was sealed for this account, or undefined. */
export function openForm(
  keys: KeyRing,
  userId: string,
  sealed: string,
  now: number,
): WaitingForm | undefined {
  const text = openSigned(keys, PURPOSE, sealed, now)
  if (text === undefined) return undefined
  const { userId: owner, ...form } = JSON.parse(text) as WaitingForm & { userId: string }
  return owner === userId ? form : undefined
}
