// Every hostile file over HTTP: sent as a form, then read back as it is served, with every header that keeps it harmless.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { describe, test } from 'node:test'
import sharp from 'sharp'
import { refusedInWords } from '../../../src/uploads/in-words.ts'
import { FILE_POLICY } from '../../../src/uploads/serve.routes.ts'
import { BOUNDARY, download, incoming, kept, openUploadsHouse, rows, TYPE } from '../house.ts'
import { assertHarmlessImage, HOSTILE_FILES, type HostileFile } from './files.ts'

const { app, store, data, member } = await openUploadsHouse({
  limits: { default: '100000 per minute' },
  uploads: { maxPixels: 25_000_000, maxFrames: 100, imageTimeout: 30 },
})
const mallory = await member()

/**
 * The name as RFC 8187 writes it, since there any byte can stand: NUL and line ends reach the server as they are. Browsers would
 * not send them, and whoever means harm is no browser.
 */
function formWith({ clientName, declared }: HostileFile, content: Buffer, token: string): Buffer {
  const name = encodeURIComponent(clientName.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  )
  const disposition = 'Content-Disposition: form-data; name='
  return Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\n${disposition}"csrf_token"\r\n\r\n${token}\r\n`),
    Buffer.from(`--${BOUNDARY}\r\n${disposition}"files"; filename*=UTF-8''${name}\r\n`),
    Buffer.from(`Content-Type: ${declared}\r\n\r\n`),
    content,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ])
}

async function send(file: HostileFile, content: Buffer): Promise<void> {
  await mallory.send({
    method: 'POST',
    url: '/uploads',
    payload: formWith(file, content, await mallory.token('/uploads')),
    headers: { ...mallory.browserHeaders('POST'), 'content-type': TYPE },
  })
}

async function assertRefused(file: HostileFile, content: Buffer): Promise<void> {
  assert.ok('refused' in file.must)
  const [before, keptBefore] = [(await rows(store)).length, kept(data).length]
  await send(file, content)
  assert.ok(mallory.status >= 400 && mallory.status < 500, String(mallory.status))
  const page = mallory.body.replaceAll('&#39;', '’')
  const told = file.must.refused.filter((why) => page.includes(refusedInWords(why)))
  assert.equal(told.length, 1, 'the page says why')
  assert.equal((await rows(store)).length, before)
  assert.equal(kept(data).length, keptBefore)
}

async function assertHarmless(file: HostileFile, content: Buffer): Promise<void> {
  assert.ok('type' in file.must)
  const { must } = file
  const before = new Set((await rows(store)).map(({ id }) => id))
  await send(file, content)
  if (file.noForm) {
    assert.equal(mallory.status, 422)
    assert.equal((await rows(store)).length, before.size)
    return
  }
  assert.equal(mallory.status, 303)
  const row = (await rows(store)).find(({ id }) => !before.has(id))
  assert.ok(row !== undefined)
  const answer = await download(app, mallory, `/uploads/${row.id}`)
  const { headers, rawPayload: served } = answer
  assert.equal(answer.statusCode, 200)
  assert.equal(headers['content-type'], must.type === 'text/plain' ? 'text/plain; charset=utf-8' : must.type)
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(headers['content-security-policy'], FILE_POLICY)
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
  assert.equal(headers['set-cookie'], undefined)
  assert.equal(headers['content-length'], String(served.length))
  const disposition = String(headers['content-disposition'])
  assert.match(disposition, must.unchanged ? /^attachment; / : /^inline; /)
  assert.match(disposition, /^[ -~]+$/)
  if (must.unchanged) assert.ok(served.equals(content))
  else await assertHarmlessImage(served, must.type, file)
  if (must.name !== undefined) assert.equal(row.name, must.name)
  await mallory.open('/uploads')
  assert.ok(!/<script>alert|<img src=x/.test(mallory.body))
}

describe('V5.2.2 V5.4.1 a hostile file that is sent:', () => {
  for (const file of HOSTILE_FILES) {
    const isRefused = 'refused' in file.must
    test(`${file.what}: ${isRefused ? 'refused in words, nothing is left' : 'comes back harmless'}`, async () => {
      const content = await file.make()
      if (isRefused) await assertRefused(file, content)
      else await assertHarmless(file, content)
      assert.deepEqual(incoming(data), [], 'no temporary file is left')
    })
  }
})

test('V5.3.2 no name of a client ever became one on the disk', () => {
  const names = kept(data).map((path) => path.split('/').at(-1)!)
  assert.ok(names.length > 40)
  for (const name of names) assert.match(name, /^[\w-]{22}$/)
  const outside = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /evil|shell|htaccess|passwd|photo|CON/.test(path),
  )
  assert.deepEqual(outside, [])
})

test('the pictures that came back are pictures for another reader too', async () => {
  const images = (await rows(store)).filter(({ kind }) => kind === 'image')
  assert.ok(images.length > 40)
  for (const { id, width, height } of images.slice(0, 10)) {
    const { rawPayload } = await download(app, mallory, `/uploads/${id}`)
    const { width: shown, height: high, pageHeight } = await sharp(rawPayload).metadata()
    assert.deepEqual([shown, pageHeight ?? high], [width, height])
  }
})
