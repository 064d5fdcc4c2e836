// One happening in the activity of an account, as it is passed on.

/** As passed on to a host's hook and to the log, after the transaction has ended well. */
export interface ActivityEvent {
  userId: string
  seq: number
  kind: string
  /** Milliseconds since 1970. */
  at: number
  actor: string
  address: string
  userAgent: string
  detail: Readonly<Record<string, string | number>>
  /** With it a copy kept elsewhere tells whether the database was put back to an older state. */
  mac: string
}
