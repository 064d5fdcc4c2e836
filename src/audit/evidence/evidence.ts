// What in the source shows that a point of the checklist is met. Nothing found is no proof of the contrary.
import type { Facts } from '../facts/facts.ts'
import type { ChecklistPoint, Step } from '../finding.ts'
import { cookieFlags, passwordHashing, secretKey } from './accounts.ts'
import { dependencies, headers, https } from './deployment.ts'
import { csrf, inputValidation, queries, rateLimits } from './requests.ts'

/** Steps a point names at most; more say nothing new. */
const MOST_STEPS = 4

type Evidence = (facts: Facts) => readonly Step[]

const EVIDENCE: Readonly<Record<Exclude<ChecklistPoint, 0>, Evidence>> = {
  1: secretKey,
  2: csrf,
  3: passwordHashing,
  4: cookieFlags,
  5: queries,
  6: inputValidation,
  7: headers,
  8: rateLimits,
  9: dependencies,
  10: https,
}

export function evidenceFor(point: Exclude<ChecklistPoint, 0>, facts: Facts): readonly Step[] {
  return EVIDENCE[point](facts).slice(0, MOST_STEPS)
}
