// Confirming an address, on both databases: by the newest link, once, in its time, and the very address it went to.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { confirmAddress, peekVerifyLink, resendVerifyLink } from '../../../src/accounts/email/verify.ts'
import { hashToken } from '../../../src/crypto/token.ts'
import { eachDatabase, fifty, HOUR, OWNER, scene, tokensTo } from './scene.ts'

const DAY = 24 * HOUR
const PAGE = '/email/verify'

eachDatabase('confirming an address', (open) => {
  async function setUp() {
    const all = await scene(open)
    const { backend, store, id, update } = all
    await update({ email_verified_at: null })
    const send = async () => {
      assert.equal(await resendVerifyLink(backend, id), 'mailed')
      return (await tokensTo(store, 'alice@x.test', PAGE)).at(-1)!
    }
    const confirm = (token: string) => confirmAddress(backend, { token, by: OWNER })
    const verifiedAt = async () => (await all.account()).emailVerifiedAt
    return { ...all, send, confirm, verifiedAt }
  }

  test('V6.5.1 the link confirms once, and stands in the activity', async () => {
    const { send, confirm, verifiedAt, backend, kinds, db, links } = await setUp()
    const token = await send()
    const [row] = await db.selectFrom('tokens').selectAll().execute()
    assert.equal(row!.id, hashToken(token))
    assert.ok(!JSON.stringify(row).includes(token))
    assert.equal(await confirm(token), 'confirmed')
    assert.equal(await verifiedAt(), backend.clock)
    assert.equal(await confirm(token), 'link-invalid')
    assert.deepEqual(kinds(), ['email-verified'])
    assert.deepEqual(await links(), [])
  })

  test('24 hours: to the last millisecond, and not from the next on', async () => {
    const { send, confirm, verifiedAt, backend } = await setUp()
    const token = await send()
    backend.clock += DAY
    assert.equal(await peekVerifyLink(backend, token), undefined)
    assert.equal(await confirm(token), 'link-invalid')
    backend.clock -= 1
    assert.equal((await peekVerifyLink(backend, token))?.email, 'alice@x.test')
    assert.equal(await verifiedAt(), null)
    assert.equal(await confirm(token), 'confirmed')
  })

  test('only the newest one works', async () => {
    const { send, confirm, backend } = await setUp()
    const first = await send()
    backend.clock += 1
    const second = await send()
    assert.notEqual(first, second)
    assert.equal(await confirm(first), 'link-invalid')
    assert.equal(await confirm(second), 'confirmed')
  })

  test('V2.4.1 three in an hour, and none to a confirmed address', async () => {
    const { backend, id, mails, update } = await setUp()
    const results = await fifty(() => resendVerifyLink(backend, id))
    assert.equal(results.filter((one) => one === 'mailed').length, 3)
    assert.equal(results.filter((one) => one === 'enough').length, 47)
    backend.clock += HOUR - 1
    assert.equal(await resendVerifyLink(backend, id), 'enough')
    backend.clock += 1
    assert.equal(await resendVerifyLink(backend, id), 'mailed')
    assert.equal((await mails()).length, 4)
    await update({ email_verified_at: 5 })
    assert.equal(await resendVerifyLink(backend, id), 'confirmed')
    assert.equal(await resendVerifyLink(backend, 'nobody'), 'confirmed')
    assert.equal((await mails()).length, 4)
  })

  test('V6.6.2 what was mailed to one address confirms no other, in whatever spelling', async () => {
    for (const columns of [
      { email: 'other@x.test', email_key: 'other@x.test' },
      { email: 'Alice@x.test' },
      { email_key: 'other@x.test' },
    ]) {
      const { send, confirm, verifiedAt, update, kinds } = await setUp()
      const token = await send()
      await update(columns)
      assert.equal(await confirm(token), 'link-invalid')
      assert.equal(await verifiedAt(), null)
      assert.deepEqual(kinds(), [])
    }
  })

  test('V15.4.2 of 50 at once one confirms', async () => {
    const { send, confirm, kinds } = await setUp()
    const token = await send()
    const results = await fifty(() => confirm(token))
    assert.equal(results.filter((one) => one === 'confirmed').length, 1)
    assert.deepEqual(kinds(), ['email-verified'])
  })

  test('looking uses nothing, and nobody’s tokens open nothing', async () => {
    const { send, confirm, backend, verifiedAt } = await setUp()
    const token = await send()
    for (let look = 0; look < 5; look++) assert.ok(await peekVerifyLink(backend, token))
    for (const hostile of ['', token.slice(1), `${token}A`, '\0', 'x'.repeat(10_000), "' or 1=1 --"]) {
      assert.equal(await peekVerifyLink(backend, hostile), undefined)
      assert.equal(await confirm(hostile), 'link-invalid')
    }
    assert.equal(await verifiedAt(), null)
    assert.equal(await confirm(token), 'confirmed')
  })

  test('a link for another purpose confirms nothing', async () => {
    const { confirm, ask, store, verifiedAt } = await setUp()
    await ask('new@x.test')
    const [token] = await tokensTo(store, 'new@x.test', '/email/change/confirm')
    assert.equal(await confirm(token!), 'link-invalid')
    assert.equal(await verifiedAt(), null)
  })
})
