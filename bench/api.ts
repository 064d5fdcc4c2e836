// A request with an access token to a route of Portcullis against a bare Fastify route that verifies the same token by
// jose alone: CPU time a request, in interleaved rounds. Run: npm run bench:api
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, startChild } from './child.ts'
import { drive } from './load.ts'
import { tokenOf, visitor } from './visitor.ts'

/** The whole run ends by itself, milliseconds; rounds that don't fit any more are left out, but not below the least. */
const BUDGET = 60_000
const ROUNDS = 15
const LEAST_ROUNDS = 7
/** Until the compiler has seen everything; not counted. */
const WARM_UP_REQUESTS = 16_000
const REQUESTS = 4000
const CONNECTIONS = 20
/** Milliseconds. */
const ROUND_DEADLINE = 20_000
/** Of the bare route's requests, so many are answered in the same CPU time. */
const GOAL = 0.7

const PERSON = {
  username: 'benchmark',
  email: 'benchmark@localhost.test',
  password: 'a long walk by the river',
}
const SITE_ORIGIN = 'https://localhost'

interface Contestant {
  name: string
  server: Child
  /** Microseconds of CPU a request, one number for each round. */
  cpu: number[]
}

const started = performance.now()
const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'))
const servers: Child[] = []
try {
  const own = await open('api', folder)
  const accessToken = await signIn(own.origin)
  const file = join(folder, 'token.json')
  const { keys } = (await (await fetch(`${own.origin}/.well-known/jwks.json`)).json()) as { keys: object[] }
  writeFileSync(file, JSON.stringify({ jwk: keys[0], issuer: SITE_ORIGIN, audience: `${SITE_ORIGIN}/api` }))
  const bare = await open('jose', file)
  const contestants: Contestant[] = [
    { name: 'Portcullis, requireToken', server: own, cpu: [] },
    { name: 'Fastify and jose', server: bare, cpu: [] },
  ]
  await sayTheSame(contestants, accessToken)
  for (const contestant of contestants) await measure(contestant, accessToken, WARM_UP_REQUESTS)
  let rounds = 0
  while (rounds < ROUNDS && (rounds < LEAST_ROUNDS || performance.now() - started < BUDGET)) {
    const order = rounds % 2 === 0 ? contestants : contestants.toReversed()
    for (const contestant of order) contestant.cpu.push(await measure(contestant, accessToken, REQUESTS))
    rounds++
  }
  print(contestants, rounds)
} finally {
  await Promise.all(servers.map((server) => server.stop()))
  rmSync(folder, { recursive: true, force: true })
}

async function open(name: string, argument: string): Promise<Child> {
  const server = await startChild(name, argument)
  servers.push(server)
  return server
}

async function signIn(origin: string): Promise<string> {
  const somebody = visitor(origin, SITE_ORIGIN)
  const token = tokenOf(await somebody.page('/register'))
  await somebody.submit('/register', { ...PERSON, csrf_token: token }, '/login')
  const { username, password } = PERSON
  const answer = await fetch(`${origin}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  const { accessToken } = (await answer.json()) as { accessToken?: string }
  if (accessToken === undefined) throw new Error(`POST /api/sign-in: ${answer.status}`)
  return accessToken
}

/** Both verify: the same answer to the token, and 401 to one that is changed in its signature. */
async function sayTheSame(contestants: readonly Contestant[], token: string): Promise<void> {
  const ask = async ({ server }: Contestant, sent: string) => {
    const answer = await fetch(`${server.origin}/api/bench`, { headers: { authorization: `Bearer ${sent}` } })
    return { status: answer.status, text: await answer.text() }
  }
  const changed = token.slice(0, -20) + (token.at(-20) === 'A' ? 'B' : 'A') + token.slice(-19)
  const right = await Promise.all(contestants.map((one) => ask(one, token)))
  const wrong = await Promise.all(contestants.map((one) => ask(one, changed)))
  if (right[0]!.text !== right[1]!.text || right.some(({ status }) => status !== 200))
    throw new Error(`the answers differ: ${JSON.stringify(right)}`)
  if (wrong.some(({ status }) => status !== 401)) throw new Error('a changed token was let in')
}

async function measure({ server }: Contestant, token: string, requests: number): Promise<number> {
  const before = await server.cpu()
  await drive({
    origin: server.origin,
    path: '/api/bench',
    headers: { accept: 'application/json', authorization: `Bearer ${token}`, 'user-agent': 'bench/1' },
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
  console.log(`${'CPU µs a request'.padEnd(26)}  median     min     max   ratio to jose alone`)
  for (const contestant of contestants) {
    const { name, cpu } = contestant
    const times = [median(cpu), Math.min(...cpu), Math.max(...cpu)].map((time) => time.toFixed(0).padStart(8))
    console.log(`${name.padEnd(26)}${times.join('')}${ratioOf(contestant).toFixed(2).padStart(22)}`)
  }
  const reached = ratioOf(contestants[0]!)
  console.log(
    `\ngoal ${GOAL} of Fastify and jose: ${reached >= GOAL ? 'met' : 'not met'} (${reached.toFixed(2)})`,
  )
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}
