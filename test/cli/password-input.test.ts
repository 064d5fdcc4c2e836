// A password comes from the terminal, twice and unseen, or from standard input, one line as it is.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { describe, type TestContext, test } from 'node:test'
import { readNewPassword } from '../../src/cli/password-input.ts'
import { NODE_ARGUMENTS, newSite, outcomeOf, type Site } from './command.ts'

function piped(content: string | Buffer) {
  const input = new PassThrough()
  input.end(content)
  return readNewPassword(input as unknown as typeof process.stdin)
}

async function problem(content: string | Buffer): Promise<string> {
  const answer = await piped(content)
  return answer.kind === 'unreadable' ? answer.problem : assert.fail('it was read')
}

describe('a password from standard input', () => {
  test('is the line as it is, without its end', async () => {
    for (const end of ['', '\n', '\r\n']) {
      assert.deepEqual(await piped(`  pässwörd 42 ${end}`), { kind: 'typed', password: '  pässwörd 42 ' })
    }
    assert.deepEqual(await piped('\ufeffx'), { kind: 'typed', password: '\ufeffx' })
  })

  test('is refused when it is missing, several lines, no text or endless', async () => {
    assert.match(await problem(''), /missing/)
    assert.match(await problem('\n'), /missing/)
    assert.match(await problem('one\ntwo\n'), /more than one line/)
    assert.match(await problem('one\n\n'), /more than one line/)
    assert.match(await problem(Buffer.from([0x70, 0xff, 0x0a])), /no UTF-8/)
    assert.match(await problem('x'.repeat(20_000)), /more than 16384 bytes/)
  })
})

/** Gives a program a terminal of its own. */
const TERMINAL = 'script'
const NO_TERMINAL = spawnSync(TERMINAL, ['--version']).error
  ? `this machine has no \`${TERMINAL}\` command`
  : false

/** Types each answer when its question is there, as a person would; what the terminal shows is standard output. */
async function atTerminal(
  t: TestContext,
  site: Site,
  args: string,
  answers: [question: string, answer: string][],
) {
  const command = [process.execPath, ...NODE_ARGUMENTS].join(' ')
  const child = spawn(TERMINAL, ['-qec', `${command} ${args}`, '/dev/null'], {
    cwd: site.folder,
    env: site.env,
  })
  t.after(() => child.kill('SIGKILL'))
  let seen = ''
  const left = [...answers]
  child.stdout.on('data', (text) => {
    seen += text
    while (left[0] !== undefined && seen.includes(left[0][0])) child.stdin.write(left.shift()![1])
  })
  return outcomeOf(child)
}

describe('a password at the terminal', { skip: NO_TERMINAL }, () => {
  const PASSWORD = 'seven lanterns at the harbour'
  const ADD = 'user add zoe zoe@example.org'

  test('is asked for twice, and never shown', async (t) => {
    const site = newSite(t)
    const { code, stdout } = await atTerminal(t, site, ADD, [
      ['New password (not shown): ', `${PASSWORD}\r`],
      ['The same again: ', `${PASSWORD}\r`],
    ])
    assert.equal(code, 0)
    assert.match(stdout, /zoe is added\./)
    assert.doesNotMatch(stdout, /lanterns/)
    assert.match((await site.run(['user', 'list'])).stdout, /^zoe\t/)
  })

  test('is refused when the two differ', async (t) => {
    const site = newSite(t)
    const { code, stdout } = await atTerminal(t, site, ADD, [
      ['New password (not shown): ', `${PASSWORD}\r`],
      ['The same again: ', `${PASSWORD}x\r`],
    ])
    assert.equal(code, 1)
    assert.match(stdout, /the two passwords differ/)
    assert.doesNotMatch(stdout, /lanterns/)
  })

  test('is not taken when Ctrl-C or Ctrl-D is pressed', async (t) => {
    for (const key of ['\u0003', '\u0004']) {
      const { code, stdout } = await atTerminal(t, newSite(t), ADD, [['New password (not shown): ', key]])
      assert.equal(code, 1)
      assert.match(stdout, /portcullis: cancelled/)
    }
  })
})
