// Mailed links as rows: the newest alone, once, until their time, and for what they were made for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  consumeLink,
  issueLink,
  mayMail,
  type NewLink,
  peekLink,
  revokeLinks,
} from '../../src/accounts/link-token.ts'
import { addAccount } from '../../src/accounts/signup/signup.ts'
import { hashToken } from '../../src/crypto/token.ts'
import { eachDatabase, type OpenDatabase } from '../store/databases.ts'
import { testBackend } from './backend.ts'

const MINUTE = 60
const people = {
  zoe: { username: 'zoe', email: 'zoe@example.test', password: 'seven lanterns at the harbour' },
  max: { username: 'max', email: 'max@example.test', password: 'seven lanterns at the harbour' },
}

async function scene(open: OpenDatabase) {
  const backend = testBackend(await open())
  const { store } = backend
  const add = async (who: keyof typeof people) => {
    const made = await addAccount(backend, people[who])
    assert.ok(made.kind === 'created')
    return made.id
  }
  const userId = await add('zoe')
  const issue = (changes: Partial<NewLink> = {}) =>
    issueLink(store.db, {
      purpose: 'reset',
      userId,
      payload: { epoch: 0 },
      lifetime: 30 * MINUTE,
      now: backend.clock,
      ...changes,
    })
  const rows = () => store.db.selectFrom('tokens').selectAll().execute()
  return { backend, store, userId, other: () => add('max'), issue, rows }
}

eachDatabase('mailed links', (open) => {
  test('V6.5.3 a token is 256 random bits, and only its hash is kept', async () => {
    const { issue, rows } = await scene(open)
    const token = await issue()
    assert.match(token, /^[\w-]{43}$/)
    const [row] = await rows()
    assert.equal(row?.id, hashToken(token))
    assert.ok(!JSON.stringify(row).includes(token))
  })

  test('works until its last millisecond, and not from the next on', async () => {
    const { issue, store, backend } = await scene(open)
    const token = await issue()
    const end = backend.clock + 30 * MINUTE * 1000
    assert.ok(await peekLink(store.db, 'reset', token, end - 1))
    assert.equal(await peekLink(store.db, 'reset', token, end), undefined)
    assert.equal(await consumeLink(store.db, 'reset', token, end), undefined)
    assert.deepEqual((await consumeLink(store.db, 'reset', token, end - 1))?.payload, { epoch: 0 })
  })

  test('the newest takes the place of the one before; other purposes and accounts are left alone', async () => {
    const { issue, store, backend, other } = await scene(open)
    const max = await other()
    const [first, undo, theirs] = [
      await issue(),
      await issue({ purpose: 'email-undo', amongOthers: true }),
      await issue({ userId: max }),
    ]
    const second = await issue({ payload: { epoch: 1 } })
    const alive = async (token: string, purpose: NewLink['purpose'] = 'reset') =>
      (await peekLink(store.db, purpose, token, backend.clock)) !== undefined
    assert.deepEqual(
      [await alive(first), await alive(second), await alive(undo, 'email-undo'), await alive(theirs)],
      [false, true, true, true],
    )
  })

  test('V15.4.2 of 50 issued at once, one is left', async () => {
    const { issue, store, backend, rows } = await scene(open)
    const tokens = await Promise.all(Array.from({ length: 50 }, () => issue()))
    assert.equal((await rows()).length, 1)
    const found = await Promise.all(tokens.map((token) => peekLink(store.db, 'reset', token, backend.clock)))
    assert.equal(found.filter(Boolean).length, 1)
  })

  test('V15.4.2 of 50 uses at once, one gets it', async () => {
    const { issue, store, backend } = await scene(open)
    const token = await issue()
    const uses = await Promise.all(
      Array.from({ length: 50 }, () => consumeLink(store.db, 'reset', token, backend.clock)),
    )
    assert.equal(uses.filter(Boolean).length, 1)
  })

  test('some purposes let several live beside each other', async () => {
    const { issue, store, backend } = await scene(open)
    const tokens = await Promise.all(
      Array.from({ length: 3 }, () => issue({ purpose: 'email-undo', amongOthers: true })),
    )
    for (const token of tokens) assert.ok(await peekLink(store.db, 'email-undo', token, backend.clock))
  })

  test('a token for one purpose opens no other, and looking uses nothing', async () => {
    const { issue, store, backend } = await scene(open)
    const token = await issue({ purpose: 'verify' })
    assert.equal(await consumeLink(store.db, 'reset', token, backend.clock), undefined)
    for (let look = 0; look < 3; look++) assert.ok(await peekLink(store.db, 'verify', token, backend.clock))
    for (const hostile of ['', token.slice(1), `${token}A`, token.toLowerCase(), '\0', 'x'.repeat(10_000)]) {
      assert.equal(await peekLink(store.db, 'verify', hostile, backend.clock), undefined)
    }
  })

  test('revoking ends what it names', async () => {
    const { issue, store, backend, userId } = await scene(open)
    const [reset, verify] = [await issue(), await issue({ purpose: 'verify' })]
    await revokeLinks(store.db, userId, ['reset', 'email-change'])
    assert.equal(await peekLink(store.db, 'reset', reset, backend.clock), undefined)
    assert.ok(await peekLink(store.db, 'verify', verify, backend.clock))
  })

  test('V2.4.1 three mails of a kind in an hour, under 50 at once too, and anew after it', async () => {
    const { store, backend, userId } = await scene(open)
    const HOUR = 3_600_000
    const ask = (now: number) => mayMail(store.db, 'reset', userId, now)
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(backend.clock)))
    assert.equal(answers.filter(Boolean).length, 3)
    assert.equal(await ask(backend.clock + HOUR - 1), false)
    assert.equal(await mayMail(store.db, 'verify', userId, backend.clock), true)
    assert.equal(await ask(backend.clock + HOUR), true)
  })
})
