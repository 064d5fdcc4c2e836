// Adding, naming and removing passkeys and signing in by one, on both databases, by authenticators made here.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addPasskey, beginAdding } from '../../../src/accounts/passkeys/add.ts'
import { removePasskey, renamePasskey } from '../../../src/accounts/passkeys/manage.ts'
import { listPasskeys, MOST_PASSKEYS } from '../../../src/accounts/passkeys/passkeys.ts'
import { userHandleOf } from '../../../src/accounts/passkeys/relying-party.ts'
import { beginSignIn } from '../../../src/accounts/passkeys/sign-in.ts'
import { sqlSessions } from '../../../src/store/sessions.ts'
import { eachDatabase } from '../../store/databases.ts'
import { faultsIn } from '../activity/accounts.ts'
import { OWNER } from '../backend.ts'
import {
  add,
  carryOn,
  finishSignIn,
  household,
  kinds,
  mails,
  makePasskey,
  ORIGIN,
  openSession,
  passkeysIn,
  RP_ID,
  signIn,
} from './people.ts'
import { SoftwareAuthenticator, type Wrong } from './software-authenticator.ts'

const U = { userId: 'u', sessionId: "u's session", by: OWNER }

eachDatabase('passkeys', (open) => {
  for (const algorithm of ['ES256', 'EdDSA', 'RS256'] as const) {
    test(`one of ${algorithm} is added and signs in, as often as one likes`, async () => {
      const backend = await household(await open())
      const authenticator = new SoftwareAuthenticator({ origin: ORIGIN, algorithm, counter: 7 })
      const passkey = await makePasskey(backend, { authenticator })
      for (const counter of [8, 9, 10]) {
        assert.equal(await signIn(backend, passkey), 'u')
        assert.equal((await passkeysIn(backend.store))[0]?.counter, counter)
      }
    })
  }

  test('it is kept with what its owner wants to see, and the user handle says nothing of them', async () => {
    const backend = await household(await open())
    const aaguid = 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4'
    const authenticator = new SoftwareAuthenticator({ origin: ORIGIN, synced: true, aaguid })
    const { options, added } = await add(backend, { authenticator })
    assert.equal(Buffer.from(options.user.id, 'base64url').toString(), 'u')
    assert.deepEqual(
      [options.rp, options.attestation, options.authenticatorSelection],
      [
        { id: RP_ID, name: 'Portcullis' },
        'none',
        { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      ],
    )
    assert.deepEqual(added, { kind: 'added', credentialEpoch: 1, name: 'Google Password Manager' })
    const [passkey] = await listPasskeys(backend.store.db, 'u')
    assert.deepEqual(
      { ...passkey, id: '', publicKey: '' },
      {
        id: '',
        publicKey: '',
        userId: 'u',
        counter: 0,
        transports: ['internal', 'hybrid'],
        name: 'Google Password Manager',
        backupEligible: true,
        backedUp: true,
        aaguid,
        createdAt: backend.clock,
        lastUsedAt: null,
      },
    )
    assert.deepEqual(kinds(backend), ['u passkey-added'])
    const [mail] = await mails(backend.store)
    assert.equal(mail?.recipient, 'u@example.org')
    assert.match(mail!.text, /A passkey was added to your account/)
  })

  test('V7.4.3 adding and removing one ends the other sessions, and renaming ends none', async () => {
    const backend = await household(await open())
    const sessions = sqlSessions(backend.store)
    await openSession(backend, 'elsewhere', 'u')
    const passkey = await makePasskey(backend)
    assert.equal(await sessions.find('elsewhere'), undefined)
    assert.ok(await sessions.find("u's session"))
    await openSession(backend, 'again', 'u', 1)
    assert.equal(await renamePasskey(backend, U, { id: passkey.id, name: 'Key' }), 'renamed')
    assert.ok(await sessions.find('again'))
    const removed = await removePasskey(backend, U, passkey.id)
    assert.deepEqual(removed, { kind: 'removed', credentialEpoch: 2, name: 'Key' })
    assert.equal(await sessions.find('again'), undefined)
    assert.ok(await sessions.find("v's session"))
    assert.deepEqual(kinds(backend), ['u passkey-added', 'u passkey-renamed', 'u passkey-removed'])
    assert.deepEqual(await faultsIn(backend), [])
    assert.deepEqual(await passkeysIn(backend.store), [])
    assert.equal(await signIn(backend, passkey), 'unknown-passkey')
    assert.deepEqual(
      (await mails(backend.store)).map(({ text }) => /A passkey was \w+/.exec(text)?.[0]),
      ['A passkey was added', 'A passkey was removed'],
    )
  })

  describe('what is wrong with a new one', () => {
    const wrongs: [string, Wrong, string][] = [
      ['made on another origin', { origin: 'https://accounts.example.org.evil.test' }, 'origin'],
      ['made on a subdomain', { origin: 'https://sub.accounts.example.org' }, 'origin'],
      ['made on plain http', { origin: 'http://accounts.example.org' }, 'origin'],
      ['made for another domain', { rpId: 'example.org' }, 'not-verified'],
      ['an assertion in disguise', { type: 'webauthn.get' }, 'type'],
      ['without the user verified', { userVerified: false }, 'not-verified'],
      ['without the user there', { userPresent: false }, 'not-verified'],
      ['for another challenge', { challenge: 'x'.repeat(43) }, 'challenge'],
      ['made in a frame', { clientData: { crossOrigin: true } }, 'cross-origin'],
      ['made below another site', { clientData: { topOrigin: 'https://evil.test' } }, 'cross-origin'],
      ['made in a frame, said oddly', { clientData: { crossOrigin: 'true' } }, 'cross-origin'],
      ['with an id that it has not signed', { id: 'AAAA' }, 'not-verified'],
      ['copied, though it can not be', { backedUp: true }, 'not-verified'],
      [
        'vouched for by a stranger',
        {
          attestation: {
            fmt: 'packed',
            attStmt: new Map<string, never>([['x5c', new Map() as never]]),
          },
        },
        'not-verified',
      ],
      ['vouched for by Apple', { attestation: { fmt: 'apple', attStmt: new Map() } }, 'not-verified'],
      ['of an unknown kind', { attestation: { fmt: 'nonsense', attStmt: new Map() } }, 'not-verified'],
    ]
    for (const [what, wrong, fault] of wrongs) {
      test(what, async () => {
        const backend = await household(await open())
        const { added } = await add(backend, { wrong })
        assert.deepEqual(added, { kind: 'refused', fault })
        assert.deepEqual(await passkeysIn(backend.store), [])
        assert.deepEqual([...kinds(backend), ...(await mails(backend.store))], [])
      })
    }
  })

  test('only what a browser makes silently may be made with nobody there', async () => {
    const backend = await household(await open())
    const wrong = { userPresent: false, userVerified: false }
    const silent = await add(backend, { silently: true, wrong })
    assert.equal(silent.options.authenticatorSelection?.userVerification, 'preferred')
    assert.equal(silent.added.kind, 'added')
    await carryOn(backend, "u's session")
    // Begun as one kind and ended as the other.
    const options = await beginAdding(backend, { ...U, silently: false })
    const { response } = new SoftwareAuthenticator({ origin: ORIGIN }).create(options!, wrong)
    const answer = { response, name: '', silently: true }
    assert.deepEqual(await addPasskey(backend, U, answer), { kind: 'refused', fault: 'challenge' })
    // Each use of it asks for its owner all the same.
    assert.equal(await signIn(backend, silent.passkey, { userVerified: false }), 'not-verified')
    assert.equal(await signIn(backend, silent.passkey), 'u')
  })

  test('V8.2.2 nobody adds one with somebody else’s challenge, or for somebody else', async () => {
    const backend = await household(await open())
    const authenticator = new SoftwareAuthenticator({ origin: ORIGIN })
    const options = await beginAdding(backend, { ...U, silently: false })
    const { response } = authenticator.create(options!)
    const answer = { response, name: '', silently: false }
    const v = { userId: 'v', sessionId: "v's session", by: OWNER }
    assert.deepEqual(await addPasskey(backend, v, answer), { kind: 'refused', fault: 'challenge' })
    const again = authenticator.create((await beginAdding(backend, { ...U, silently: false }))!)
    const mixed = { ...v, sessionId: "u's session" }
    const added = await addPasskey(backend, mixed, { ...answer, response: again.response })
    assert.deepEqual(added, { kind: 'refused', fault: 'challenge' })
    assert.deepEqual(await passkeysIn(backend.store), [])
  })

  test('one that is somebody’s already is not added again, and nothing changes', async () => {
    const backend = await household(await open())
    const first = await add(backend)
    await carryOn(backend, "u's session")
    for (const userId of ['u', 'v']) {
      const options = await beginAdding(backend, {
        userId,
        sessionId: `${userId}'s session`,
        silently: false,
      })
      // The same key once more, under the new challenge.
      const clientDataJSON = Buffer.from(
        JSON.stringify({ type: 'webauthn.create', challenge: options!.challenge, origin: ORIGIN }),
      ).toString('base64url')
      const response = { ...first.response, clientDataJSON }
      const changer = { userId, sessionId: `${userId}'s session`, by: OWNER }
      const added = await addPasskey(backend, changer, { response, name: '', silently: false })
      assert.deepEqual(added, { kind: 'known' })
    }
    assert.equal((await passkeysIn(backend.store)).length, 1)
    assert.equal(kinds(backend).length, 1)
    const { credential_epoch } = await backend.store.db
      .selectFrom('users')
      .select('credential_epoch')
      .where('id', '=', 'v')
      .executeTakeFirstOrThrow()
    assert.equal(credential_epoch, 0)
  })

  test('an account has so many and no more, however many are added at once', async () => {
    const backend = await household(await open())
    for (let n = 0; n < MOST_PASSKEYS - 1; n++) await makePasskey(backend)
    const authenticator = new SoftwareAuthenticator({ origin: ORIGIN })
    const answers: Parameters<typeof addPasskey>[2][] = []
    for (let n = 0; n < 4; n++) {
      const options = await beginAdding(backend, { ...U, silently: false })
      assert.equal(options?.excludeCredentials?.length, MOST_PASSKEYS - 1)
      answers.push({ response: authenticator.create(options!).response, name: '', silently: false })
    }
    const added = await Promise.all(answers.map((answer) => addPasskey(backend, U, answer)))
    // The first one ends the epoch that the others came in.
    assert.deepEqual(added.map(({ kind }) => kind).sort(), [
      'added',
      'no-session',
      'no-session',
      'no-session',
    ])
    await carryOn(backend, "u's session")
    assert.equal(await beginAdding(backend, { ...U, silently: false }), undefined)
  })

  test('a session that was ended meanwhile adds and removes nothing', async () => {
    const backend = await household(await open())
    const passkey = await makePasskey(backend)
    await openSession(backend, 'ended', 'u', 1)
    const options = await beginAdding(backend, { userId: 'u', sessionId: 'ended', silently: false })
    const { response } = new SoftwareAuthenticator({ origin: ORIGIN }).create(options!)
    await sqlSessions(backend.store).remove('ended')
    const changer = { ...U, sessionId: 'ended' }
    const added = await addPasskey(backend, changer, { response, name: '', silently: false })
    assert.deepEqual(added, { kind: 'no-session' })
    assert.deepEqual(await removePasskey(backend, changer, passkey.id), { kind: 'no-session' })
    assert.equal((await passkeysIn(backend.store)).length, 1)
  })

  test('names: 1 to 64 characters, cleaned of what hides; none is called after where it is kept', async () => {
    const backend = await household(await open())
    const name = async (given: string) => {
      await makePasskey(backend, { name: given })
      return (await listPasskeys(backend.store.db, 'u')).at(-1)?.name
    }
    assert.equal(await name('  Blue\tphone\n '), 'Blue phone')
    backend.clock++
    assert.equal(await name('\u202Eevil\u2066'), 'evil')
    backend.clock++
    assert.equal(await name(' \u200f '), 'Passkey from An unknown device')
    const { id } = (await listPasskeys(backend.store.db, 'u'))[0]!
    for (const [given, result] of [
      ['x'.repeat(64), 'renamed'],
      ['😀'.repeat(64), 'renamed'],
      ['x'.repeat(65), 'no-name'],
      ['', 'no-name'],
      [' \n ', 'no-name'],
      ['\ud800', 'renamed'],
      ['a\0b', 'renamed'],
      ['👨‍👩‍👧', 'renamed'],
    ] as const) {
      assert.equal(await renamePasskey(backend, U, { id, name: given }), result, JSON.stringify(given))
    }
    assert.equal((await listPasskeys(backend.store.db, 'u'))[0]?.name, '👨‍👩‍👧')
  })

  test('V8.2.2 nobody renames or removes somebody else’s', async () => {
    const backend = await household(await open())
    const passkey = await makePasskey(backend)
    const v = { userId: 'v', sessionId: "v's session", by: OWNER }
    assert.equal(await renamePasskey(backend, v, { id: passkey.id, name: 'Mine' }), 'not-there')
    assert.deepEqual(await removePasskey(backend, v, passkey.id), { kind: 'not-there' })
    for (const id of ['', '\0'.replace('\0', 'x'), '%', passkey.id.toLowerCase().repeat(2)]) {
      assert.deepEqual(await removePasskey(backend, U, id), { kind: 'not-there' })
    }
    assert.equal((await passkeysIn(backend.store)).length, 1)
  })

  describe('the last way in', () => {
    test('without a password the last passkey stays, and of two removed at once one stays', async () => {
      const backend = await household(await open())
      const [one, two] = [await makePasskey(backend), await makePasskey(backend)]
      await backend.store.db.updateTable('users').set({ password_hash: null }).execute()
      const removed = await Promise.all([one, two].map(({ id }) => removePasskey(backend, U, id)))
      assert.equal(removed.filter(({ kind }) => kind === 'removed').length, 1)
      assert.equal((await passkeysIn(backend.store)).length, 1)
      await carryOn(backend, "u's session")
      const { id } = (await passkeysIn(backend.store))[0]!
      assert.deepEqual(await removePasskey(backend, U, id), { kind: 'last-way-in' })
      assert.equal((await passkeysIn(backend.store)).length, 1)
    })

    test('where a second step is asked for, the last thing that gives one stays', async () => {
      const backend = await household(await open())
      const { id } = await makePasskey(backend)
      await backend.store.db.updateTable('users').set({ second_factor: 1 }).execute()
      assert.deepEqual(await removePasskey(backend, U, id), { kind: 'last-factor' })
      const authenticator = { user_id: 'u', secret: 's', created_at: 1 }
      await backend.store.db
        .insertInto('authenticators')
        .values({ ...authenticator, state: 'pending' })
        .execute()
      assert.deepEqual(await removePasskey(backend, U, id), { kind: 'last-factor' })
      await backend.store.db.updateTable('authenticators').set({ state: 'active' }).execute()
      assert.equal((await removePasskey(backend, U, id)).kind, 'removed')
    })
  })

  describe('signing in', () => {
    const wrongs: [string, Wrong, string][] = [
      ['for another origin', { origin: 'https://evil.test' }, 'origin'],
      ['for another domain', { rpId: 'evil.test' }, 'not-verified'],
      ['a creation in disguise', { type: 'webauthn.create' }, 'type'],
      ['without the user verified', { userVerified: false }, 'not-verified'],
      ['without the user there', { userPresent: false }, 'not-verified'],
      ['with another signature', { badSignature: true }, 'not-verified'],
      ['for another challenge', { challenge: 'y'.repeat(43) }, 'challenge'],
      ['in a frame', { clientData: { crossOrigin: true } }, 'cross-origin'],
      ['below another site', { clientData: { topOrigin: 'https://evil.test' } }, 'cross-origin'],
      ['by a key that can be copied all at once', { backupEligible: true }, 'not-verified'],
      ['without saying whose it is', { userHandle: undefined }, 'other-account'],
      ['saying that it is somebody else’s', { userHandle: userHandleOf('v') }, 'other-account'],
      ['by one that nobody has', { id: 'AAAA' }, 'unknown-passkey'],
    ]
    for (const [what, wrong, fault] of wrongs) {
      test(what, async () => {
        const backend = await household(await open())
        const passkey = await makePasskey(backend)
        assert.equal(await signIn(backend, passkey, wrong), fault)
        assert.equal((await passkeysIn(backend.store))[0]?.last_used_at, null)
        assert.deepEqual(kinds(backend), ['u passkey-added'])
        assert.equal(await signIn(backend, passkey), 'u')
      })
    }

    test('it says so when it is used, and when it has been copied since', async () => {
      const backend = await household(await open())
      const authenticator = new SoftwareAuthenticator({ origin: ORIGIN, synced: true })
      const passkey = await makePasskey(backend, { authenticator, wrong: { backedUp: false } })
      backend.clock += 5
      assert.equal((await passkeysIn(backend.store))[0]?.backed_up, 0)
      assert.equal(await signIn(backend, passkey), 'u')
      const [row] = await passkeysIn(backend.store)
      assert.deepEqual([row?.last_used_at, row?.backed_up, row?.counter], [backend.clock, 1, 0])
    })

    test('V6.6.2 with the challenge of another visitor nobody signs in', async () => {
      const backend = await household(await open())
      const passkey = await makePasskey(backend)
      const visitors = { visitor: 'a victim', answeredBy: 'a thief' }
      assert.equal(await signIn(backend, passkey, {}, visitors), 'challenge')
    })

    test('a captured answer is worth nothing, to the same visitor or another', async () => {
      const backend = await household(await open())
      const passkey = await makePasskey(backend)
      const response = passkey.get(await beginSignIn(backend, 'a visitor'))
      assert.equal(await finishSignIn(backend, response), 'u')
      assert.equal(await finishSignIn(backend, response), 'challenge')
      assert.equal(await finishSignIn(backend, response, 'a thief'), 'challenge')
      // Refused for something else first: used up all the same.
      const early = passkey.get(await beginSignIn(backend, 'a visitor'))
      const bent = { ...early, signature: Buffer.from('no').toString('base64url') }
      assert.equal(await finishSignIn(backend, bent), 'not-verified')
      assert.equal(await finishSignIn(backend, early), 'challenge')
    })

    test('in the last millisecond of its challenge it signs in, and in the next it doesn’t', async () => {
      const backend = await household(await open())
      const passkey = await makePasskey(backend)
      for (const [later, result] of [
        [299_999, 'u'],
        [300_000, 'challenge'],
      ] as const) {
        const response = passkey.get(await beginSignIn(backend, 'a visitor'))
        backend.clock += later
        assert.equal(await finishSignIn(backend, response), result)
      }
    })

    test('V15.4.2 100 parallel posts of one answer sign in once', async () => {
      const backend = await household(await open())
      for (const counter of [0, 1]) {
        const authenticator = new SoftwareAuthenticator({ origin: ORIGIN, counter })
        const passkey = await makePasskey(backend, { authenticator })
        const response = passkey.get(await beginSignIn(backend, 'a visitor'))
        const results = await Promise.all(Array.from({ length: 100 }, () => finishSignIn(backend, response)))
        assert.deepEqual([...new Set(results)].sort(), ['challenge', 'u'])
        assert.equal(results.filter((result) => result === 'u').length, 1)
      }
    })

    test('V15.4.2 of 50 answers with one counter, each to a challenge of its own, one signs in', async () => {
      const backend = await household(await open())
      const authenticator = new SoftwareAuthenticator({ origin: ORIGIN, counter: 5 })
      const passkey = await makePasskey(backend, { authenticator })
      const responses = await Promise.all(
        Array.from({ length: 50 }, async (_, n) =>
          passkey.get(await beginSignIn(backend, `visitor ${n}`), { counter: 6 }),
        ),
      )
      const results = await Promise.all(
        responses.map((response, n) => finishSignIn(backend, response, `visitor ${n}`)),
      )
      assert.equal(results.filter((result) => result === 'u').length, 1)
      assert.equal(results.filter((result) => result === 'counter').length, 49)
      assert.equal(kinds(backend).filter((kind) => kind === 'u passkey-refused').length, 49)
      assert.deepEqual(await faultsIn(backend), [])
    })

    test('a counter that runs backwards or stands still is refused, and its owner can read of it', async () => {
      const backend = await household(await open())
      const authenticator = new SoftwareAuthenticator({ origin: ORIGIN, counter: 100 })
      const passkey = await makePasskey(backend, { authenticator, name: 'Key' })
      for (const counter of [99, 100, 1, 0]) {
        assert.equal(await signIn(backend, passkey, { counter }), 'counter')
      }
      assert.deepEqual(backend.events.at(-1)?.detail, {
        passkey: 'Key',
        why: 'its counter ran backwards',
      })
      assert.equal(kinds(backend).filter((kind) => kind === 'u passkey-refused').length, 4)
      assert.equal(await signIn(backend, passkey, { counter: 101 }), 'u')
      assert.equal(await signIn(backend, passkey, { counter: 0xffffffff }), 'u')
      assert.equal((await passkeysIn(backend.store))[0]?.counter, 0xffffffff)
    })

    test('strangers write no such line: the signature is looked at first', async () => {
      const backend = await household(await open())
      const authenticator = new SoftwareAuthenticator({ origin: ORIGIN, counter: 100 })
      const passkey = await makePasskey(backend, { authenticator })
      assert.equal(await signIn(backend, passkey, { counter: 1, badSignature: true }), 'not-verified')
      assert.deepEqual(kinds(backend), ['u passkey-added'])
    })

    test('one without a counter signs in for ever', async () => {
      const backend = await household(await open())
      const passkey = await makePasskey(backend)
      for (let n = 0; n < 3; n++) assert.equal(await signIn(backend, passkey), 'u')
      // One that begins to count may, and goes on from there.
      assert.equal(await signIn(backend, passkey, { counter: 3 }), 'u')
      assert.equal(await signIn(backend, passkey, { counter: 0 }), 'counter')
    })

    test('V6.3.8 an account that may not sign in is refused like a passkey of nobody', async () => {
      const backend = await household(await open(), { email: { verification: 'required' } })
      const passkey = await makePasskey(backend)
      const users = () => backend.store.db.updateTable('users').where('id', '=', 'u')
      await users().set({ state: 'suspended' }).execute()
      assert.equal(await signIn(backend, passkey), 'account-state')
      await users().set({ state: 'active', deletes_at: backend.clock }).execute()
      assert.equal(await signIn(backend, passkey), 'account-state')
      await users()
        .set({ state: 'suspended', deletes_at: backend.clock + 1 })
        .execute()
      assert.equal(await signIn(backend, passkey), 'account-state')
      // The way back is for whoever is not confirmed, too: the password gives it as well.
      await users().set({ state: 'active', email_verified_at: null }).execute()
      assert.equal(await signIn(backend, passkey), 'leaving')
      await users().set({ deletes_at: null, email_verified_at: null }).execute()
      assert.equal(await signIn(backend, passkey), 'account-state')
      await users().set({ email_verified_at: 1 }).execute()
      assert.equal(await signIn(backend, passkey), 'u')
      await backend.store.db.deleteFrom('users').where('id', '=', 'u').execute()
      assert.equal(await signIn(backend, passkey), 'unknown-passkey')
      assert.deepEqual(await passkeysIn(backend.store), [])
    })

    test('it is asked for by the settings’ domain, which may be a parent', async () => {
      const backend = await household(await open(), { passkeys: { rpId: 'example.org' } })
      const passkey = await makePasskey(backend)
      assert.equal((await beginSignIn(backend, 'x')).rpId, 'example.org')
      assert.equal(await signIn(backend, passkey), 'u')
      assert.equal(await signIn(backend, passkey, { rpId: RP_ID }), 'not-verified')
    })
  })
})
