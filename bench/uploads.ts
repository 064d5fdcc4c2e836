// The dashboard's waits while 20 people upload photographs at once, against its waits when nobody does.
// Run: node bench/uploads.ts
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { startChild } from './child.ts'
import { BROWSER_HEADERS, tokenOf, visitor } from './visitor.ts'

const UPLOADERS = 20
/** Openings of the dashboard in each half, one after the other, and the pause between two: a person is no load. */
const OPENINGS = 600
const PAUSE = 10 // milliseconds
/** Not counted: until the compiler has seen everything. */
const WARM_UP = 300
/** p99 while people upload may be so many times that of an idle site. */
const GOAL = 3
const SITE_ORIGIN = 'https://localhost'
const PASSWORD = 'a long walk by the river'

const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'))
const server = await startChild('portcullis', folder)
try {
  const somebody = visitor(server.origin, SITE_ORIGIN)
  const person = { username: 'benchmark', email: 'benchmark@localhost.test', password: PASSWORD }
  await somebody.submit(
    '/register',
    { ...person, csrf_token: tokenOf(await somebody.page('/register')) },
    '/login',
  )
  const signIn = { username: person.username, password: PASSWORD }
  await somebody.submit(
    '/login',
    { ...signIn, csrf_token: tokenOf(await somebody.page('/login')) },
    '/dashboard',
  )
  const token = tokenOf(await somebody.page('/uploads'))
  const cookie = somebody.cookieHeader()
  const photograph = await noise(1600, 1200)

  await waits(cookie, WARM_UP)
  const idle = await waits(cookie, OPENINGS)
  let uploading = true
  let uploaded = 0
  const uploaders = Array.from({ length: UPLOADERS }, async () => {
    while (uploading) {
      await upload(cookie, token, photograph)
      uploaded++
    }
  })
  const began = performance.now()
  const busy = await waits(cookie, OPENINGS)
  uploading = false
  const seconds = (performance.now() - began) / 1000
  await Promise.all(uploaders)

  const row = (name: string, times: number[]) =>
    `${name.padEnd(28)}${[0.5, 0.9, 0.99, 1].map((part) => quantile(times, part).toFixed(2).padStart(9)).join('')}`
  console.log(
    `the dashboard, ${OPENINGS} times, milliseconds      p50      p90      p99      max`.replace('   ', ' '),
  )
  console.log(row('nobody uploads', idle))
  console.log(row(`${UPLOADERS} upload at once`, busy))
  const size = (photograph.length / 1_048_576).toFixed(1)
  console.log(`\n${uploaded} photographs of ${size} MiB in ${seconds.toFixed(0)} s`)
  const ratio = quantile(busy, 0.99) / quantile(idle, 0.99)
  console.log(
    `p99 is ${ratio.toFixed(2)} times that of an idle site; goal ${GOAL}: ${ratio <= GOAL ? 'met' : 'not met'}`,
  )
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
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

async function upload(cookie: string, token: string, photograph: Buffer): Promise<void> {
  const form = new FormData()
  form.append('csrf_token', token)
  form.append('files', new File([new Uint8Array(photograph)], 'photograph.jpg'))
  const answer = await fetch(`${server.origin}/uploads`, {
    method: 'POST',
    headers: { ...BROWSER_HEADERS, cookie, origin: SITE_ORIGIN },
    body: form,
    redirect: 'manual',
  })
  await answer.arrayBuffer()
  if (answer.status !== 303) throw new Error(`POST /uploads: ${answer.status}`)
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
