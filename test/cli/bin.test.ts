// The program as a whole: quick help, exit codes, the two streams, and no stack trace.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { newSite } from './command.ts'

const STACK = /^\s+at .+:\d+/m

describe('portcullis', () => {
  test('--help is on standard output, and loads none of the commands', async (t) => {
    const site = newSite(t)
    for (const args of [['--help'], ['user', '--help'], ['user', 'add', '-h']]) {
      const { code, stdout, stderr } = await site.run(args)
      assert.equal(code, 0)
      assert.match(stdout, /^Portcullis|^Usage/)
      assert.equal(stderr, '')
    }
    const { stderr } = await site.run(['--help'], { env: { NODE_DEBUG: 'esm' } })
    assert.match(stderr, /url: 'file:[^']*cli\/main\.ts/)
    assert.doesNotMatch(stderr, /url: 'file:[^']*(node_modules|cli\/(serve|check|user))/)
  })

  test('--version is that of package.json', async (t) => {
    const { stdout } = await newSite(t).run(['--version'])
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
    assert.equal(stdout, `${version}\n`)
  })

  test('wrong usage is exit code 2, on standard error alone', async (t) => {
    const site = newSite(t)
    for (const args of [[], ['user'], ['migrat'], ['check', '--jsn'], ['user', 'add', 'zoe']]) {
      const { code, stdout, stderr } = await site.run(args)
      assert.equal(code, 2, args.join(' '))
      assert.equal(stdout, '')
      assert.match(stderr, /^portcullis: .+\n$/)
    }
  })

  test('wrong usage beside --json is JSON', async (t) => {
    const { code, stdout, stderr } = await newSite(t).run(['check', '--json', '--wrong'])
    assert.equal(code, 2)
    assert.equal(stdout, '')
    assert.match(JSON.parse(stderr).problems[0].words, /no option `--wrong`/)
  })

  test('wrong settings are exit code 1, each on its line, without a stack trace', async (t) => {
    const env = { PORTCULLIS_PROT: '1', PORTCULLIS_MAIL_MAX_ATTEMPTS: '0' }
    const site = newSite(t)
    for (const command of [
      ['serve'],
      ['migrate'],
      ['check'],
      ['user', 'list'],
      ['user', 'add', 'zoe', 'z@x.org'],
    ]) {
      const { code, stdout, stderr } = await site.run(command, { env })
      assert.equal(code, 1, command.join(' '))
      assert.equal(stdout, '')
      assert.match(stderr, /^portcullis: .*PORTCULLIS_PROT.* did you mean `PORTCULLIS_PORT`\?$/m)
      assert.match(stderr, /^portcullis: .*PORTCULLIS_MAIL_MAX_ATTEMPTS/m)
      assert.doesNotMatch(stderr, STACK)
    }
  })

  test('a database that can not be opened is told in words, and its password is not', async (t) => {
    const site = newSite(t)
    writeFileSync(join(site.folder, 'data'), 'a file where a folder should be')
    const file = await site.run(['migrate'])
    assert.equal(file.code, 1)
    assert.match(file.stderr, /^portcullis: The data folder .+ can't be made/)
    assert.doesNotMatch(file.stderr, STACK)

    const database = 'postgres://zoe:harbour-42-lanterns@127.0.0.1:1/nothing'
    const server = await site.run(['migrate', '--json'], { env: { PORTCULLIS_DATABASE: database } })
    assert.equal(server.code, 1)
    assert.equal(server.stdout, '')
    assert.equal(JSON.parse(server.stderr).problems.length, 1)
    assert.doesNotMatch(server.stderr, /harbour/)
  })

  test('an older Node is told in words, before anything that needs a newer one is loaded', async (t) => {
    const older = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '20.20.2' })`
    const child = newSite(t).start(['--help'], { node: ['--import', older] })
    let stderr = ''
    child.stderr.on('data', (text) => (stderr += text))
    const code = await new Promise((resolve) => child.once('close', resolve))
    assert.equal(code, 1)
    assert.match(stderr, /^portcullis: this is Node 20\.20\.2, and Portcullis needs Node 24 or newer/)
    assert.doesNotMatch(readFileSync('src/bin.ts', 'utf8'), /^import /m)
  })

  test('a reader that has read enough is no error', async (t) => {
    const child = newSite(t).start(['check'])
    child.stdout.destroy()
    let stderr = ''
    child.stderr.on('data', (text) => (stderr += text))
    await new Promise((resolve) => child.once('close', resolve))
    assert.equal(stderr, '')
  })
})

describe('portcullis secret', () => {
  test('prints 32 random bytes, another each time, and nothing else', async (t) => {
    const site = newSite(t)
    const one = await site.run(['secret'])
    const other = await site.run(['secret'])
    assert.match(one.stdout, /^[\w-]{43}\n$/)
    assert.equal(one.stderr, '')
    assert.notEqual(one.stdout, other.stdout)
  })

  test('prints what production takes', async (t) => {
    const site = newSite(t)
    const secret = (await site.run(['secret'])).stdout.trim()
    const env = { PORTCULLIS_SECRET: secret, PORTCULLIS_ORIGIN: 'https://a.example' }
    assert.equal((await site.run(['check'], { env })).code, 0)
  })
})
