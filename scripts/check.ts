// `npm run check`: style, types, unused code, leftovers. Every step runs, and one that fails shows its output.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Empty when all is well, else what there is to read. */
type Step = readonly [name: string, check: () => string]

const STEPS: readonly Step[] = [
  ['style (biome)', () => outputOf('biome', 'check', '--error-on-warnings')],
  ['types (tsc)', () => outputOf('tsc', '--noEmit')],
  ['unused code and dependencies (knip)', () => outputOf('knip', '--treat-config-hints-as-errors')],
  ['leftovers', leftovers],
]

/** What is left in a file by mistake. Taken apart here, so that this file holds none of it. */
const LEFTOVERS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a note to oneself', new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME'].join('|')})\\b`)],
  ['a test that keeps others from running', /\b(?:test|describe|it|suite)\.only\(|\bonly: true\b/],
  ['a breakpoint', /^\s*debugger;?$/],
  ['an unfinished merge', /^(?:<{7}|>{7}) /],
]
const TEXT_FILE = /\.(?:ts|js|css|json|md|svg|sh)$|^\.ci\/run$/

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const failed = STEPS.filter(([name, check]) => !passes(name, check))
if (failed.length > 0) console.error(`\n${failed.length} of ${STEPS.length} checks failed.`)
process.exitCode = failed.length === 0 ? 0 : 1

function passes(name: string, check: () => string): boolean {
  const start = performance.now()
  const output = check()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${output === '' ? '✔' : '✖'} ${name} (${seconds} s)`)
  if (output !== '') console.log(`\n${output.trimEnd()}\n`)
  return output === ''
}

function outputOf(command: string, ...words: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, { encoding: 'utf8' })
  if (error !== undefined)
    return `${command} could not be started (${error.message}). Use \`npm run check\`, after \`npm ci\`.`
  return status === 0 ? '' : `${stdout}${stderr}` || `${command} ended with ${status}`
}

function leftovers(): string {
  return ownFiles()
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          LEFTOVERS.filter(([, pattern]) => pattern.test(line)).map(
            ([what]) => `${file}:${index + 1}: ${what}`,
          ),
        ),
    )
    .join('\n')
}

/** What git keeps or would keep; in an unpacked archive, which has no git, everything but what was installed or built. */
function ownFiles(): string[] {
  const { status, stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    encoding: 'utf8',
  })
  const all =
    status === 0 ? stdout.split('\0') : globSync('{*,.ci/*,{src,test,scripts,examples,bench,docs}/**/*}')
  return all.filter(
    (file) =>
      TEXT_FILE.test(file) && !file.includes('node_modules/') && existsSync(file) && statSync(file).isFile(),
  )
}
