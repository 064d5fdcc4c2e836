// The pages' own files: named by content, pinned, and free of anything from elsewhere.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { assetFiles, assets } from '../../src/html/assets.ts'

const FOLDER = new URL('../../src/html/assets/', import.meta.url)

test('every file of the folder is served, under a name that holds its hash', () => {
  const served = [...assetFiles()].map(([path, file]) => {
    const [, name, hash, extension] = /^\/_portcullis\/(\w+)\.([\w-]{12})\.(\w+)$/.exec(path) ?? []
    assert.equal(createHash('sha256').update(file.body).digest('base64url').slice(0, 12), hash)
    assert.equal(file.etag, `"${hash}"`)
    assert.deepEqual(file.body, readFileSync(new URL(`${name}.${extension}`, FOLDER)))
    return `${name}.${extension}`
  })
  assert.deepEqual(served.sort(), readdirSync(FOLDER).sort())
})

test('each file says what it is', () => {
  const { css, script, icon, logo } = assets()
  const types = [css, script, icon, logo].map(({ path }) => assetFiles().get(path)?.type)
  assert.deepEqual(types, [
    'text/css; charset=utf-8',
    'text/javascript; charset=utf-8',
    'image/svg+xml; charset=utf-8',
    'image/svg+xml; charset=utf-8',
  ])
})

test('V3.6.1 each file has the digest of its bytes', () => {
  for (const { path, integrity } of Object.values(assets())) {
    const digest = createHash('sha384').update(assetFiles().get(path)!.body).digest('base64')
    assert.equal(integrity, `sha384-${digest}`)
  }
})

test('V3.6.1 no file loads another', () => {
  for (const [path, { body }] of assetFiles()) {
    assert.doesNotMatch(
      body.toString().replaceAll('http://www.w3.org/2000/svg', ''),
      /url\(|@import|\bimport\b|https?:|data:|href/i,
      path,
    )
  }
})

test('V3.2.2 the script puts text into pages as text', () => {
  const script = assetFiles().get(assets().script.path)!.body.toString()
  assert.doesNotMatch(
    script,
    /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|Function\(|\.src\b|createElement/,
  )
})

test('the script listens to no messages', () => {
  assert.doesNotMatch(assetFiles().get(assets().script.path)!.body.toString(), /['"]message['"]|onmessage/)
})

test('the drawings hold no script, style or handler', () => {
  for (const { path } of [assets().icon, assets().logo]) {
    assert.doesNotMatch(
      assetFiles().get(path)!.body.toString(),
      /<script|<style|style=|\son\w+=|foreignObject/i,
    )
  }
})
