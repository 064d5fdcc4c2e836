// The pages' own files: named by content, pinned, and free of anything from elsewhere.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { assetFiles, assets } from '../../src/html/assets.ts'

const FOLDER = new URL('../../src/html/assets/', import.meta.url)
/** Not ours: the one file that a package has made for browsers. */
const WEBAUTHN = new URL('../dist/bundle/index.umd.min.js', import.meta.resolve('@simplewebauthn/browser'))
const ours = () => [...assetFiles()].filter(([path]) => path !== assets().webauthn.path)

test('every file of the folder is served, under a name that holds its hash', () => {
  const served = ours().map(([path, file]) => {
    const [, name, hash, extension] = /^\/_portcullis\/(\w+)\.([\w-]{12})\.(\w+)$/.exec(path) ?? []
    assert.equal(createHash('sha256').update(file.body).digest('base64url').slice(0, 12), hash)
    assert.equal(file.etag, `"${hash}"`)
    assert.deepEqual(file.body, readFileSync(new URL(`${name}.${extension}`, FOLDER)))
    return `${name}.${extension}`
  })
  assert.deepEqual(served.sort(), readdirSync(FOLDER).sort())
})

test('what passkeys need is served as its makers publish it, and defines one name', () => {
  const { body } = assetFiles().get(assets().webauthn.path)!
  assert.deepEqual(body, readFileSync(WEBAUTHN))
  assert.match(assets().webauthn.path, /^\/_portcullis\/webauthn\.[\w-]{12}\.js$/)
  assert.doesNotMatch(
    body.toString(),
    /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|Function\(|\.src\b|createElement|import\(/,
  )
})

test('each file says what it is', () => {
  const { css, script, icon, logo, webauthn, passkeys } = assets()
  const types = [css, script, webauthn, passkeys, icon, logo].map(({ path }) => assetFiles().get(path)?.type)
  assert.deepEqual(types, [
    'text/css; charset=utf-8',
    'text/javascript; charset=utf-8',
    'text/javascript; charset=utf-8',
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
  for (const [path, { body }] of ours()) {
    assert.doesNotMatch(
      body.toString().replaceAll('http://www.w3.org/2000/svg', ''),
      /url\(|@import|\bimport\b|https?:|data:|href/i,
      path,
    )
  }
})

for (const name of ['script', 'passkeys'] as const) {
  const source = () => assetFiles().get(assets()[name].path)!.body.toString()

  test(`V3.2.2 ${name} puts text into pages as text`, () => {
    assert.doesNotMatch(
      source(),
      /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|Function\(|\.src\b|createElement/,
    )
  })

  test(`${name} listens to no messages`, () => {
    assert.doesNotMatch(source(), /['"]message['"]|onmessage/)
  })
}

test('the drawings hold no script, style or handler', () => {
  for (const { path } of [assets().icon, assets().logo]) {
    assert.doesNotMatch(
      assetFiles().get(path)!.body.toString(),
      /<script|<style|style=|\son\w+=|foreignObject/i,
    )
  }
})
