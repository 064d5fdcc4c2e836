// The papers of the API: valid by an outside judge, true to the routes, readable without a script.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { type JsonSchema, type OpenApiDocument, openApiDocument } from '../../src/api/openapi.ts'
import { operations } from '../../src/api/operations.ts'
import { refusals } from '../../src/shield/refusal.ts'
import { openHouse } from '../house.ts'
import { attribute, elementsIn, textOf } from '../visitor.ts'

const house = await openHouse({ siteName: 'Tower & <Bridge>' })
const served = await house.app.inject('/api/openapi.json')
const document = served.json() as OpenApiDocument

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1 by @seriousme/openapi-schema-validator', async () => {
    const validator = new Validator()
    const result = await validator.validate({ ...document })
    assert.deepEqual([result.valid, result.errors], [true, undefined])
    assert.equal(validator.version, '3.1')
  })

  test('the judge does find mistakes', async () => {
    const broken = structuredClone(document) as {
      paths: Record<string, Record<string, { responses?: object }>>
    }
    delete broken.paths['/api/me']!['get']!.responses
    broken.paths['/api/me']!['fetch'] = {}
    assert.equal((await new Validator().validate({ ...broken })).valid, false)
  })

  test('has each operation of the table once, and no other', () => {
    const there = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`,
      ),
    )
    const table = Object.entries(operations).map(([name, { method, path }]) => `${name} ${method} ${path}`)
    assert.deepEqual(there.sort(), table.sort())
  })

  test('has every schema that it refers to, and refers to every schema it has', () => {
    const text = JSON.stringify(document)
    const meant = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name))
    assert.deepEqual([...meant].sort(), Object.keys(document.components.schemas).sort())
  })

  test('closes what is sent, and leaves open what is answered', () => {
    const { SignIn, SignedIn, Problem } = document.components.schemas as Record<
      string,
      JsonSchema & { additionalProperties?: boolean }
    >
    assert.equal(SignIn?.additionalProperties, false)
    assert.equal(SignedIn?.additionalProperties, undefined)
    assert.equal(Problem?.additionalProperties, undefined)
  })

  test('names for each call the codes that it can answer', () => {
    for (const { path, method, refusals: own } of Object.values(operations)) {
      const { responses } = document.paths[path]![method.toLowerCase()]!
      for (const code of own) {
        const { status } = refusals[code as keyof typeof refusals]
        assert.ok(responses[status]?.description.includes(`\`${code}\``), `${path} ${code}`)
      }
    }
  })

  test('is cached by its tag, and says so', async () => {
    assert.equal(served.headers['content-type'], 'application/json; charset=utf-8')
    assert.equal(served.headers['cache-control'], 'public, no-cache')
    const headers = { 'if-none-match': String(served.headers['etag']) }
    const again = await house.app.inject({ url: '/api/openapi.json', headers })
    assert.deepEqual([again.statusCode, again.body], [304, ''])
  })

  test('speaks of the site it is served by', () => {
    const other = openApiDocument({ siteName: 'Other', origin: 'https://other.test', refusals })
    assert.deepEqual(other.servers, [{ url: 'https://other.test' }])
    assert.equal(document.info.title, 'Tower & <Bridge>: API')
  })
})

describe('the page /api/docs', async () => {
  const reader = await house.visitor().open('/api/docs')

  test('tells every call, every member and every scope of the document', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { summary, description }] of Object.entries(methods)) {
        assert.ok(reader.text.includes(`${method.toUpperCase()} ${path}`), path)
        assert.ok(reader.text.includes(summary) && reader.text.includes(description), path)
      }
    }
    for (const name of ['username', 'refreshToken', 'user.displayName', 'tokens[].lastUsedAt', 'expiresIn'])
      assert.ok(reader.text.includes(name), name)
    assert.match(reader.text, /second-step/)
    assert.match(reader.text, /Needs a token with the scope account/)
  })

  test('escapes what it shows', () => {
    assert.match(reader.body, /Tower &amp; &lt;Bridge&gt;: API/)
  })

  test('V3.6.1 loads nothing but the site’s own files, and holds no script or style of its own', () => {
    for (const tag of ['script', 'link', 'img']) {
      for (const element of elementsIn(reader.document, tag)) {
        const source = attribute(element, 'src') ?? attribute(element, 'href') ?? ''
        assert.match(source, /^\/_portcullis\//)
      }
    }
    assert.equal(elementsIn(reader.document, 'style').length, 0)
    assert.equal(elementsIn(reader.document, 'script').map(textOf).join(''), '')
    assert.equal(String(reader.headers['content-security-policy']).includes('unsafe'), false)
  })

  test('its links lead to what is there', () => {
    const ids = new Set(
      ['section', 'main'].flatMap((tag) =>
        elementsIn(reader.document, tag).map((one) => attribute(one, 'id')),
      ),
    )
    const links = elementsIn(reader.document, 'a').map((one) => attribute(one, 'href') ?? '')
    for (const href of links.filter((one) => one.startsWith('#'))) assert.ok(ids.has(href.slice(1)), href)
    assert.ok(links.includes('/api/openapi.json'))
  })
})
