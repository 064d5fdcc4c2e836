// A value without quotes around it: a blank in it begins the next attribute, and escaping leaves blanks alone.
import type { Facts, Taint } from '../../facts/facts.ts'
import type { Fix } from '../../finding.ts'
import type { Report, Rule } from '../rule.ts'
import { type HolePlace, holesOf, isSent, originOf, reportOfHole, taintsAt } from '../shared/holes.ts'

export const rule: Rule = {
  id: 'FL614',
  name: 'unquoted-attribute',
  title: 'Attribute without quotes',
  severity: 'medium',
  confidence: 'high',
  cwe: 79,
  point: 6,
  cure: 'Portcullis puts quotes around each attribute that a template fills.',
  check: unquotedAttribute,
}

function* unquotedAttribute(facts: Facts): Iterable<Report> {
  for (const place of holesOf(facts)) {
    const { context } = place.hole
    if (context.in !== 'attribute' || context.quote !== '') continue
    const taints = taintsAt(facts, place.template, place.hole).filter(isDangerous)
    const [taint] = taints
    if (taint === undefined) continue
    const message = `Nothing quotes \`${context.name}=\`, and a blank in ${originOf(taint)} begins another attribute.`
    yield {
      ...reportOfHole(place, taints, message, isSent(taint) ? 'high' : 'medium'),
      // A quote might end the string that the template stands in.
      fix: place.template.inline ? null : quotesAround(place),
    }
  }
}

/** What `urlencode` and the like leave has no blanks; what `e` leaves has. */
function isDangerous({ clean }: Taint): boolean {
  return !clean.has('identifier') && !(clean.has('url') && clean.has('header'))
}

function quotesAround({ template, hole }: HolePlace): Fix | null {
  for (const { start, end, attributes } of template.elements) {
    if (hole.start < start || hole.end > end) continue
    const attribute = attributes.find(
      (one) => one.quote === '' && one.valueStart <= hole.start && hole.end <= one.end,
    )
    // A quote of its own would end the new ones.
    if (attribute === undefined || /["']/.test(attribute.value.replaceAll(hole.source, ''))) return null
    const at = (offset: number) => ({ file: template.file, start: offset, end: offset })
    return {
      title: 'Put quotes around the value',
      edits: [
        { at: at(attribute.valueStart), text: '"' },
        { at: at(attribute.valueStart + attribute.value.length), text: '"' },
      ],
    }
  }
  return null
}
