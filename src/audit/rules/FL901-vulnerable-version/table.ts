// Published weaknesses of what Flask applications are built of, as they stood on a day; nothing is fetched.
// Sources: the advisory databases of PyPA and GitHub, and the projects' own releases. Left out: what only concerns Windows,
// what a project disputes, and what could not be confirmed in two places.
import { AROUND } from './table-around.ts'
import { FLASK } from './table-flask.ts'
import type { Weaknesses } from './weakness.ts'

/** What was published later is not in here. */
export const TABLE_OF = '2026-06-15'

export const WEAKNESSES: Weaknesses = { ...FLASK, ...AROUND }
