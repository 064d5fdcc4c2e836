// The dashboard of a signed-in user against bare Fastify sending the same bytes, and against Fastify with the usual
// plugins: CPU time a request, in interleaved rounds. Run: npm run bench
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, startChild } from './child.ts'
import { drive } from './load.ts'
import { BROWSER_HEADERS, tokenOf, visitor } from './visitor.ts'

/** The whole run ends by itself, milliseconds; rounds that don't fit any more are left out, but not below the least. */
const BUDGET = 75_000
const ROUNDS = 15
const LEAST_ROUNDS = 7
/** Until the compiler has seen everything; not counted. */
const WARM_UP_REQUESTS = 16_000
const REQUESTS = 2000
const CONNECTIONS = 20
/** Milliseconds. */
const ROUND_DEADLINE = 20_000
/** Of bare Fastify's requests, so many are answered in the same CPU time. */
const GOAL = 0.5

const PERSON = {
  username: 'benchmark',
  email: 'benchmark@localhost.test',
  password: 'a long walk by the river',
}
const SITE_ORIGIN = 'https://localhost'

interface Contestant {
  name: string
  server: Child
  cookie: string
  /** Microseconds of CPU a request, one number for each round. */
  cpu: number[]
}

installPeers()
const started = performance.now()
const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'))
const servers: Child[] = []
try {
  const contestants = await openContestants()
  for (const contestant of contestants) await measure(contestant, WARM_UP_REQUESTS)
  let rounds = 0
  while (rounds < ROUNDS && (rounds < LEAST_ROUNDS || performance.now() - started < BUDGET)) {
    // The order turns, so that no one always follows the same neighbour.
    const order = contestants.map((_, at) => contestants[(at + rounds) % contestants.length]!)
    for (const contestant of order) contestant.cpu.push(await measure(contestant, REQUESTS))
    rounds++
  }
  print(contestants, rounds)
} finally {
  await Promise.all(servers.map((server) => server.stop()))
  rmSync(folder, { recursive: true, force: true })
}

/** The peers have a package of their own, so that nobody installs them with Portcullis. */
function installPeers(): void {
  const peers = import.meta.dirname
  if (existsSync(join(peers, 'node_modules'))) return
  console.log('Installing the peers: npm ci --prefix bench')
  const { status } = spawnSync('npm', ['ci', '--prefix', peers], { stdio: 'inherit' })
  if (status !== 0) throw new Error('npm ci --prefix bench did not succeed')
}

async function openContestants(): Promise<Contestant[]> {
  const own = await open('portcullis', folder)
  const somebody = visitor(own.origin, SITE_ORIGIN)
  await somebody.submit(
    '/register',
    { ...PERSON, csrf_token: tokenOf(await somebody.page('/register')) },
    '/login',
  )
  await somebody.submit(
    '/login',
    { ...PERSON, csrf_token: tokenOf(await somebody.page('/login')) },
    '/dashboard',
  )
  // The first page after signing in may hold a message; the second is what stays.
  await somebody.page('/dashboard')
  const page = await somebody.page('/dashboard')
  const file = join(folder, 'page.html')
  writeFileSync(file, page)

  const bare = await open('bare', file)
  const plugins = await open('plugins', file)
  const other = visitor(plugins.origin)
  await other.submit('/login', PERSON, '/dashboard')
  for (const [who, name] of [
    [visitor(bare.origin), 'bare'],
    [other, 'plugins'],
  ] as const) {
    const theirs = await who.page('/dashboard')
    if (theirs.length !== page.length)
      throw new Error(`${name}: ${theirs.length} characters, not ${page.length}`)
  }
  console.log(`a page of ${Buffer.byteLength(page)} bytes, Node ${process.version}`)
  return [
    { name: 'Portcullis, dashboard', server: own, cookie: somebody.cookieHeader(), cpu: [] },
    { name: 'Fastify, bare', server: bare, cookie: somebody.cookieHeader(), cpu: [] },
    { name: 'Fastify with plugins', server: plugins, cookie: other.cookieHeader(), cpu: [] },
  ]
}

async function open(name: string, argument: string): Promise<Child> {
  const server = await startChild(name, argument)
  servers.push(server)
  return server
}

async function measure({ server, cookie }: Contestant, requests: number): Promise<number> {
  const before = await server.cpu()
  await drive({
    origin: server.origin,
    path: '/dashboard',
    headers: { ...BROWSER_HEADERS, cookie },
    connections: CONNECTIONS,
    requests,
    deadline: ROUND_DEADLINE,
    mark: PERSON.username,
  })
  return ((await server.cpu()) - before) / requests
}

function print(contestants: readonly Contestant[], rounds: number): void {
  const bare = contestants[1]!
  const ratioOf = ({ cpu }: Contestant) => median(cpu.map((time, round) => bare.cpu[round]! / time))
  console.log(`${rounds} interleaved rounds of ${REQUESTS} requests, ${CONNECTIONS} connections, no logs\n`)
  console.log(`${'CPU µs a request'.padEnd(24)}  median     min     max   ratio to bare`)
  for (const contestant of contestants) {
    const { name, cpu } = contestant
    const times = [median(cpu), Math.min(...cpu), Math.max(...cpu)].map((time) => time.toFixed(0).padStart(8))
    console.log(`${name.padEnd(24)}${times.join('')}${ratioOf(contestant).toFixed(2).padStart(16)}`)
  }
  const reached = ratioOf(contestants[0]!)
  console.log(
    `\ngoal ${GOAL} of bare Fastify: ${reached >= GOAL ? 'met' : 'not met'} (${reached.toFixed(2)})`,
  )
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}
