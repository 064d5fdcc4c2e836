// portcullis keys list and rotate: keys seen and changed by an operator, while the server runs or not.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newSite } from './command.ts'
import { inside, siteWithZoe } from './zoe.ts'

const KID = /^[\w-]{43}$/

describe('portcullis keys', () => {
  test('none at first; the first one signs at once, the next one in an hour', async (t) => {
    const site = await siteWithZoe(t)
    assert.deepEqual(await site.run(['keys', 'list']), { code: 0, stdout: '', stderr: '' })
    const first = await site.run(['keys', 'rotate'])
    assert.equal(first.code, 0, first.stderr)
    const next = JSON.parse((await site.run(['keys', 'rotate', '--json'])).stdout)
    assert.match(next.kid, KID)
    assert.deepEqual([next.algorithm, next.revoked], ['EdDSA', 0])
    const wait = Date.parse(next.signsFrom) - Date.now()
    assert.ok(wait > 3_500_000 && wait <= 3_600_000, String(wait))
    const lines = (await site.run(['keys', 'list'])).stdout.trimEnd().split('\n')
    assert.deepEqual(
      lines.map((line) => line.split('\t')[2]),
      ['signs', 'next'],
    )
    assert.ok(first.stdout.includes(lines[0]!.split('\t')[0]!))
    assert.equal(lines[1]!.split('\t')[0], next.kid)
  })

  test('twice is once: a next key that waits is not replaced', async (t) => {
    const site = await siteWithZoe(t)
    await site.run(['keys', 'rotate'])
    const [one, two] = [
      await site.run(['keys', 'rotate', '--json']),
      await site.run(['keys', 'rotate', '--json']),
    ]
    assert.equal(one.stdout, two.stdout)
  })

  test('--revoke leaves one key, new, that signs at once', async (t) => {
    const site = await siteWithZoe(t)
    await site.run(['keys', 'rotate'])
    await site.run(['keys', 'rotate'])
    const { stdout, code } = await site.run(['keys', 'rotate', '--revoke'])
    assert.equal(code, 0)
    assert.match(
      stdout,
      /^Key [\w-]{43} signs from now on\. Keys revoked, with all tokens that they signed: 2\.\n$/,
    )
    const listed = JSON.parse((await site.run(['keys', 'list', '--json'])).stdout)
    assert.deepEqual(
      listed.map(({ state }: { state: string }) => state),
      ['signs'],
    )
    assert.ok(stdout.includes(listed[0].kid))
  })

  test('another algorithm by its setting', async (t) => {
    const site = await siteWithZoe(t)
    const env = { PORTCULLIS_API_ALGORITHM: 'ES256' }
    const { stdout } = await site.run(['keys', 'rotate', '--json'], { env })
    assert.equal(JSON.parse(stdout).algorithm, 'ES256')
  })

  test('nothing private on any stream, and sealed in the database', async (t) => {
    const site = await siteWithZoe(t)
    const outcomes = [
      await site.run(['keys', 'rotate', '--json']),
      await site.run(['keys', 'list', '--json']),
    ]
    for (const { stdout, stderr } of outcomes) assert.doesNotMatch(stdout + stderr, /PRIVATE|private_key|"d"/)
    const rows = await inside(site, ({ store }) =>
      store.db.selectFrom('signing_keys').select('private_key').execute(),
    )
    assert.ok(rows.every(({ private_key }) => private_key.startsWith('v1.')))
  })

  test('where there is no database none is made', async (t) => {
    const { code, stderr } = await newSite(t).run(['keys', 'rotate'])
    assert.equal(code, 1)
    assert.match(stderr, /there is no database/)
  })
})
