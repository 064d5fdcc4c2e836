// Everything that an account's activity can tell, in one table: the words a person reads, and how much it matters.

interface KindEntry {
  words: string
  /** What its owner should look at twice. */
  notable?: true
}

/** The names stand in the database and in log lines: they are added to, never renamed. */
export const activityKinds = {
  'account-created': { words: 'Account created' },
  'email-verified': { words: 'E-mail address confirmed' },
  'signed-in': { words: 'Signed in' },
  'signed-in-new-device': { words: 'Signed in on a new device', notable: true },
  'sign-in-failed': { words: 'Wrong password at sign-in', notable: true },
  'signed-out': { words: 'Signed out' },
  confirmed: { words: 'Confirmed it was you' },
  'confirm-failed': { words: 'Wrong password when asked to confirm', notable: true },
  'session-ended': { words: 'A session was ended' },
  'sessions-ended': { words: 'All other sessions were ended', notable: true },
  'signed-out-everywhere': { words: 'Signed out everywhere', notable: true },
  'disowned-sign-in': { words: 'A sign-in was reported as not yours', notable: true },
  'password-changed': { words: 'Password changed', notable: true },
  'password-reset-asked': { words: 'A link to reset the password was asked for', notable: true },
  'password-reset': { words: 'Password reset by a mailed link', notable: true },
  'email-change-asked': { words: 'A change of the e-mail address was asked for', notable: true },
  'email-changed': { words: 'E-mail address changed', notable: true },
  'email-change-undone': { words: 'Change of the e-mail address undone', notable: true },
  'profile-changed': { words: 'Profile changed' },
  'data-downloaded': { words: 'Data downloaded', notable: true },
  'deletion-asked': { words: 'Deletion of the account asked for', notable: true },
  'deletion-cancelled': { words: 'Deletion of the account called off', notable: true },
  'second-factor-added': { words: 'Authenticator app set up', notable: true },
  'second-factor-removed': { words: 'Authenticator app removed', notable: true },
  'second-factor-failed': { words: 'Wrong code for the second factor', notable: true },
  'second-step-on': { words: 'A passkey is asked for after the password', notable: true },
  'recovery-codes-made': { words: 'New recovery codes made', notable: true },
  'recovery-code-used': { words: 'A recovery code was used', notable: true },
  'passkey-added': { words: 'Passkey added', notable: true },
  'passkey-renamed': { words: 'Passkey renamed' },
  'passkey-removed': { words: 'Passkey removed', notable: true },
  'passkey-refused': { words: 'A passkey was refused', notable: true },
  'device-remembered': { words: 'A device was remembered: no second factor for a while', notable: true },
  'device-forgotten': { words: 'A remembered device was forgotten' },
  'factor-removal-asked': { words: 'Removal of all second factors asked for', notable: true },
  'factor-removal-cancelled': { words: 'Removal of all second factors called off', notable: true },
  'factors-removed': { words: 'All second factors removed after the wait', notable: true },
  'api-signed-in': { words: 'Signed in over the API', notable: true },
  'api-token-reused': { words: 'A refresh token was used twice: that sign-in was ended', notable: true },
  'api-session-ended': { words: 'A sign-in over the API was ended' },
  'personal-token-made': { words: 'Personal access token made', notable: true },
  'personal-token-revoked': { words: 'Personal access token revoked', notable: true },
  'file-uploaded': { words: 'File uploaded' },
  'file-deleted': { words: 'File deleted' },
  'file-infected': { words: 'A file was removed, since a virus was found in it', notable: true },
  'picture-changed': { words: 'Picture changed' },
  'picture-removed': { words: 'Picture removed' },
  suspended: { words: 'Account suspended', notable: true },
  restored: { words: 'Account restored', notable: true },
  'role-granted': { words: 'Role granted', notable: true },
  'role-revoked': { words: 'Role revoked', notable: true },
  'admin-viewed': { words: 'An administrator looked at an account' },
  'admin-suspended': { words: 'Suspended an account, as an administrator' },
  'admin-restored': { words: 'Restored an account, as an administrator' },
  'admin-signed-out': { words: 'Signed an account out everywhere, as an administrator' },
  'admin-started-removal': { words: 'Started the removal of a second factor, as an administrator' },
  'admin-started-reset': { words: 'Started a password reset, as an administrator' },
  'admin-granted-role': { words: 'Granted a role, as an administrator' },
  'admin-revoked-role': { words: 'Revoked a role, as an administrator' },
} as const satisfies Record<string, KindEntry>

export type ActivityKind = keyof typeof activityKinds

/** Rows of a later version may hold kinds that this one doesn't know. */
export function kindInWords(kind: string): string {
  return Object.hasOwn(activityKinds, kind) ? activityKinds[kind as ActivityKind].words : kind
}

export function isNotable(kind: string): boolean {
  if (!Object.hasOwn(activityKinds, kind)) return true
  const entry: KindEntry = activityKinds[kind as ActivityKind]
  return entry.notable === true
}
