// `portcullis check`: what production would refuse with these settings, advice, and whether the database is as written.
import { loadSettings } from '../config/load.ts'
import { environmentName } from '../config/names.ts'
import { judgeData } from './check-data.ts'
import { type JudgedFinding, type JudgedPoint, judge, type State } from './checklist.ts'
import { print, printJson } from './output.ts'
import { type Call, DONE, type Result, wrong } from './result.ts'

const STATE_IN_WORDS: Record<State, string> = { ok: 'ok', advice: 'advice', refusal: 'REFUSED' }
/** Columns of the titles. */
const TITLE_WIDTH = 40

export async function check({ options }: Call): Promise<Result> {
  // In development too: what development derives for itself is just what production would miss.
  const settings = loadSettings({ env: { ...process.env, [environmentName('mode')]: 'production' } })
  const { points, besides: others } = judge(settings)
  // Which secret is in force depends on the mode.
  const data = await judgeData(loadSettings())
  const besides = [...others, ...data]
  const ofSettings = [...points.flatMap(({ findings }) => findings), ...others]
  const refused = [...ofSettings, ...data].some(isRefusal)
  if (options.has('json')) {
    printJson({ refused, points: points.map((point, i) => ({ number: i + 1, ...point })), besides })
  } else {
    print([...points.map(pointInWords), ...besidesInWords(besides), summary(ofSettings, data)].join('\n'))
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

function summary(ofSettings: readonly JudgedFinding[], data: readonly JudgedFinding[]): string {
  const refusals = ofSettings.filter(isRefusal).length
  const start =
    refusals === 0 ? 'Production would start.' : `Production would refuse to start. Reasons: ${refusals}.`
  const tampered = data.some(isRefusal) ? ' The database was tampered with.' : ''
  const pieces = [...ofSettings, ...data].filter((finding) => !isRefusal(finding)).length
  return `\n${start}${tampered} Pieces of advice: ${pieces}.`
}

function isRefusal({ state }: JudgedFinding): boolean {
  return state === 'refusal'
}
