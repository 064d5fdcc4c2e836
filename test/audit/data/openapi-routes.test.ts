// Routes of OpenAPI files, with the function that answers each.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openApiRoutes } from '../../../src/audit/data/openapi-routes.ts'
import { projectOf, textAt } from './project.ts'

const OLD = `swagger: "2.0"
basePath: /v1
security:
  - key: []
paths:
  /users:
    x-swagger-router-controller: shop.users
    get:
      operationId: search
      responses: {}
    post:
      operationId: create
      x-openapi-router-controller: shop.admin
      security: []
  /health:
    get:
      operationId: shop.health.check
    parameters: []
    put:
      summary: none
`
const NEW =
  '{"openapi": "3.0.0", "servers": [{"url": "https://x.org/api/"}], "paths": {"/a/{id}": {"delete": {"operationId": "shop.a.drop"}}}}'

test('controllers, base paths and security are told, and the place of each operationId', async () => {
  const texts = { 'openapi/old.yaml': OLD, 'new.json': NEW, 'other.yml': 'paths: 1\noperationId: 2' }
  const { routes, notes } = await openApiRoutes(projectOf(texts))
  assert.deepEqual(notes, [])
  assert.deepEqual(
    routes.map(({ path, method, operation, security, at }) => [
      path,
      method,
      operation,
      security,
      textAt(texts, at),
    ]),
    [
      ['/v1/users', 'GET', 'shop.users.search', ['key'], 'operationId: search'],
      ['/v1/users', 'POST', 'shop.admin.create', [], 'operationId: create'],
      ['/v1/health', 'GET', 'shop.health.check', ['key'], 'operationId: shop.health.check'],
      ['/api/a/{id}', 'DELETE', 'shop.a.drop', [], '"operationId": "shop.a.drop"'],
    ],
  )
})

test('a broken file gives a note and what could be read', async () => {
  const text = `${OLD}  /x: [\n`
  const { routes, notes } = await openApiRoutes(projectOf({ 'a.yml': text }))
  assert.ok(routes.length >= 3)
  assert.equal(notes[0]?.file, 'a.yml')
})
