// One error for "the database is taken", whichever database says it. A route may answer 503 with Retry-After.

/** Another process or transaction held the database, or every connection, longer than we wait. Nothing was written. */
export class StoreBusy extends Error {
  override readonly name = 'StoreBusy'
}
