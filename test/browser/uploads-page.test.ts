// The page of files in a real Chromium: dropped, sent with progress, refused in words, cut off; on a phone; without JavaScript.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { png } from '../uploads/hostile/parts.ts'
import { becomeMember, complaintsOf, openBrowser, openSite } from './site.ts'

const { newWindow } = await openBrowser()
const PHONE = { width: 360, height: 740 }

const site = await openSite('http', {
  limits: { default: '100000 per minute' },
  uploads: { limit: '1000 per minute', maxFileSize: '6 MiB', maxFiles: 3 },
})

async function member(name: string, options: Parameters<typeof newWindow>[0] = {}) {
  const page = await newWindow(options)
  await becomeMember(page, site, name)
  const complaints = complaintsOf(page.context())
  await page.goto(`${site.origin}/uploads`)
  return { page, complaints }
}

const note = (name: string, bytes = 7) => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.alloc(bytes, 'note\n'),
})
const status = (page: Page) => page.locator('.upload-status')

/** As a hand does it: over the form, then let go. */
async function drop(page: Page, files: { name: string; text: string }[]): Promise<void> {
  await page.evaluate(`{
    const held = new DataTransfer()
    for (const { name, text } of ${JSON.stringify(files)})
      held.items.add(new File([text], name, { type: 'text/plain' }))
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.querySelector('form[data-upload]')
        .dispatchEvent(new DragEvent(type, { dataTransfer: held, bubbles: true, cancelable: true }))
  }`)
}

test('files that are dropped on the form are sent at once, and stand in the list', async () => {
  const { page, complaints } = await member('anna')
  await drop(page, [
    { name: 'one.txt', text: 'one\n' },
    { name: 'two.txt', text: 'two\n' },
  ])
  await page.getByText('2 files kept.').waitFor()
  assert.deepEqual((await page.locator('.file-name').allTextContents()).sort(), ['one.txt', 'two.txt'])
  assert.deepEqual(complaints, [])
})

test('progress is shown while a file is on its way; a connection that is cut is told, and the form works again', async () => {
  const { page } = await member('ben')
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 1_000_000 },
  })
  await page.locator('input[type=file]').setInputFiles([note('long.txt', 4_000_000)])
  await page.getByRole('button', { name: 'Upload' }).click()
  // In the page's own time: its policy lets nothing be evaluated, which waiting for a function would need.
  await page.evaluate(`new Promise((seen) => {
    const look = () => {
      const { hidden, value } = document.querySelector('progress')
      if (!hidden && value > 0.1 && value < 1) seen()
      else requestAnimationFrame(look)
    }
    look()
  })`)
  assert.equal(await page.getByRole('button', { name: 'Upload' }).isDisabled(), true)
  // Chromium tries once more by itself where a connection was used before: so each is cut.
  const cut = setInterval(() => site.app.server.closeAllConnections(), 20)
  await page
    .getByText('The connection was lost. Please try again.')
    .waitFor()
    .finally(() => clearInterval(cut))
  assert.equal(await page.locator('progress').isHidden(), true)
  await devtools.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 },
  })
  await page.locator('input[type=file]').setInputFiles([note('short.txt')])
  await page.getByRole('button', { name: 'Upload' }).click()
  await page.getByText('Kept: short.txt.').waitFor()
  assert.deepEqual(await page.locator('.file-name').allTextContents(), ['short.txt'])
})

test('what is wrong is said beside the form: before it is sent where that can be, and by the server', async () => {
  const { page } = await member('carla')
  const send = async (...files: ReturnType<typeof note>[]) => {
    await page.locator('input[type=file]').setInputFiles(files)
    await page.getByRole('button', { name: 'Upload' }).click()
  }
  await send(note('big.txt', 6 * 1_048_576 + 1))
  assert.equal(await status(page).textContent(), 'This file is too large: big.txt')
  await send(note('1'), note('2'), note('3'), note('4'))
  assert.equal(await status(page).textContent(), 'Those are too many files at once.')
  await send({ name: 'a.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg onload="alert(1)"/>') })
  await page.locator('.upload-status.problem').getByText('markup').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Upload' }).isEnabled(), true)
  assert.equal(await page.locator('.file-name').count(), 0)
})

for (const javaScriptEnabled of [true, false])
  test(`on a phone ${javaScriptEnabled ? '' : 'without JavaScript '}a file is sent, refused in words and deleted; nothing scrolls sideways`, async () => {
    const { page } = await member(javaScriptEnabled ? 'dora' : 'emil', { viewport: PHONE, javaScriptEnabled })
    await page.locator('input[type=file]').setInputFiles([note(`${'a-very-long-name-'.repeat(8)}.txt`)])
    await page.getByRole('button', { name: 'Upload' }).click()
    await page.getByText('Kept: a-very-long').waitFor()
    const width = await page.locator('html').boundingBox()
    assert.ok((width?.width ?? 0) <= PHONE.width)
    const shot = process.env['UPLOADS_SHOTS']
    if (shot) await page.screenshot({ path: `${shot}/uploads-${javaScriptEnabled}.png`, fullPage: true })
    await page
      .locator('input[type=file]')
      .setInputFiles([{ ...note('page.txt'), buffer: Buffer.from('<html>') }])
    await page.getByRole('button', { name: 'Upload' }).click()
    await page.getByText('markup').first().waitFor()
    if (shot) await page.screenshot({ path: `${shot}/refused-${javaScriptEnabled}.png`, fullPage: true })
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('The file is gone for good.').waitFor()
    await page.goto(`${site.origin}/profile/picture`)
    await page
      .locator('input[type=file]')
      .setInputFiles([{ name: 'me.png', mimeType: 'image/png', buffer: await png(300, 200) }])
    const led = page.waitForEvent('framenavigated')
    await page.locator('form[data-upload] button[type=submit]').click()
    await led
    await page.waitForLoadState()
    await page.goto(`${site.origin}/dashboard`)
    const image = page.locator('img[src*="/profile/picture/image"]').first()
    await image.waitFor()
    if (javaScriptEnabled) {
      const decoded =
        "(async (shown) => (await shown.decode(), shown.naturalWidth))(document.querySelector('img.avatar'))"
      assert.ok(Number(await page.evaluate(decoded)) > 0)
    }
    if (shot) await page.screenshot({ path: `${shot}/dashboard-${javaScriptEnabled}.png`, fullPage: true })
  })
