// A time of a row as it stands in the document of somebody's data: ISO 8601, UTC.

/** A row that somebody has changed by hand may hold any number. */
export function moment(milliseconds: number | null): string | null {
  if (milliseconds === null) return null
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
