// Passkeys in a real Chromium with its virtual authenticator: made, offered in the field, used, removed, and misused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { becomeMember, complaintsOf, openBrowser, openSite, signIn } from './site.ts'
import { plugIn, type VirtualAuthenticator } from './virtual-authenticator.ts'

const { newWindow } = await openBrowser()
const OFTEN = { login: '1000 per minute', register: '1000 per minute', confirm: '1000 per minute' }
const site = await openSite('http', { limits: OFTEN })
/** Another port: another origin, though a browser takes the same domain for both. */
const elsewhere = await openSite('http', { limits: OFTEN })

const dashboard = (page: Page) => page.waitForURL(`${site.origin}/dashboard`)
const status = (page: Page) => page.locator('[data-passkey] [role="status"]')

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('You are signed out').waitFor()
}

async function addPasskey(page: Page, name = ''): Promise<void> {
  await page.goto(`${site.origin}/passkeys`)
  await page.getByLabel('Name (if you like)').fill(name)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText('The passkey is added.').waitFor()
}

test('one is made, and the browser offers it in the field for the name: no button, no password', async () => {
  const page = await newWindow()
  const complaints = complaintsOf(page.context())
  const authenticator = await plugIn(page)
  await becomeMember(page, site, 'autofill')
  await addPasskey(page, 'This browser')
  await page.getByRole('heading', { name: 'This browser' }).waitFor()
  await page.getByText('By a password manager that copies it').waitFor()
  await signOut(page)
  await page.goto(`${site.origin}/login?next=%2Fpasskeys`)
  await page.waitForURL(`${site.origin}/passkeys`)
  assert.equal(await page.getByText('Never').count(), 0)
  assert.ok(authenticator.told.includes('Asserted'))
  assert.deepEqual(complaints, [])
  await page.context().close()
})

test('the button signs in, too, and a passkey works however often', async () => {
  const page = await newWindow()
  const complaints = complaintsOf(page.context())
  const authenticator = await plugIn(page, { transport: 'usb', synced: false })
  await becomeMember(page, site, 'button')
  await addPasskey(page)
  await page.getByText('On one device alone.').waitFor()
  for (let n = 0; n < 2; n++) {
    await signOut(page)
    await authenticator.touch(false)
    await page.goto(`${site.origin}/login`)
    const button = page.getByRole('button', { name: 'Sign in with a passkey' })
    await button.waitFor()
    await authenticator.touch(true)
    await button.click()
    await dashboard(page)
  }
  assert.deepEqual(complaints, [])
  await page.context().close()
})

test('V6.3.3 it is the second step after a password', async () => {
  const page = await newWindow()
  const complaints = complaintsOf(page.context())
  const authenticator = await plugIn(page)
  await becomeMember(page, site, 'second')
  await addPasskey(page)
  await page.goto(`${site.origin}/two-factor`)
  await page.getByRole('button', { name: 'Ask for a passkey after the password' }).click()
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  await signOut(page)
  await authenticator.touch(false)
  await page.goto(`${site.origin}/login?next=%2Factivity`)
  await signIn(page, 'second')
  await page.getByRole('heading', { name: 'Second step' }).waitFor()
  await page.goto(`${site.origin}/dashboard`)
  assert.match(page.url(), /\/login/)
  await page.goto(`${site.origin}/login/second-step?next=%2Factivity`)
  await authenticator.touch(true)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.waitForURL(`${site.origin}/activity`)
  assert.deepEqual(complaints, [])
  await page.context().close()
})

test('an account without a password: signed up with a passkey, signed in with it, the last way in stays', async () => {
  const page = await newWindow()
  const complaints = complaintsOf(page.context())
  const authenticator = await plugIn(page)
  await page.goto(`${site.origin}/register`)
  const button = page.getByRole('button', { name: 'Sign up with a passkey' })
  await page.getByLabel('Username').fill('no')
  await button.click()
  await page.getByText('A username has').waitFor()
  assert.equal(await page.evaluate('document.activeElement.id'), 'username')
  await page.getByLabel('Username').fill('keyonly')
  await page.getByLabel('E-mail address').fill('keyonly@example.test')
  await authenticator.verify(true)
  await button.click()
  // Signed in at once by the offer on the sign-in page: the authenticator touches itself.
  await dashboard(page)
  await page.getByRole('heading', { name: 'Hello, keyonly' }).waitFor()
  assert.equal(await page.getByText('Sign in without a password').count(), 0)
  await page.goto(`${site.origin}/passkeys`)
  await page.getByRole('button', { name: 'Remove this passkey' }).click()
  await page.getByText('This is your only way in').waitFor()
  await page.goto(`${site.origin}/dev/outbox`)
  assert.equal(await page.getByText('keyonly@example.test').count(), 1)
  assert.deepEqual(complaints, [])
  await page.context().close()
})

test('V6.3.8 with a known address the visit looks the same until the sign-in', async () => {
  const [member, stranger] = [await newWindow(), await newWindow()]
  await becomeMember(member, site, 'known')
  const authenticator = await plugIn(stranger)
  await stranger.goto(`${site.origin}/register`)
  await stranger.getByLabel('Username').fill('somebody')
  await stranger.getByLabel('E-mail address').fill('KNOWN@example.test')
  await stranger.getByRole('button', { name: 'Sign up with a passkey' }).click()
  await stranger.waitForURL(`${site.origin}/login`)
  await stranger.getByText('Your account is ready').waitFor()
  // The browser offers what it has made; nobody's account has it, and the browser is told to drop it.
  await stranger.getByText('That passkey does not open an account here').waitFor()
  assert.deepEqual(await authenticator.credentials(), [])
  await member.context().close()
  await stranger.context().close()
})

test('V6.5.6 removed, it signs in no more, and the browser forgets it', async () => {
  const page = await newWindow()
  const authenticator = await plugIn(page)
  await becomeMember(page, site, 'remover')
  await addPasskey(page)
  assert.equal((await authenticator.credentials()).length, 1)
  await page.getByRole('button', { name: 'Remove this passkey' }).click()
  await page.getByText('You have no passkey yet').waitFor()
  await page.waitForTimeout(200)
  assert.deepEqual(await authenticator.credentials(), [])
  assert.ok(authenticator.told.includes('Deleted'))
  await page.context().close()
})

test('removed from elsewhere, it is refused, and the browser is told that nobody has it', async () => {
  const [page, other] = [await newWindow(), await newWindow()]
  const complaints = complaintsOf(page.context())
  // One that browsers don't offer in the field for the name, where it could be asked before the button is pressed.
  const authenticator = await plugIn(page, { transport: 'usb', synced: false })
  await becomeMember(page, site, 'traveller')
  await addPasskey(page)
  await other.goto(`${site.origin}/login`)
  await signIn(other, 'traveller')
  await other.waitForURL(`${site.origin}/dashboard`)
  await other.goto(`${site.origin}/passkeys`)
  await other.getByRole('button', { name: 'Remove this passkey' }).click()
  await other.getByText('You have no passkey yet').waitFor()
  await authenticator.touch(false)
  await page.goto(`${site.origin}/login`)
  const button = page.getByRole('button', { name: 'Sign in with a passkey' })
  await button.waitFor()
  await authenticator.touch(true)
  await button.click()
  await page.getByText('That passkey does not open an account here').waitFor()
  assert.equal(page.url(), `${site.origin}/login`)
  assert.deepEqual(await authenticator.credentials(), [])
  assert.deepEqual(complaints, [])
  await page.context().close()
  await other.context().close()
})

/** What a page of the site posts by itself, with its own token; returns the status. */
const POST = `async (path, body) => {
  const token = document.querySelector('input[name="csrf_token"]').value
  const headers = { accept: 'application/json', 'content-type': 'application/json', 'x-csrftoken': token }
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  return [response.status, await response.json()]
}`
const post = (page: Page, path: string, body: unknown) =>
  page.evaluate<[number, { challenge: string; code?: string }]>(
    `(${POST})(${JSON.stringify(path)}, ${JSON.stringify(body)})`,
  )

/** An assertion as a page may ask for one by itself, in the shape that our calls have. */
const ASSERT = `async (challenge, userVerification) => {
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  const bytes = Uint8Array.from(atob(challenge.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  const { id, response } = await navigator.credentials.get({
    publicKey: { challenge: bytes, rpId: 'localhost', userVerification },
  })
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return { id, clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData),
    signature: text(signature), userHandle: text(userHandle) }
}`
const assertion = (page: Page, challenge: string, userVerification = 'required') =>
  page.evaluate<object>(`(${ASSERT})(${JSON.stringify(challenge)}, '${userVerification}')`)

/** Where our script asks for nothing at the same time. Afterwards nobody touches the authenticator. */
async function onAQuietPage<T>(page: Page, authenticator: VirtualAuthenticator, act: () => Promise<T>) {
  await page.goto(`${site.origin}/`)
  await authenticator.touch(true)
  const result = await act()
  await authenticator.touch(false)
  await page.goto(`${site.origin}/login`)
  return result
}

test('V6.3.3 made on another origin of the same domain, an answer is worth nothing', async () => {
  const page = await newWindow()
  const authenticator = await plugIn(page)
  await becomeMember(page, site, 'phished')
  await addPasskey(page)
  await signOut(page)
  await authenticator.touch(false)
  await page.goto(`${site.origin}/login`)
  const [, { challenge }] = await post(page, '/passkeys/sign-in/begin', {})
  await authenticator.touch(true)
  await page.goto(`${elsewhere.origin}/no-such-page`)
  const credential = await assertion(page, challenge)
  await authenticator.touch(false)
  await page.goto(`${site.origin}/login`)
  assert.equal((await post(page, '/passkeys/sign-in/finish', { credential }))[0], 401)
  // The same on the right origin.
  const [, again] = await post(page, '/passkeys/sign-in/begin', {})
  const own = await onAQuietPage(page, authenticator, () => assertion(page, again.challenge))
  assert.equal((await post(page, '/passkeys/sign-in/finish', { credential: own }))[0], 200)
  await page.context().close()
})

test('a captured answer, sent again, signs nobody in', async () => {
  const page = await newWindow()
  const authenticator = await plugIn(page)
  await becomeMember(page, site, 'captured')
  await addPasskey(page)
  await signOut(page)
  const sent = page.waitForRequest(/sign-in\/finish$/)
  await page.goto(`${site.origin}/login`)
  const captured = (await sent).postDataJSON() as object
  await dashboard(page)
  await authenticator.touch(false)
  await signOut(page)
  await page.goto(`${site.origin}/login`)
  assert.equal((await post(page, '/passkeys/sign-in/finish', captured))[0], 401)
  const thief = await newWindow()
  await thief.goto(`${site.origin}/login`)
  assert.equal((await post(thief, '/passkeys/sign-in/finish', captured))[0], 401)
  await thief.context().close()
  await page.context().close()
})

test('an authenticator that can’t verify its user makes none, and one that doesn’t signs in nowhere', async () => {
  const page = await newWindow()
  const complaints = complaintsOf(page.context())
  const without = await plugIn(page, { transport: 'usb', hasUserVerification: false, isUserVerified: false })
  await becomeMember(page, site, 'unverified')
  await page.goto(`${site.origin}/passkeys`)
  const add = page.getByRole('button', { name: 'Add a passkey' })
  await add.click()
  await page.getByText(/no fingerprint, face or PIN|was cancelled, or took too long/).waitFor()
  assert.deepEqual(await without.credentials(), [])
  await without.unplug()

  const authenticator = await plugIn(page)
  await authenticator.verify(false)
  await add.click()
  await page.getByText('That was cancelled, or took too long').waitFor()
  await authenticator.verify(true)
  await addPasskey(page)
  await signOut(page)
  await authenticator.touch(false)
  await page.goto(`${site.origin}/login`)
  // A page that asks for less gets an answer, and no session for it.
  const [, { challenge }] = await post(page, '/passkeys/sign-in/begin', {})
  await authenticator.verify(false)
  const credential = await onAQuietPage(page, authenticator, () => assertion(page, challenge, 'discouraged'))
  assert.equal((await post(page, '/passkeys/sign-in/finish', { credential }))[0], 401)
  await authenticator.touch(true)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await status(page).getByText('That was cancelled, or took too long').waitFor()
  assert.deepEqual(complaints, [])
  await page.context().close()
})

test('two authenticators each have one, neither takes a second, and each signs in', async () => {
  const page = await newWindow()
  const first = await plugIn(page)
  await becomeMember(page, site, 'two-keys')
  await addPasskey(page, 'Built in')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText('This device has a passkey for your account already').waitFor()
  await first.touch(false)
  const second = await plugIn(page, { transport: 'usb', synced: false })
  await addPasskey(page, 'On the key ring')
  assert.equal(await page.getByRole('button', { name: 'Remove this passkey' }).count(), 2)
  for (const [on, off] of [
    [first, second],
    [second, first],
  ] as const) {
    await off.touch(false)
    await on.touch(true)
    await signOut(page)
    await page.goto(`${site.origin}/login`)
    await dashboard(page)
    assert.ok(on.told.includes('Asserted'))
  }
  assert.deepEqual(
    (await Promise.all([first, second].map((one) => one.credentials()))).map(({ length }) => length),
    [1, 1],
  )
  await page.context().close()
})

test('after a password the browser makes one by itself where it can, and says so', async () => {
  const page = await newWindow()
  const complaints = complaintsOf(page.context())
  // The virtual authenticator is no password manager: here it is asked as if by hand, for what the page asked silently.
  await page.addInitScript(`{
    const create = navigator.credentials.create.bind(navigator.credentials)
    navigator.credentials.create = ({ mediation, publicKey }) => {
      globalThis.asked = mediation
      return create({ publicKey })
    }
  }`)
  const authenticator = await plugIn(page)
  await becomeMember(page, site, 'upgraded')
  await page.getByText('Your password manager has made a passkey for this account').waitFor()
  assert.equal(await page.getByText('Sign in without a password').count(), 0)
  assert.equal((await authenticator.credentials()).length, 1)
  await signOut(page)
  await page.goto(`${site.origin}/login`)
  await dashboard(page)
  assert.deepEqual(complaints, [])
  await page.context().close()
})

test('the offer on the dashboard leads to the page, or goes away for good', async () => {
  const page = await newWindow()
  await becomeMember(page, site, 'offered')
  await page.getByRole('link', { name: 'Add a passkey' }).click()
  await page.waitForURL(`${site.origin}/passkeys`)
  await page.goto(`${site.origin}/dashboard`)
  await page.getByRole('button', { name: 'Not on this device' }).click()
  await page.getByRole('heading', { name: 'Hello, offered' }).waitFor()
  assert.equal(await page.getByText('Sign in without a password').count(), 0)
  await page.reload()
  assert.equal(await page.getByText('Sign in without a password').count(), 0)
  await page.context().close()
})

test('V3.7.5 without JavaScript, and without WebAuthn, the pages say so and the password works', async () => {
  const bare = await newWindow({ javaScriptEnabled: false })
  await bare.goto(`${site.origin}/login`)
  // Chromium shows it where scripts are off in its settings; switched off from outside, it keeps it as text.
  assert.match(
    await bare.locator('noscript').innerHTML(),
    /Passkeys need JavaScript\. Sign in with your password\./,
  )
  assert.equal(await bare.getByRole('button', { name: 'Sign in with a passkey' }).isVisible(), false)
  await becomeMember(bare, site, 'bare')
  await bare.goto(`${site.origin}/passkeys`)
  assert.equal(await bare.getByRole('button', { name: 'Add a passkey' }).isVisible(), false)
  await bare.context().close()

  const old = await newWindow()
  const complaints = complaintsOf(old.context())
  await old.addInitScript('delete globalThis.PublicKeyCredential')
  await old.goto(`${site.origin}/login`)
  await old.getByText('This browser can’t use passkeys here. Sign in with your password.').waitFor()
  assert.equal(await old.getByRole('button', { name: 'Sign in with a passkey' }).isVisible(), false)
  await becomeMember(old, site, 'old')
  assert.deepEqual(complaints, [])
  await old.context().close()
})

test('V3.6.1 with other bytes the library is refused, and the page says what is missing', async () => {
  const page = await newWindow()
  await page.route(/webauthn\.[\w-]+\.js$/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: `${await response.text()}\n// more` })
  })
  await page.goto(`${site.origin}/login`)
  await page.getByText('This browser can’t use passkeys here').waitFor()
  await page.context().close()
})

test('after too long a wait the page asks once more who one is, and leads back', async () => {
  const page = await newWindow()
  await plugIn(page)
  await becomeMember(page, site, 'waiting')
  await page.goto(`${site.origin}/passkeys`)
  site.clock.forward(15 * 60)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.waitForURL(`${site.origin}/confirm?next=%2Fpasskeys`)
  await page.context().close()
})
