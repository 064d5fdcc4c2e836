// Errors for "the database is taken" and "there is none", whichever database says it. A route may answer 503 with Retry-After.

/** Another process or transaction held the database, or every connection, longer than we wait. Nothing was written. */
export class StoreBusy extends Error {
  override readonly name = 'StoreBusy'
}

/** The server of the database is away, and nothing was written: it is starting, stopping or out of reach. */
export class StoreUnreachable extends Error {
  override readonly name = 'StoreUnreachable'
}
