// portcullis serve: what it says at the start, and how it ends, with real requests in flight.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { newSite } from './command.ts'
import { FREE, listening, startServer } from './server.ts'

/** A request whose body comes in two parts, so that it is in flight for as long as a test wants. */
async function halfARequest(
  port: number,
): Promise<{ socket: Socket; finish(): void; answer: Promise<string> }> {
  const socket = connect(port, '127.0.0.1')
  const answer = textOf(socket)
  const head = [
    'POST /login HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/x-www-form-urlencoded',
    'Content-Length: 20',
    // Answered when the headers are read, so that it is known to be in flight.
    'Expect: 100-continue',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  await once(socket, 'data')
  socket.write('username=z')
  return { socket, finish: () => void socket.write('oe&x=yz123'), answer }
}

async function textOf(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8').on('data', (part) => (text += part))
  socket.on('error', () => undefined)
  await once(socket, 'close')
  return text
}

/** Until no new connection is taken. */
async function closed(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const refused = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(false)).once('error', () => resolve(true))
    })
    socket.destroy()
    if (refused) return
  }
}

describe('portcullis serve, starting', () => {
  test('the first time says where it is, where the data lie and what to do next', async (t) => {
    const site = newSite(t)
    const { child, port, said, ended } = await startServer(site)
    const health = await fetch(`http://127.0.0.1:${port}/healthz`)
    assert.equal(health.status, 200)
    child.kill('SIGTERM')
    const { code } = await ended
    assert.equal(code, 0)
    for (const words of [
      'http://localhost',
      join(site.data, 'portcullis.db'),
      'Open http://localhost/register',
      'http://localhost/dev/outbox',
      'check`',
    ]) {
      assert.ok(said().includes(words), words)
    }
    assert.ok(existsSync(join(site.data, 'portcullis.db')))
  })

  test('with an account there, it is one line', async (t) => {
    const site = newSite(t)
    await site.run(['user', 'add', '--generate', 'zoe', 'zoe@example.org'])
    const { child, said, ended } = await startServer(site)
    child.kill('SIGTERM')
    assert.equal((await ended).code, 0)
    assert.equal(said().trimEnd().split('\n').length, 1)
  })

  test('standard output is the log alone, a line of JSON each', async (t) => {
    const site = newSite(t)
    const { child, port, ended } = await startServer(site)
    await fetch(`http://127.0.0.1:${port}/login`)
    child.kill('SIGTERM')
    const { stdout } = await ended
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(lines.filter(({ msg }) => msg === 'request').length, 1)
    assert.equal(lines.at(-1).signal, 'SIGTERM')
  })

  test('V13.4.2 development on an open address is warned of', async (t) => {
    const { child, said, ended } = await startServer(newSite(t), { env: { PORTCULLIS_HOST: '0.0.0.0' } })
    child.kill('SIGTERM')
    await ended
    assert.match(said(), /^Warning: in development mode everybody .+ PORTCULLIS_MODE=production\.$/m)
  })

  test('production says nothing of the outbox, and refuses what is unsafe with all reasons', async (t) => {
    const site = newSite(t)
    const secret = (await site.run(['secret'])).stdout.trim()
    const env = {
      PORTCULLIS_MODE: 'production',
      PORTCULLIS_SECRET: secret,
      PORTCULLIS_ORIGIN: 'https://a.example',
    }
    const { child, said, ended } = await startServer(site, { env })
    child.kill('SIGTERM')
    assert.equal((await ended).code, 0)
    assert.doesNotMatch(said(), /outbox|Warning/)

    const { code, stdout, stderr } = await newSite(t).run(['serve'], { env: { NODE_ENV: 'production' } })
    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.match(stderr, /`secret`/)
    assert.match(stderr, /`origin`/)
    assert.doesNotMatch(stderr, /^\s+at /m)
  })

  test('a port that is taken, and an address of somebody else, are told in words', async (t) => {
    const site = newSite(t)
    const other = createServer().listen(0, '127.0.0.1')
    t.after(() => other.close())
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const taken = await site.run(['serve'], { env: { PORTCULLIS_PORT: String(port) } })
    assert.equal(taken.code, 1)
    assert.match(
      taken.stderr,
      new RegExp(`^portcullis: port ${port} on 127.0.0.1 is taken .+PORTCULLIS_PORT$`, 'm'),
    )
    assert.doesNotMatch(taken.stderr, /^\s+at /m)
    // 192.0.2.0/24 is nobody's (RFC 5737).
    const foreign = await site.run(['serve'], { env: { ...FREE, PORTCULLIS_HOST: '192.0.2.1' } })
    assert.equal(foreign.code, 1)
    assert.match(foreign.stderr, /192\.0\.2\.1 is no address of this machine; set PORTCULLIS_HOST/)
  })
})

describe('portcullis serve, stopping', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`${signal} takes no new connection, finishes the request in flight, and exits with 0`, async (t) => {
      const { child, port, ended } = await startServer(newSite(t))
      const { finish, answer } = await halfARequest(port)
      child.kill(signal)
      await closed(port)
      assert.equal(child.exitCode, null)
      finish()
      const before = performance.now()
      assert.match(await answer, /^HTTP\/1\.1 4\d\d /m)
      const { code, stderr } = await ended
      assert.equal(code, 0)
      // An idle connection would be kept for 5 seconds.
      assert.ok(performance.now() - before < 4_900)
      assert.doesNotMatch(stderr, /portcullis:/)
    })
  }

  test('connections that wait to be accepted at the signal are answered, none is reset', async (t) => {
    const { child, port, ended } = await startServer(newSite(t), {
      env: { PORTCULLIS_LIMITS_LOGIN: '1000 per minute' },
    })
    const form = 'username=zoe&password=whatever+it+is'
    const request = [
      'POST /login HTTP/1.1',
      'Host: localhost',
      'Connection: close',
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${form.length}`,
      '',
      form,
    ].join('\r\n')
    const answers: Promise<string>[] = []
    await Promise.all(
      Array.from({ length: 60 }, async () => {
        const socket = connect(port, '127.0.0.1')
        answers.push(textOf(socket))
        await once(socket, 'connect')
        socket.write(request)
      }),
    )
    child.kill('SIGTERM')
    const said = await Promise.all(answers)
    assert.deepEqual(
      said.map((text) => text.slice(0, 12)),
      said.map(() => 'HTTP/1.1 400'),
    )
    assert.equal((await ended).code, 0)
  })

  test('the database is closed: no write-ahead log is left behind', async (t) => {
    const site = newSite(t)
    const { child, ended } = await startServer(site)
    assert.ok(existsSync(join(site.data, 'portcullis.db-wal')))
    child.kill('SIGTERM')
    await ended
    assert.equal(existsSync(join(site.data, 'portcullis.db-wal')), false)
  })

  test('connections that are kept or were never used hold nothing up', async (t) => {
    const { child, port, ended } = await startServer(newSite(t), {
      env: { PORTCULLIS_SERVER_SHUTDOWN_TIMEOUT: '60' },
    })
    const unused = connect(port, '127.0.0.1')
    await once(unused, 'connect')
    const kept = connect(port, '127.0.0.1')
    kept.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(kept, 'data')
    const before = performance.now()
    child.kill('SIGTERM')
    assert.equal((await ended).code, 0)
    assert.ok(performance.now() - before < 30_000)
  })

  test('SIGTERM to `npm start` reaches the server, which stops: no orphan holds the port', {
    timeout: 60_000,
  }, async (t) => {
    const child = spawn('npm', ['start'], {
      // A group of its own, to be ended as a whole when the test fails.
      detached: true,
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { ...process.env, ...newSite(t).env, ...FREE, PORTCULLIS_LOG_LEVEL: 'silent' },
    })
    t.after(() => spawnSync('kill', ['-KILL', '--', `-${child.pid}`]))
    const { port } = await listening(child)
    child.kill('SIGTERM')
    await once(child, 'exit')
    await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`))
  })

  test('a request that outlasts server.shutdownTimeout is cut off: exit code 1, in words', async (t) => {
    const site = newSite(t)
    const { child, port, ended } = await startServer(site, {
      env: { PORTCULLIS_SERVER_SHUTDOWN_TIMEOUT: '1' },
    })
    const { answer } = await halfARequest(port)
    child.kill('SIGTERM')
    const { code, stderr } = await ended
    assert.equal(code, 1)
    assert.match(stderr, /^portcullis: stopped after 1 s, with requests still in flight$/m)
    assert.doesNotMatch(await answer, /HTTP\/1\.1 [245]\d\d/)
    assert.equal(existsSync(join(site.data, 'portcullis.db-wal')), false)
  })

  test('a second signal stops at once with exit code 1; the echo of the first does not', async (t) => {
    const { child, port, ended } = await startServer(newSite(t))
    await halfARequest(port)
    child.kill('SIGINT')
    child.kill('SIGINT')
    await closed(port)
    assert.equal(child.exitCode, null)
    // The echo is one within half a second; this keeps asking until it is a second signal.
    const asking = setInterval(() => child.kill('SIGINT'), 100)
    t.after(() => clearInterval(asking))
    const { code, stdout } = await ended
    assert.equal(code, 1)
    assert.match(stdout, /"msg":"stopping"/)
  })

  test('V16.5.4 an error that nobody caught is logged, requests in flight are finished, exit code 1', async (t) => {
    const saboteur = `data:text/javascript,process.on('SIGUSR2', () => { throw new Error('a slip somewhere') })`
    const { child, port, ended } = await startServer(newSite(t), { node: ['--import', saboteur] })
    const { finish, answer } = await halfARequest(port)
    child.kill('SIGUSR2')
    await closed(port)
    finish()
    assert.match(await answer, /^HTTP\/1\.1 4\d\d /m)
    const { code, stdout, stderr } = await ended
    assert.equal(code, 1)
    assert.match(stdout, /"level":60.*a slip somewhere/)
    assert.match(stderr, /^portcullis: stopped after an error; the log has it$/m)
  })
})
