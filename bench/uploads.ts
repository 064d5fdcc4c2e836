// The dashboard's waits while 20 people upload photographs at once, against its waits when nobody does.
// Run: npm run bench:uploads
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { startChild } from './child.ts'
import type { UploadersSay, Uploading } from './uploaders.ts'
import { BROWSER_HEADERS, tokenOf, visitor } from './visitor.ts'

const UPLOADERS = 20
/** Each has an idle half and a busy one, so that what else the machine does falls on both. */
const ROUNDS = 7
/** Openings of the dashboard in each half, one after the other, and the pause between two: a person is no load. */
const OPENINGS = 200
const PAUSE = 10 // milliseconds
/** Not counted: until the compiler has seen everything. */
const WARM_UP = 300
/** p99 while people upload may be so many times that of an idle site. */
const GOAL = 3
const SITE_ORIGIN = 'https://localhost'
const PASSWORD = 'a long walk by the river'

const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'))
const server = await startChild('portcullis', folder)
let running: ChildProcess | undefined
try {
  const { cookie, token } = await signedIn()
  const photograph = (await noise(1600, 1200)).toString('base64')
  const task = { origin: server.origin, siteOrigin: SITE_ORIGIN, cookie, token, photograph }
  await waits(cookie, WARM_UP)
  await besideUploads(task, () => waits(cookie, WARM_UP))

  console.log(
    'the dashboard, milliseconds   idle p50      p99   busy p50      p99   p99 busy / idle   uploads   load',
  )
  const ratios: number[] = []
  const all: { idle: number[]; busy: number[] } = { idle: [], busy: [] }
  for (let round = 1; round <= ROUNDS; round++) {
    const idle = await waits(cookie, OPENINGS)
    const { result: busy, uploaded } = await besideUploads(task, () => waits(cookie, OPENINGS))
    all.idle.push(...idle)
    all.busy.push(...busy)
    const ratio = quantile(busy, 0.99) / quantile(idle, 0.99)
    ratios.push(ratio)
    const figures = [idle, busy].flatMap((times) => [quantile(times, 0.5), quantile(times, 0.99)])
    const [a, b, c, d] = figures.map((figure) => figure.toFixed(2).padStart(9))
    console.log(
      `round ${round}                     ${a}${b}  ${c}${d}${ratio.toFixed(2).padStart(18)}${String(uploaded).padStart(10)}${loadavg()[0]!.toFixed(1).padStart(7)}`,
    )
  }
  const whole = quantile(all.busy, 0.99) / quantile(all.idle, 0.99)
  const median = quantile(ratios, 0.5)
  console.log(
    `\nof all rounds together: idle ${quantile(all.idle, 0.99).toFixed(2)}, busy ${quantile(all.busy, 0.99).toFixed(2)}, ${whole.toFixed(2)} times`,
  )
  console.log(
    `the median of the rounds: p99 is ${median.toFixed(2)} times that of an idle site; goal ${GOAL}: ${median <= GOAL ? 'met' : 'not met'}`,
  )
} finally {
  running?.kill()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function signedIn(): Promise<{ cookie: string; token: string }> {
  const somebody = visitor(server.origin, SITE_ORIGIN)
  const person = { username: 'benchmark', email: 'benchmark@localhost.test', password: PASSWORD }
  const register = { ...person, csrf_token: tokenOf(await somebody.page('/register')) }
  await somebody.submit('/register', register, '/login')
  const signIn = { username: person.username, password: PASSWORD }
  await somebody.submit(
    '/login',
    { ...signIn, csrf_token: tokenOf(await somebody.page('/login')) },
    '/dashboard',
  )
  const token = tokenOf(await somebody.page('/uploads'))
  return { cookie: somebody.cookieHeader(), token }
}

/** Does `work` while they upload; then waits until all that was sent is answered. */
async function besideUploads<Result>(
  task: Omit<Uploading, 'uploaders'>,
  work: () => Promise<Result>,
): Promise<{ result: Result; uploaded: number }> {
  const uploaders = fork(new URL('./uploaders.ts', import.meta.url))
  running = uploaders
  const said = once(uploaders, 'message') as Promise<[UploadersSay]>
  uploaders.send({ ...task, uploaders: UPLOADERS } satisfies Uploading)
  const result = await Promise.race([
    work(),
    said.then(([early]) => Promise.reject(new Error(JSON.stringify(early)))),
  ])
  uploaders.send('enough')
  const [end] = await said
  running = undefined
  if ('problem' in end) throw new Error(end.problem)
  return { result, uploaded: end.uploaded }
}

async function waits(cookie: string, openings: number): Promise<number[]> {
  const times: number[] = []
  for (let opening = 0; opening < openings; opening++) {
    const began = performance.now()
    const answer = await fetch(`${server.origin}/dashboard`, { headers: { ...BROWSER_HEADERS, cookie } })
    const text = await answer.text()
    times.push(performance.now() - began)
    if (answer.status !== 200 || !text.includes('benchmark'))
      throw new Error(`GET /dashboard: ${answer.status}`)
    await new Promise((resolve) => setTimeout(resolve, PAUSE))
  }
  return times
}

/** A picture that no format makes small, as those of cameras are. */
function noise(width: number, height: number): Promise<Buffer> {
  const pixels = {
    width,
    height,
    channels: 3,
    background: '#808080',
    noise: { type: 'gaussian', mean: 128, sigma: 30 },
  }
  return sharp({ create: pixels as never })
    .jpeg({ quality: 90 })
    .toBuffer()
}

function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!
}
