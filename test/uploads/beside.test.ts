// Twenty people upload pictures at once, and the dashboard goes on answering; `bench/uploads.ts` measures it with more care.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { Client, newFolder, serve } from '../served.ts'
import { form, TYPE } from './house.ts'

const UPLOADERS = 20
const OPENINGS = 120
const PASSWORD = 'a long walk by the river'
/** Other work on the machine can spoil a round: one of so many has to show it. */
const ROUNDS = 3
/** Looser than the bench's goal of 3, and milliseconds below which nobody minds: this machine has other things to do as well. */
const MOST_TIMES = 5
const NOBODY_MINDS = 250

test('while 20 pictures are uploaded at once the dashboard answers nearly as soon as ever', async () => {
  const server = await serve(newFolder(), {
    PORTCULLIS_UPLOADS_LIMIT: '100000 per minute',
    // They share one account here, which has a quarter.
    PORTCULLIS_UPLOADS_CONCURRENCY: String(4 * UPLOADERS),
  })
  const client = new Client(server.port)
  const account = { username: 'alice', email: 'alice@example.test', password: PASSWORD }
  assert.equal((await client.post('/register', account)).status, 303)
  assert.equal((await client.post('/login', { username: 'alice', password: PASSWORD })).status, 303)
  const token = await client.token('/uploads')
  const picture = await sharp({ create: { width: 900, height: 700, channels: 3, background: '#205080' } })
    .jpeg()
    .toBuffer()
  const payload = new Uint8Array(
    form({ name: 'csrf_token', value: token }, { name: 'files', file: 'a.jpg', content: picture }),
  )

  async function waits(): Promise<number> {
    const times: number[] = []
    for (let opening = 0; opening < OPENINGS; opening++) {
      const began = performance.now()
      assert.equal((await client.send('/dashboard')).status, 200)
      times.push(performance.now() - began)
    }
    return times.toSorted((a, b) => a - b)[Math.floor(OPENINGS * 0.99)]!
  }

  async function upload(): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${server.port}/uploads`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        origin: 'http://localhost:3000',
        'content-type': TYPE,
        cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      body: payload,
    })
    return response.status
  }

  await waits()
  const said: string[] = []
  let shown = false
  for (let round = 0; round < ROUNDS && !shown; round++) {
    const idle = await waits()
    const uploads = Promise.all(Array.from({ length: UPLOADERS }, upload))
    const busy = await waits()
    assert.deepEqual(new Set(await uploads), new Set([303]))
    shown = busy <= Math.max(MOST_TIMES * idle, NOBODY_MINDS)
    said.push(`${busy} ms against ${idle} ms`)
  }
  assert.ok(shown, said.join('; '))
  await server.end('SIGTERM')
})
