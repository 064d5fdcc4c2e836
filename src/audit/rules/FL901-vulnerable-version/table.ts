// Published weaknesses of what Flask applications are built of, as they stood on a day; nothing is fetched.
// Up to the autumn of 2024 each was read in PyPA's or GitHub's advisory database; later ones only where several pages repeat
// the advisory with the same version. Where sources differ the lower version counts as mended. Left out: what concerns Windows
// alone, what a project disputes, and what could not be confirmed. It is no complete list of any package.
import { AROUND } from './table-around.ts'
import { FLASK } from './table-flask.ts'
import type { Weaknesses } from './weakness.ts'

/** The newest of what was looked through; what was published later is not in here. */
export const TABLE_OF = '2026-06-15'

export const WEAKNESSES: Weaknesses = { ...FLASK, ...AROUND }
