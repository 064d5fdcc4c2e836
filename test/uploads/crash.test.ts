// kill -9 at each single step, and in a stream of uploads: rows and bytes agree, and what was acknowledged is there.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openBackend, prepareStore } from '../../src/backend.ts'
import { loadSettings } from '../../src/config/load.ts'
import { sweepUploads } from '../../src/uploads/sweep.ts'
import { openUploads } from '../../src/uploads/uploads.ts'
import { addUser } from '../accounts/activity/accounts.ts'
import { Client, newFolder, serve } from '../served.ts'
import { until } from '../until.ts'
import { form, incoming, kept, rows, TYPE } from './house.ts'

const CHILD = fileURLToPath(new URL('./killed.ts', import.meta.url))
const DAY = 86_400_000
const USER = 'me'
const KINDS_OF_STEPS = [
  'after a commit',
  'after a query',
  'after the bytes were put',
  'after the bytes were removed',
  'before a piece arrives',
  'before it is kept',
  'before the bytes are put',
  'before the bytes are removed',
]
const PASSWORD = 'a long walk by the river'

/** What the process said until it ended, by itself or not. */
async function run(data: string, at: number | string): Promise<{ said: string; killed: boolean }> {
  const child = spawn(process.execPath, ['--conditions=portcullis-source', CHILD, data, USER, String(at)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (bytes) => {
    said += String(bytes)
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  assert.ok(signal === 'SIGKILL' || code === 0, `ended with ${code}: ${said}`)
  return { said, killed: signal === 'SIGKILL' }
}

async function opened(data: string, later = 0) {
  const settings = loadSettings({ options: { data }, env: {}, cwd: data })
  const backend = await openBackend(settings, { now: () => Date.now() + later })
  await prepareStore(backend.store)
  const uploads = openUploads(backend)
  return {
    store: backend.store,
    uploads,
    async close() {
      await uploads.close()
      await backend.close()
    },
  }
}

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('base64url')

test('kill -9 at each step of keeping, replacing and deleting: rows and bytes agree after a sweep', async () => {
  const before = newFolder()
  const house = await opened(before)
  await addUser(house.store, USER)
  await house.close()

  // A whole run, with a copy of its files at each step: what a process that is killed there leaves.
  const [whole, copies] = [newFolder(), newFolder()]
  cpSync(before, whole, { recursive: true })
  assert.equal((await run(whole, copies)).killed, false)
  const steps = readdirSync(copies).filter((name) => name.endsWith('.said')).length
  assert.ok(steps > 40, `only ${steps} steps`)
  const last = new Map<string, number>()
  for (let step = 1; step <= steps; step++) {
    const said = readFileSync(join(copies, `${step}.said`), 'utf8')
    const what = /killed (.*)/.exec(said)![1]!
    last.set(what, step)
    await judge(join(copies, String(step)), said, `step ${step}: ${what}`)
  }

  // And it is so: a process that is really killed, at one step of each kind.
  assert.deepEqual([...last.keys()].sort(), KINDS_OF_STEPS)
  for (const [what, step] of last) {
    const data = newFolder()
    cpSync(before, data, { recursive: true })
    const { said, killed } = await run(data, step)
    assert.ok(killed && said.includes(`killed ${what}`), what)
    await judge(data, said, `killed at step ${step}: ${what}`)
  }
})

async function judge(data: string, said: string, what: string): Promise<void> {
  const { store, uploads, close } = await opened(data, DAY)
  await sweepUploads(uploads)
  const there = await rows(store)
  assert.deepEqual(incoming(data), [], what)
  assert.deepEqual(
    there.map(({ id, state, sha256 }) => [id, state, sha256]).sort(),
    kept(data)
      .map((path) => [basename(path), 'stored', digest(path)])
      .sort(),
    what,
  )
  const [first, second, third] = [...said.matchAll(/^kept (.*)$/gm)].map(([, id]) => id!)
  const ids = there.map(({ id }) => id)
  // The second gives way to the third, and may have done so before that was acknowledged.
  if (first !== undefined && !said.includes('deleting')) assert.ok(ids.includes(first), what)
  if (second !== undefined && !said.includes('replacing')) assert.ok(ids.includes(second), what)
  if (third !== undefined) assert.deepEqual([ids.includes(third), ids.includes(second!)], [true, false], what)
  assert.ok(there.filter(({ purpose }) => purpose === 'avatar').length <= 1, what)
  await close()
}

test('kill -9 in a stream of uploads, three times: what was acknowledged is there, and nothing else', async () => {
  const data = newFolder()
  const acknowledged: string[] = []
  let tried = 0
  for (let round = 0; round < 3; round++) {
    const server = await serve(data, { PORTCULLIS_UPLOADS_LIMIT: '100000 per minute' })
    const client = new Client(server.port)
    if (round === 0) {
      const account = { username: 'alice', email: 'alice@example.test', password: PASSWORD }
      assert.equal((await client.post('/register', account)).status, 303)
    }
    assert.equal((await client.post('/login', { username: 'alice', password: PASSWORD })).status, 303)
    const token = await client.token('/uploads')
    const goal = acknowledged.length + 5 + ((round * 7) % 11)
    let running = true
    const stream = Array.from({ length: 4 }, async () => {
      while (running) {
        const name = `file-${tried++}`
        const file = { name: 'files', file: `${name}.txt`, content: `${name}\n`.repeat(20_000) }
        const response = await fetch(`http://127.0.0.1:${server.port}/uploads`, {
          method: 'POST',
          redirect: 'manual',
          headers: {
            origin: 'http://localhost:3000',
            'content-type': TYPE,
            cookie: [...client.cookies].map(([key, value]) => `${key}=${value}`).join('; '),
          },
          body: new Uint8Array(form({ name: 'csrf_token', value: token }, file)),
        })
        assert.equal(response.status, 303)
        acknowledged.push(name)
        if (acknowledged.length >= goal) return
      }
    }).map((one) =>
      one.catch((error: unknown) => {
        if (running) throw error
      }),
    )
    await Promise.race(stream)
    running = false
    await server.end('SIGKILL')
    await Promise.all(stream)
  }
  assert.ok(tried > acknowledged.length, 'no upload was in flight when the process was killed')

  // What was in flight is swept at the start; what had set room aside gives it back when its time is over.
  const last = await serve(data)
  await until(() => incoming(data).length === 0)
  await last.end('SIGTERM')
  assert.deepEqual(incoming(data), [])
  const { store, uploads, close } = await opened(data, DAY)
  await sweepUploads(uploads)
  const there = await rows(store)
  const names = new Set(there.map(({ name }) => name.replace('.txt', '')))
  for (const name of acknowledged) assert.ok(names.has(name), name)
  assert.deepEqual(
    there.map(({ id, state, sha256 }) => [id, state, sha256]).sort(),
    kept(data)
      .map((path) => [basename(path), 'stored', digest(path)])
      .sort(),
  )
  await close()
})
