// The ten points of the checklist: each passes, fails, or can't be told from the source, and says why.
//
// A point fails when a visible finding of medium or higher severity stands under it, or a lower one of a rule that is the point
// itself. It passes when nothing stands against it and something in the source shows that it is met. Else it can't be told.
import { evidenceFor } from './evidence/evidence.ts'
import type { Facts } from './facts/facts.ts'
import type { ChecklistPoint } from './finding.ts'
import { type AuditFinding, byWeight, isAtLeast, type PointResult, SEVERITIES } from './result.ts'
import type { Rule } from './rules/rule.ts'

/** The words of the checklist that the audit is organised around. */
export const POINTS: Readonly<Record<Exclude<ChecklistPoint, 0>, string>> = {
  1: 'Use a strong, unique SECRET_KEY',
  2: 'Enable CSRF protection for all forms',
  3: 'Hash passwords before storing them',
  4: 'Set secure flags on cookies (Secure, HttpOnly, SameSite)',
  5: 'Use parameterized queries (preferably with an ORM)',
  6: 'Implement proper input validation',
  7: 'Add security headers (CSP, X-Frame-Options, etc.)',
  8: 'Implement rate limiting for sensitive endpoints',
  9: 'Keep Flask and its dependencies up to date',
  10: 'Use HTTPS in production',
}

/** Of low severity, and yet just what the point asks for: a key made anew by each process, remember-me flags, open versions. */
const THE_POINT_ITSELF: ReadonlySet<string> = new Set(['FL103', 'FL403', 'FL902'])

/** @param ran ids of the rules that were asked */
export function checklistOf(
  facts: Facts,
  findings: readonly AuditFinding[],
  rules: readonly Rule[],
  ran: ReadonlySet<string>,
): { readonly checklist: readonly PointResult[]; readonly beyond: readonly AuditFinding[] } {
  const pointOf = new Map(rules.map(({ id, point }) => [id, point]))
  const visible = findings.filter(({ standing }) => standing !== 'ignored').sort(byWeight)
  const under = Map.groupBy(visible, ({ rule }) => pointOf.get(rule) ?? 0)
  const checklist = (Object.keys(POINTS) as `${keyof typeof POINTS}`[]).map((key): PointResult => {
    const point = Number(key) as keyof typeof POINTS
    const own = under.get(point) ?? []
    const because = evidenceFor(point, facts)
    // What was not looked for can't be told to be missing.
    const complete = rules.every((rule) => rule.point !== point || ran.has(rule.id))
    const passes = because.length > 0 && complete
    const verdict = own.some(decides) ? 'fail' : passes ? 'pass' : 'unknown'
    return { point, title: POINTS[point], verdict, because, findings: own }
  })
  return { checklist, beyond: under.get(0) ?? [] }
}

/** What the baseline knows, or nobody touched, is no news, but it stands against the point all the same. */
function decides({ severity, rule }: AuditFinding): boolean {
  return isAtLeast(SEVERITIES, severity, 'medium') || THE_POINT_ITSELF.has(rule)
}
