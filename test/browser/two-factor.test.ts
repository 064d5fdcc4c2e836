// A second factor in a real Chromium: an app set up by its picture or its key, codes, remembered devices, and none of it left behind.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { codeOf } from '../accounts/two-factor/factors.ts'
import { readQr } from '../qr-reader.ts'
import { becomeMember, complaintsOf, openBrowser, openSite, signIn } from './site.ts'

const { newWindow } = await openBrowser()
const limits = { confirm: '1000 per minute', default: '1000 per minute' }
const site = await openSite('http', { limits, siteName: 'Tower & sons' })
const CODE = /^[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}$/

const at = (path: string) => `${site.origin}${path}`
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const secondStep = (page: Page) => page.getByRole('heading', { name: 'Second step' }).waitFor()
const codeNow = (key: string) => codeOf(key, site.clock.now)

/** What a camera before the screen reads. */
async function scan(page: Page): Promise<string | undefined> {
  const png = await page.locator('svg.qr').screenshot()
  // Somewhere else: the page's own policy lets no picture in, and its scripts may be off.
  const camera = await newWindow()
  const decode = `(async (base64) => {
    const png = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([png], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
    canvas.drawImage(bitmap, 0, 0)
    const { data, width, height } = canvas.getImageData(0, 0, bitmap.width, bitmap.height)
    return { data: [...data], width, height }
  })`
  const { data, width, height } = await camera.evaluate<{ data: number[]; width: number; height: number }>(
    `${decode}(${JSON.stringify(png.toString('base64'))})`,
  )
  await camera.context().close()
  return readQr(Uint8ClampedArray.from(data), width, height)
}

async function shownKey(page: Page): Promise<string> {
  return ((await page.locator('code.key').textContent()) ?? '').replaceAll(' ', '')
}

async function showKey(page: Page): Promise<string> {
  await page.goto(at('/two-factor'))
  await page.getByRole('link', { name: 'Set up an app' }).click()
  await press(page, 'Show the key')
  return shownKey(page)
}

/** Returns the key and the recovery codes, whose page stays open. */
async function setUp(page: Page): Promise<{ key: string; codes: string[] }> {
  const key = await showKey(page)
  await page.getByLabel('The code that the app shows now').fill(codeNow(key))
  await press(page, 'Turn it on')
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  // The step of this code is used up.
  site.clock.forward(30)
  return { key, codes: await page.locator('.codes code').allInnerTexts() }
}

async function signOut(page: Page): Promise<void> {
  await press(page, 'Sign out')
  await page.getByText('You are signed out').waitFor()
}

/** What is in the page that Back leads to. The answer to a form is not kept: Chromium shows a page of its own there. */
async function goBack(page: Page): Promise<string> {
  try {
    await page.goBack()
  } catch (error) {
    assert.match(String(error), /ERR_CACHE_MISS/)
    await page.waitForURL('chrome-error://chromewebdata/')
  }
  return page.content()
}

async function firstStep(page: Page, username: string, path = '/login'): Promise<void> {
  await page.goto(at(path))
  await signIn(page, username)
}

async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code', { exact: true }).fill(code)
  await press(page, 'Sign in')
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the picture says what the key says, ${colorScheme}`, async () => {
    const page = await newWindow({ colorScheme, viewport: { width: 375, height: 812 } })
    const complaints = complaintsOf(page.context())
    const username = `picture-${colorScheme}`
    await becomeMember(page, site, username)
    const key = await showKey(page)
    const name = encodeURIComponent('Tower & sons')
    assert.equal(
      await scan(page),
      `otpauth://totp/${name}:${username}?issuer=${name}&secret=${key}&algorithm=SHA1&digits=6&period=30`,
    )
    await press(page, 'Make another key')
    const other = await shownKey(page)
    assert.notEqual(other, key)
    assert.match((await scan(page)) ?? '', new RegExp(`secret=${other}&`))
    assert.deepEqual(complaints, [])
    await page.context().close()
  })
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript'
  const name = javaScriptEnabled ? 'scripted' : 'plain'

  test(`V6.3.3 V3.7.5 ${how}: set up, signed in by code and by recovery code, device remembered and forgotten`, async () => {
    const page = await newWindow({ javaScriptEnabled })
    const complaints = complaintsOf(page.context())
    await becomeMember(page, site, name)
    const { key, codes } = await setUp(page)
    assert.equal(codes.length, 10)
    for (const code of codes) assert.match(code, CODE)
    assert.equal(await page.getByRole('button', { name: 'Print' }).isVisible(), javaScriptEnabled)

    const download = page.waitForEvent('download')
    await press(page, 'Download as a file')
    const file = await download
    assert.equal(file.suggestedFilename(), 'recovery-codes.txt')
    assert.equal(
      readFileSync(await file.path(), 'utf8'),
      `Recovery codes for ${name} at Tower & sons\r\n\r\n${codes.join('\r\n')}\r\n`,
    )
    // The page is still there, and goes on.
    assert.equal(await page.getByText(codes[0]!).isVisible(), true)
    await page.getByRole('link', { name: 'I have kept them' }).click()
    await page.getByText('Codes left: 10').waitFor()
    await signOut(page)

    await firstStep(page, name, '/login?next=%2Factivity')
    await secondStep(page)
    await page.goto(at('/dashboard'))
    assert.match(page.url(), /\/login\?/)
    await page.goto(at('/login/second-step?next=%2Factivity'))
    await typeCode(page, '000000')
    await page.getByText('That code was not right').first().waitFor()
    await page.getByLabel("Don't ask for it on this device").check()
    await typeCode(page, codeNow(key))
    await page.waitForURL(at('/activity'))
    await signOut(page)

    await firstStep(page, name)
    await page.waitForURL(at('/dashboard'))
    await page.goto(at('/two-factor'))
    await press(page, 'Forget this device')
    // What the remembered device spared is owed first.
    await page.getByText('This device is remembered').waitFor()
    site.clock.forward(60)
    await page.getByLabel('Code of your authenticator app').fill(codeNow(key))
    await press(page, 'Confirm with a code')
    await press(page, 'Go on')
    await page.getByText('The device is forgotten').waitFor()
    await signOut(page)
    await firstStep(page, name)
    await secondStep(page)
    await typeCode(page, codes[3]!.toLowerCase().replaceAll('-', ' '))
    await page.waitForURL(at('/dashboard'))
    await page.goto(at('/two-factor'))
    await page.getByText('Codes left: 9').waitFor()

    site.clock.forward(15 * 60)
    await page.getByRole('link', { name: 'Turn the second step off' }).click()
    await page.getByRole('heading', { name: 'Please confirm that it is you' }).waitFor()
    await page.getByLabel('Code of your authenticator app').fill(codeNow(key))
    await press(page, 'Confirm with a code')
    await page.waitForURL(at('/two-factor/off'))
    await press(page, 'Turn it off')
    await page.getByText('The second step is off').waitFor()
    await signOut(page)
    await firstStep(page, name)
    await page.waitForURL(at('/dashboard'))
    assert.deepEqual(complaints, [])
    await page.context().close()
  })
}

test('V14.3.1 after signing out, Back shows neither the key nor the recovery codes', async () => {
  const page = await newWindow()
  await becomeMember(page, site, 'going-back')
  const { key, codes } = await setUp(page)
  await page.goto(at('/two-factor'))
  await signOut(page)
  const grouped = key.replace(/(.{4})(?=.)/g, '$1 ')
  for (let steps = 0; steps < 6; steps++) {
    const shown = await goBack(page)
    for (const secret of [key, grouped, ...codes, 'going-back'])
      assert.ok(!shown.includes(secret), page.url())
  }
  await page.context().close()
})

test('the codes are shown once: Back while one is signed in makes no new ones and shows no old ones', async () => {
  const page = await newWindow()
  await becomeMember(page, site, 'once')
  await setUp(page)
  await page.goto(at('/two-factor'))
  await press(page, 'Make new recovery codes')
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  const codes = await page.locator('.codes code').allInnerTexts()
  await page.getByRole('link', { name: 'I have kept them' }).click()
  await page.getByText('Codes left: 10').waitFor()
  const shown = await goBack(page)
  for (const code of codes) assert.ok(!shown.includes(code))
  await signOutFrom(page)
  await firstStep(page, 'once')
  await secondStep(page)
  await typeCode(page, codes[9]!)
  await page.waitForURL(at('/dashboard'))
  await page.context().close()
})

async function signOutFrom(page: Page): Promise<void> {
  await page.goto(at('/two-factor'))
  await signOut(page)
}
