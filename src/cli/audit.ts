// `portcullis audit`: reads somebody's Flask application, and says what it leaves open.
import { existsSync, writeFileSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import { type AuditOptions, auditProject } from '../audit/audit.ts'
import { type Baseline, readBaseline, writeBaseline } from '../audit/baseline.ts'
import { codeOf, readBytes } from '../audit/files/read.ts'
import { fixesAsDiff, planFixes, writeFix } from '../audit/fix.ts'
import { didYouMean } from '../audit/meant.ts'
import { explained, listOfRules } from '../audit/report/explain.ts'
import { type Format, reportAs } from '../audit/report/report.ts'
import { type AuditFinding, type AuditResult, failing } from '../audit/result.ts'
import { ruleOf, rules } from '../audit/rules/index.ts'
import { type AuditSettings, findSettings } from '../audit/settings.ts'
import { UsageError } from '../audit/usage-error.ts'
import { showProgress } from './audit-progress.ts'
import { print, printable, tell } from './output.ts'
import { type Call, DONE, type Result, wrong } from './result.ts'
import { version } from './version.ts'

/** Columns, where nobody says how wide the terminal is, and at most. */
const WIDTH = 100
const WIDEST = 120
const NARROWEST = 60

/** Bytes; that of 200,000 findings. */
const LARGEST_BASELINE = 64 * 1024 * 1024

export async function audit(call: Call): Promise<Result> {
  try {
    return await answer(call)
  } catch (error) {
    if (error instanceof UsageError) return misused(printable(error.message))
    throw error
  }
}

async function answer(call: Call): Promise<Result> {
  const explain = one(call, 'explain')
  if (explain !== undefined) {
    print(explained(knownRule(explain), { width: width(), colour: hasColour(call) }))
    return DONE
  }
  if (call.options.has('list-rules')) {
    print(listOfRules(one(call, 'format') === 'json' ? 'json' : 'pretty'))
    return DONE
  }
  if (call.options.has('dry-run') && !call.options.has('fix')) return misused('`--dry-run` needs `--fix`')
  const [path = '.'] = call.values
  if (/^https?:\/\//i.test(path))
    return misused('PATH is a folder or a file; a running site is not looked at')
  if (!existsSync(path)) return { ...wrong(`there is no ${path.slice(0, 200)}`), code: 3 }
  return auditFolder(path, call)
}

async function auditFolder(path: string, call: Call): Promise<Result> {
  const ids = rules.map(({ id }) => id)
  const settings = call.options.has('no-config') ? null : await findSettings(path, ids)
  const known = one(call, 'write-baseline') === undefined ? baselineOf(call, settings) : undefined
  const progress = showProgress(call)
  const options = { ...optionsOf(call, settings, known), onStep: progress.step }
  let result = await auditProject(path, options)
  if (call.options.has('fix') && (await fixed(result, call))) result = await auditProject(path, options)
  progress.end()
  if (result.pythonFiles + result.templates === 0)
    return { ...wrong(`nothing could be read in ${path.slice(0, 200)}: no Python and no template`), code: 3 }
  const keep = one(call, 'write-baseline')
  if (keep !== undefined) return keepAsKnown(keep, result)
  if (!(call.options.has('fix') && call.options.has('dry-run'))) show(result, path, call)
  return failing(result, failOn(call, settings)).length === 0 ? DONE : wrong()
}

function optionsOf(call: Call, settings: AuditSettings | null, baseline: Baseline | undefined): AuditOptions {
  const { include, exclude = [], ignore, severity } = settings ?? {}
  const rule = call.given.get('rule')?.map((id) => knownRule(id).id) ?? settings?.rules
  const since = one(call, 'diff')
  const minConfidence = (one(call, 'min-confidence') ??
    settings?.minConfidence) as AuditOptions['minConfidence']
  return {
    ...(rule && { rules: rule }),
    ...(ignore && { ignore }),
    ...(severity && { severity }),
    ...(minConfidence && { minConfidence }),
    ...(include && { include }),
    exclude: [...exclude, ...(call.given.get('exclude') ?? [])],
    includeTests: call.options.has('include-tests') || settings?.includeTests === true,
    ...(baseline && { baseline }),
    ...(since !== undefined && { since }),
  }
}

function failOn(call: Call, settings: AuditSettings | null): AuditFinding['severity'] | 'none' {
  return (one(call, 'fail-on') as AuditFinding['severity'] | 'none') ?? settings?.failOn ?? 'low'
}

function baselineOf(call: Call, settings: AuditSettings | null): Baseline | undefined {
  const file = one(call, 'baseline') ?? settings?.baseline
  if (file === undefined) return undefined
  // The audited folder's own settings may name it: no device, and nothing without an end.
  const bytes = readBytes(file, LARGEST_BASELINE, true)
  if (!Buffer.isBuffer(bytes))
    throw new UsageError(`the baseline ${file} can't be read; --write-baseline makes one`)
  return readBaseline(bytes.toString('utf8'), file)
}

function keepAsKnown(file: string, { findings }: AuditResult): Result {
  const kept = findings.filter(({ standing }) => standing === 'open')
  write(file, writeBaseline(kept))
  tell(`${kept.length} findings are known from now on: ${file}`)
  return DONE
}

/** True where the source was changed, and so must be read again. */
async function fixed({ findings, root, sourceOf }: AuditResult, call: Call): Promise<boolean> {
  const open = findings.filter(({ standing }) => standing === 'open')
  const plan = planFixes(open, sourceOf)
  if (call.options.has('dry-run')) {
    process.stdout.write(fixesAsDiff(plan))
    return false
  }
  for (const file of plan.files) {
    const problem = writeFix(root, file)
    if (problem !== undefined) tell(`not changed: ${printable(problem)}`)
    else
      for (const { rule, fix } of file.done) tell(`changed ${printable(file.file)}: ${fix?.title} (${rule})`)
  }
  for (const { rule, at } of plan.leftOut)
    tell(`not changed: ${rule} in ${printable(at.file)} overlaps another change`)
  return plan.files.length > 0
}

function show(result: AuditResult, path: string, call: Call): void {
  const format = (one(call, 'format') ?? 'pretty') as Format
  const file = one(call, 'output')
  const toFile = file !== undefined && file !== '-'
  const report = reportAs(format, result, {
    prefix: prefixOf(result.root),
    width: toFile ? WIDTH : width(),
    colour: !toFile && hasColour(call),
    version: version(),
  })
  if (!toFile) process.stdout.write(report)
  else {
    write(file, report)
    tell(`the report on ${path} is in ${file}`)
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new UsageError(`${file} can't be written (${codeOf(error)})`)
  }
}

/** Places are told as seen from the working directory, where that holds the audited folder. */
function prefixOf(root: string): string {
  const way = relative(process.cwd(), resolve(root))
  return way === '' || way === '..' || way.startsWith(`..${sep}`) || resolve(way) !== resolve(root)
    ? ''
    : `${way.replaceAll('\\', '/')}/`
}

function width(): number {
  return Math.max(NARROWEST, Math.min(process.stdout.columns ?? WIDTH, WIDEST))
}

/** no-color.org: set to anything but nothing. */
function hasColour(call: Call): boolean {
  const { NO_COLOR: none = '', TERM: terminal } = process.env
  return process.stdout.isTTY === true && none === '' && terminal !== 'dumb' && !call.options.has('output')
}

function one(call: Call, name: Parameters<Call['given']['get']>[0]): string | undefined {
  return call.given.get(name)?.[0]
}

function knownRule(id: string) {
  const rule = ruleOf(id.toUpperCase())
  if (rule !== undefined) return rule
  const ids = rules.map(({ id: known }) => known)
  throw new UsageError(
    `there is no rule \`${id.replace(/[^\w-]/g, '?').slice(0, 40)}\`${didYouMean(id, ids)}`,
  )
}

function misused(words: string): Result {
  return { ...wrong(words), code: 2 }
}
