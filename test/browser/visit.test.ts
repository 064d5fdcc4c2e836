// A person's visit in a real Chromium: registers, signs in, reads, signs out; with and without a mouse or JavaScript.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PASSWORD } from '../house.ts'
import { becomeMember, complaintsOf, isFormSent, openBrowser, openSite, register, signIn } from './site.ts'

const { newWindow } = await openBrowser()
const site = await openSite('http')
const secure = await openSite('https')

for (const place of [site, secure]) {
  const scheme = new URL(place.origin).protocol
  test(`V14.3.1 defect 21: ${scheme} after sign-out the Back button shows nothing private`, async () => {
    const page = await newWindow()
    const complaints = complaintsOf(page.context())
    await register(page, place, 'marta')
    await page.getByText('Your account is ready').waitFor()
    await signIn(page, 'marta')
    await page.waitForURL(`${place.origin}/dashboard`)
    await page.getByRole('heading', { name: 'Hello, marta' }).waitFor()

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out').waitFor()
    assert.equal(page.url(), `${place.origin}/`)

    for (let steps = 1; steps <= 3; steps++) {
      await page.goBack()
      assert.doesNotMatch(await page.content(), /marta/)
    }
    await page.goto(`${place.origin}/dashboard`)
    assert.equal(page.url(), `${place.origin}/login?next=%2Fdashboard`)
    assert.deepEqual(complaints, [])
    await page.context().close()
  })
}

test('V14.3.1 when a session has ended on the server, Back shows nothing private either', async () => {
  const page = await newWindow()
  await becomeMember(page, site, 'ended')
  await page.goto(`${site.origin}/`)
  site.clock.forward(site.settings.session.idle)
  await page.goBack({ waitUntil: 'commit' })
  assert.equal(await page.getByText('ended@example.test').isVisible(), false)
  await page.waitForURL(`${site.origin}/login?next=%2Fdashboard`)
  await page.context().close()
})

test('V3.7.5 without JavaScript everything is done by the forms alone', async () => {
  const page = await newWindow({ javaScriptEnabled: false })
  await page.goto(`${site.origin}/register`)
  assert.equal(await page.getByRole('button', { name: 'Show password' }).count(), 0)
  await becomeMember(page, site, 'noscript')
  await page.getByRole('heading', { name: 'Hello, noscript' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('You are signed out').waitFor()
  await page.context().close()
})

test('the password can be looked at before it is sent', async () => {
  const page = await newWindow()
  await page.goto(`${site.origin}/login`)
  const password = page.getByLabel('Password', { exact: true })
  await password.fill('something long')
  await page.getByRole('button', { name: 'Show password' }).click()
  assert.equal(await password.getAttribute('type'), 'text')
  await page.getByRole('button', { name: 'Show password' }).click()
  assert.equal(await password.getAttribute('type'), 'password')
  await page.context().close()
})

test('a person with a keyboard alone signs in and out', async () => {
  const page = await newWindow()
  await register(page, site, 'keys')
  await page.goto(`${site.origin}/login`)
  const focusedName = () =>
    page.evaluate<string>(
      'document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent.trim()',
    )
  await page.keyboard.press('Tab')
  assert.equal(await focusedName(), 'Skip to the content')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  assert.equal(await focusedName(), 'Username or e-mail address')
  await page.keyboard.type('keys')
  await page.keyboard.press('Tab')
  assert.equal(await focusedName(), 'Password')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${site.origin}/dashboard`)

  for (let tabs = 0; (await focusedName()) !== 'Sign out'; tabs++) {
    assert.ok(tabs < 10, 'the way out is near the start of the page')
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await page.getByText('You are signed out').waitFor()
  await page.context().close()
})

test('signing in leads back to the page that asked for it', async () => {
  const page = await newWindow()
  await register(page, site, 'nora')
  await page.goto(`${site.origin}/dashboard?from=a%20mail`)
  assert.match(page.url(), /\/login\?next=/)
  await signIn(page, 'nora', 'not the password')
  await page.getByText('do not belong together').waitFor()
  await signIn(page, 'nora')
  await page.waitForURL(`${site.origin}/dashboard?from=a%20mail`)
  await page.context().close()
})

test('a wrong password is answered with 401 and a page, and no prompt of the browser', async () => {
  const page = await newWindow()
  await page.goto(`${site.origin}/login`)
  const answer = page.waitForResponse(isFormSent)
  await signIn(page, 'nobody', 'not the password')
  assert.equal((await answer).status(), 401)
  const alert = page.getByRole('alert')
  await alert.getByText('do not belong together').waitFor()
  assert.equal(await page.evaluate('document.activeElement.id'), 'problems')
  assert.equal(await page.getByLabel('Username or e-mail address').inputValue(), 'nobody')
  assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '')
  await page.context().close()
})

test('two clicks on the button send one form and make one account', async () => {
  const page = await newWindow()
  await page.goto(`${site.origin}/register`)
  await page.getByLabel('Username').fill('twice')
  await page.getByLabel('E-mail address').fill('twice@example.test')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  const before = site.arrivals.length
  await page.getByRole('button', { name: 'Create account' }).dblclick({ noWaitAfter: true })
  await page.getByText('Your account is ready').waitFor()
  const sent = site.arrivals
    .slice(before)
    .filter(({ method, url }) => method === 'POST' && url === '/register')
  assert.equal(sent.length, 1)
  await page.goto(`${site.origin}/dev/outbox`)
  assert.equal(await page.getByText('twice@example.test').count(), 1)
  await page.goto(`${site.origin}/login`)
  await signIn(page, 'twice')
  await page.waitForURL(`${site.origin}/dashboard`)
  await page.context().close()
})

test('defect 42: a form from before a sign-in in another tab comes back filled in', async () => {
  const page = await newWindow()
  await register(page, site, 'tabs')
  await page.goto(`${site.origin}/register`)
  await page.getByLabel('Username').fill('other-name')
  await page.getByLabel('E-mail address').fill('other@example.test')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)

  const second = await page.context().newPage()
  await second.goto(`${site.origin}/login`)
  await signIn(second, 'tabs')
  await second.waitForURL(`${site.origin}/dashboard`)

  const answer = page.waitForResponse(isFormSent)
  await page.getByRole('button', { name: 'Create account' }).click()
  assert.equal((await answer).status(), 400)
  await page.waitForLoadState()
  assert.equal(await page.getByLabel('Username').inputValue(), 'other-name')
  assert.equal(await page.getByLabel('E-mail address').inputValue(), 'other@example.test')
  assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  // The token is right now; who is signed in is led to what they have.
  await page.waitForURL(`${site.origin}/dashboard`)
  await page.context().close()
})
