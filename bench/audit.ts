// What an audit costs: the command as a process of its own, on a small application and on generated trees of three sizes.
// Run: npm run build && node bench/audit.ts (--source: without the build; then Node strips the types at each start)
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeSmallApp, writeTree } from './audit-tree.ts'

/** 50 features are 1,500 Python files and 150 templates. */
const FEATURES = 50
const SCALES = [1, 4, 16]
const ROUNDS = 3
/** Milliseconds. */
const DEADLINE = 300_000
const GOALS = { smallSeconds: 0.5, treeSeconds: 2.5, treeMegabytes: 400, growth: 1.25 }

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PROGRAM = join(ROOT, process.argv.includes('--source') ? 'src/bin.ts' : 'dist/bin.js')

interface Cost {
  readonly wall: number
  readonly cpu: number
  /** Megabytes. */
  readonly memory: number
  readonly findings: number
}

/** As `--import`, since a parent can't ask what a child has used. */
function reporterOf(file: string): string {
  return `data:text/javascript,${encodeURIComponent(`import { writeFileSync } from 'node:fs'
process.on('exit', () => writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.resourceUsage())))`)}`
}

function audit(folder: string, scratch: string): Cost {
  const usage = join(scratch, 'usage.json')
  const report = join(scratch, 'report.json')
  const start = performance.now()
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...['--import', reporterOf(usage), PROGRAM],
      ...['audit', folder, '--format', 'json', '--output', report, '--no-config', '--fail-on', 'none'],
    ],
    { encoding: 'utf8', timeout: DEADLINE },
  )
  const wall = (performance.now() - start) / 1000
  if (status !== 0) throw new Error(`the audit ended with ${status}: ${stderr}`)
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usage, 'utf8'))
  const { findings, notes } = JSON.parse(readFileSync(report, 'utf8'))
  if (notes.length > 0) throw new Error(`not all was read: ${JSON.stringify(notes.slice(0, 3))}`)
  return {
    wall,
    cpu: (userCPUTime + systemCPUTime) / 1e6,
    memory: maxRSS / 1024,
    findings: findings.length,
  }
}

/** The cheapest of some rounds: what else runs on the machine only adds. */
function cheapest(folder: string, scratch: string, rounds: number): Cost {
  const costs = Array.from({ length: rounds }, () => audit(folder, scratch))
  return costs.reduce((best, cost) => (cost.cpu < best.cpu ? cost : best))
}

function told(name: string, { wall, cpu, memory, findings }: Cost): void {
  const columns = [
    name.padEnd(44),
    `${wall.toFixed(2)} s`.padStart(9),
    `${cpu.toFixed(2)} s CPU`.padStart(12),
    `${memory.toFixed(0)} MB`.padStart(8),
    `${findings} findings`.padStart(14),
  ]
  console.log(columns.join(''))
}

function judged(what: string, reached: number, goal: number, unit: string): boolean {
  const met = reached <= goal
  console.log(`${met ? 'met' : 'NOT met'}: ${what} ${reached.toFixed(2)}${unit}, goal ${goal}${unit}`)
  return met
}

if (!existsSync(PROGRAM)) throw new Error('there is no dist/: run `npm run build` first')
const scratch = mkdtempSync(join(tmpdir(), 'portcullis-bench-'))
try {
  console.log(`${PROGRAM.replace(ROOT, '')}, Node ${process.versions.node}\n`)
  const smallFolder = join(scratch, 'small')
  writeSmallApp(smallFolder)
  const small = cheapest(smallFolder, scratch, ROUNDS)
  told('ten files', small)
  const costs = SCALES.map((scale) => {
    const folder = join(scratch, `tree-${scale}`)
    const { python, templates, bytes } = writeTree(folder, FEATURES * scale)
    const cost = cheapest(folder, scratch, scale === SCALES.at(-1) ? 1 : ROUNDS)
    told(`${python} Python files, ${templates} templates, ${(bytes / 1e6).toFixed(1)} MB`, cost)
    rmSync(folder, { recursive: true })
    return cost
  })
  const [first, , last] = costs as [Cost, Cost, Cost]
  // What starting costs does not grow with the project.
  const growth = (last.cpu - small.cpu) / (first.cpu - small.cpu) / (SCALES.at(-1) as number)
  console.log('')
  const met = [
    judged('ten files, wall time', small.wall, GOALS.smallSeconds, ' s'),
    judged('1,500 files, wall time', first.wall, GOALS.treeSeconds, ' s'),
    judged('1,500 files, memory', first.memory, GOALS.treeMegabytes, ' MB'),
    judged('CPU a file at 16 times the size, to that at 1', growth, GOALS.growth, ''),
  ]
  process.exitCode = met.every(Boolean) ? 0 : 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
