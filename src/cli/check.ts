// `portcullis check`: what production would refuse with these settings, and advice, point by point.
import { loadSettings } from '../config/load.ts'
import { environmentName } from '../config/names.ts'
import { type JudgedFinding, type JudgedPoint, judge, type State } from './checklist.ts'
import { print, printJson } from './output.ts'
import { type Call, DONE, type Result, wrong } from './result.ts'

const STATE_IN_WORDS: Record<State, string> = { ok: 'ok', advice: 'advice', refusal: 'REFUSED' }
/** Columns of the titles. */
const TITLE_WIDTH = 40

export async function check({ options }: Call): Promise<Result> {
  // In development too: what development derives for itself is just what production would miss.
  const settings = loadSettings({ env: { ...process.env, [environmentName('mode')]: 'production' } })
  const { points, besides } = judge(settings)
  const all = [...points.flatMap(({ findings }) => findings), ...besides]
  const refused = all.some(({ state }) => state === 'refusal')
  if (options.has('json')) {
    printJson({ refused, points: points.map((point, i) => ({ number: i + 1, ...point })), besides })
  } else {
    print([...points.map(pointInWords), ...besidesInWords(besides), summary(all)].join('\n'))
  }
  // The report has said it all.
  return refused ? wrong() : DONE
}

function pointInWords({ title, state, fact, findings }: JudgedPoint, index: number): string {
  const head = `${String(index + 1).padStart(2)}. ${title.padEnd(TITLE_WIDTH)}${STATE_IN_WORDS[state]}`
  return [head, ...(fact === '' ? [] : [`    ${fact}`]), ...findings.map(findingInWords)].join('\n')
}

function findingInWords({ state, words, variable }: JudgedFinding): string {
  return `    - ${STATE_IN_WORDS[state]}: ${words}${variable === undefined ? '' : ` (${variable})`}`
}

function besidesInWords(findings: readonly JudgedFinding[]): string[] {
  return findings.length === 0 ? [] : ['    Besides', ...findings.map(findingInWords)]
}

function summary(all: readonly JudgedFinding[]): string {
  const refusals = all.filter(({ state }) => state === 'refusal').length
  const pieces = `Pieces of advice: ${all.length - refusals}.`
  return refusals === 0
    ? `\nProduction would start. ${pieces}`
    : `\nProduction would refuse to start. Reasons: ${refusals}. ${pieces}`
}
