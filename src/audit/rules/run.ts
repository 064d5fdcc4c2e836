// Runs the rules over the facts; one that fails is a note and takes no other with it.
import type { Facts } from '../facts/facts.ts'
import type { Finding } from '../finding.ts'
import type { Note } from '../project.ts'
import type { Report, Rule } from './rule.ts'

/** Of one rule: more than this says nothing that the first ones don't. */
const MOST_FINDINGS_OF_A_RULE = 1000

export interface RulesRun {
  readonly findings: readonly Finding[]
  readonly notes: readonly Note[]
}

export function runRules(
  rules: readonly Rule[],
  facts: Facts,
  onDone: (rules: number) => void = () => undefined,
): RulesRun {
  const findings: Finding[] = []
  const notes: Note[] = []
  for (const [index, rule] of rules.entries()) {
    onDone(index)
    const seen = new Set<string>()
    try {
      for (const report of rule.check(facts)) {
        const place = `${report.at.file}\0${report.at.start}\0${report.at.end}`
        // One finding a place: whatever else a rule has to say of it belongs into its paths.
        if (seen.has(place)) continue
        if (seen.size === MOST_FINDINGS_OF_A_RULE) {
          notes.push({ file: '', what: `${rule.id} has more findings than the ${seen.size} that are told` })
          break
        }
        seen.add(place)
        findings.push(findingOf(rule, report))
      }
    } catch (error) {
      notes.push({ file: '', what: `the rule ${rule.id} stopped: ${(error as Error).message}` })
    }
  }
  return { findings, notes }
}

function findingOf(rule: Rule, report: Report): Finding {
  return {
    rule: rule.id,
    severity: rule.severity,
    confidence: rule.confidence,
    path: [],
    otherPaths: [],
    related: [],
    fix: null,
    ...report,
  }
}
