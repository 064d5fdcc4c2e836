// A value in a script, an event handler, a style or a link: places where escaping for HTML is not enough.
import type { Facts, Taint } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import type { Hole, HtmlContext } from '../../templates/template.ts'
import type { Report, Rule } from '../rule.ts'
import { holesOf, isSent, originOf, reportOfHole, taintsAt } from '../shared/holes.ts'

export const rule: Rule = {
  id: 'FL615',
  name: 'script-context',
  title: 'Value where escaping for HTML is not enough',
  severity: 'medium',
  confidence: 'high',
  cwe: 79,
  point: 6,
  cure: 'Portcullis’s templates escape by the place in the page, and refuse links with any scheme but http, https and mailto.',
  check: scriptContext,
}

interface Danger {
  /** `in a script`, for the message. */
  readonly where: string
  readonly sent: Confidence
  readonly stored: Confidence | null
  readonly isOpen: (taint: Taint) => boolean
}

/** `|tojson` makes a literal of JavaScript, without `<`, `>`, `&` and `'`. */
const LITERALS = new Set(['tojson', 'htmlsafe_json', 'escapejs', 'tojson_safe', 'to_json'])
/** These leave nothing of the text. */
const NO_TEXT = new Set(['int', 'float', 'length', 'count', 'urlencode'])

function* scriptContext(facts: Facts): Iterable<Report> {
  for (const place of holesOf(facts)) {
    const { hole, template } = place
    const danger = dangerOf(hole)
    if (danger === null) continue
    const taints = taintsAt(facts, template, hole).filter(danger.isOpen)
    const [taint] = taints
    if (taint === undefined) continue
    const confidence = isSent(taint) ? danger.sent : danger.stored
    if (confidence === null) continue
    yield {
      ...reportOfHole(place, taints, `${sentence(originOf(taint))} stands ${danger.where}.`, confidence),
    }
  }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function dangerOf(hole: Hole): Danger | null {
  const { context, filters } = hole
  if (filters.some(({ name }) => NO_TEXT.has(name))) return null
  const isLiteral = isJson(hole)
  switch (context.in) {
    case 'script':
      return isLiteral ? null : inScript(context)
    case 'style':
      return {
        where: 'in a style sheet, where it can add rules',
        sent: 'medium',
        stored: 'low',
        isOpen: always,
      }
    case 'attribute':
      return inAttribute(
        context,
        isLiteral,
        filters.some(({ name }) => name === 'forceescape'),
      )
    default:
      return null
  }
}

function isJson({ filters, value }: Hole): boolean {
  if (filters.some(({ name }) => LITERALS.has(name))) return true
  return value?.kind === 'Call' && value.callee.kind === 'Name' && LITERALS.has(value.callee.id)
}

const always = () => true
const CODE_TYPES = /^$|javascript|ecmascript|^module$/

function inScript({ string, type, comment }: Extract<HtmlContext, { in: 'script' }>): Danger | null {
  // JSON and templates of scripts are not run.
  if (!CODE_TYPES.test(type)) return null
  if (comment)
    return {
      where: 'in a comment of a script, which a line break or `*/` ends',
      sent: 'medium',
      stored: 'low',
      isOpen: always,
    }
  if (string === '`')
    return {
      where: 'in a template literal of a script, where a dollar and a brace begin code',
      sent: 'high',
      stored: 'medium',
      isOpen: always,
    }
  if (string === '')
    return { where: 'in a script, as code', sent: 'high', stored: 'medium', isOpen: isNoIdentifier }
  // Escaped quotes can't end the string; a backslash at its end, and what the script makes of it, can.
  return {
    where: 'in a string of a script, which is not escaped as one',
    sent: 'medium',
    stored: 'low',
    isOpen: always,
  }
}

function isNoIdentifier({ clean }: Taint): boolean {
  return !clean.has('code')
}

/** Attributes whose `javascript:` runs when it is followed or loaded. */
const LINKS: Readonly<Record<string, readonly string[]>> = {
  a: ['href', 'xlink:href'],
  area: ['href'],
  form: ['action'],
  button: ['formaction'],
  input: ['formaction'],
  iframe: ['src'],
  frame: ['src'],
  embed: ['src'],
  object: ['data'],
  base: ['href'],
}

function inAttribute(
  { element, name, quote, before }: Extract<HtmlContext, { in: 'attribute' }>,
  isLiteral: boolean,
  isEscapedAgain: boolean,
): Danger | null {
  if (/^on[a-z]/.test(name)) {
    if (!isLiteral)
      return {
        where: `in \`${name}\`, where escaped quotes are quotes again`,
        sent: 'high',
        stored: 'medium',
        isOpen: always,
      }
    // The literal's own quotes end the attribute.
    if (quote === '"' && !isEscapedAgain)
      return {
        where: `in \`${name}="…"\`, which the quotes of \`tojson\` end`,
        sent: 'medium',
        stored: 'medium',
        isOpen: always,
      }
    return null
  }
  if (name === 'style')
    return {
      where: 'in a style, where it can load what it wants',
      sent: 'medium',
      stored: 'low',
      isOpen: always,
    }
  if (name === 'srcdoc')
    return {
      where: 'in `srcdoc`, which is unescaped and read as a page',
      sent: 'high',
      stored: 'medium',
      isOpen: always,
    }
  const begins = before.trim() === ''
  if (/^\s*javascript:/i.test(before))
    return { where: `in a \`javascript:\` link`, sent: 'high', stored: 'medium', isOpen: always }
  if (element === 'script' && name === 'src' && begins)
    return { where: 'in the address of a script', sent: 'high', stored: 'low', isOpen: decidesBeginning }
  if (begins && (LINKS[element]?.includes(name) ?? false))
    return {
      where: `in \`${name}\`, whose scheme nothing checks: \`javascript:\` runs`,
      sent: 'high',
      stored: 'low',
      isOpen: decidesBeginning,
    }
  return null
}

function decidesBeginning({ clean, portion }: Taint): boolean {
  return !clean.has('url') && portion !== 'part'
}
