// A form refused for its token comes back: the cause by name, what was typed, a fresh token, and no password.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { attribute, elementsIn, textOf, type Visitor } from '../visitor.ts'
import { formPage, type Host, openHost } from './host.ts'

const SECRET = 'my <very> secret passphrase'

const routes = (app: Host['app']) => {
  app.get('/notes', async (request) => formPage(request))
  app.post('/notes', async (request) => ({ kept: request.body }))
}

const FORMS = [
  { url: '/register', fields: { username: 'anna "<b>', email: 'anna@example.test', password: SECRET } },
  { url: '/login', fields: { username: 'anna "<b>', password: SECRET } },
  { url: '/notes', fields: { title: 'Milk "<b>', text: 'two\nlines', new_password: SECRET } },
] as const

/** Fields of the form in the answer, by name. */
function given(visitor: Visitor): Record<string, string | undefined> {
  const form = visitor.forms.find((one) => attribute(one, 'method') === 'post')
  if (form === undefined) return {}
  const inputs = elementsIn(form, 'input').map((one) => [attribute(one, 'name'), attribute(one, 'value')])
  const areas = elementsIn(form, 'textarea').map((one) => [attribute(one, 'name'), textOf(one)])
  return Object.fromEntries([...inputs, ...areas])
}

for (const { url, fields } of FORMS) {
  describe(url, async () => {
    const { visitor } = await openHost(routes)

    const refused = async (cause: 'cookie' | 'missing' | 'invalid', headers: Record<string, string> = {}) => {
      const anna = visitor()
      const token = await anna.token('/notes')
      if (cause === 'cookie') anna.cookies.clear()
      const sent = cause === 'missing' ? {} : { csrf_token: cause === 'invalid' ? 'A'.repeat(86) : token }
      const all = { ...anna.browserHeaders('POST'), ...headers }
      return anna.send({ method: 'POST', url, form: { ...fields, ...sent }, headers: all })
    }

    const causes = {
      cookie: /did not send our cookie/,
      missing: /without its security token/,
      invalid: /out of date/,
    }
    for (const [cause, words] of Object.entries(causes) as [keyof typeof causes, RegExp][]) {
      test(`${cause}: the page names the cause and gives the form back, passwords apart`, async () => {
        const anna = await refused(cause)
        assert.equal(anna.status, 400)
        assert.match(anna.text, words)
        const back = given(anna)
        for (const [name, value] of Object.entries(fields)) {
          if (name.includes('password')) assert.ok(!back[name], `${name} came back`)
          else assert.equal(back[name], value)
        }
        assert.ok(!anna.body.includes('secret passphrase'))
        assert.equal(elementsIn(anna.document, 'b').length, 0)
      })
    }

    test('sent again from that page it goes through', async () => {
      const anna = await refused('invalid')
      const again = given(anna)
      await anna.send({
        method: 'POST',
        url,
        form: { ...fields, csrf_token: again['csrf_token'] ?? '' },
        headers: anna.browserHeaders('POST'),
      })
      assert.notEqual(anna.status, 400)
      assert.notEqual(anna.status, 403)
    })

    test('what came from another site is never given back', async () => {
      for (const headers of [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': '', origin: 'https://evil.test' },
        { 'sec-fetch-site': '', origin: 'null' },
      ]) {
        const anna = await refused('invalid', headers)
        assert.equal(anna.status, 403)
        assert.equal(anna.body.includes('anna@') || anna.body.includes('&lt;b&gt;'), false)
        assert.deepEqual(anna.forms, [])
      }
    })

    test('a program gets problem details instead', async () => {
      const anna = await refused('missing', { accept: 'application/json' })
      assert.equal(anna.status, 400)
      assert.equal(anna.headers['content-type'], 'application/problem+json')
      assert.equal(JSON.parse(anna.body).code, 'csrf-token-missing')
    })
  })
}

test('a field that the route calls secret comes back empty from the page of a stale form', async () => {
  const { visitor } = await openHost((app) => {
    const shield = { secretFields: ['diagnosis'] }
    app.get('/note', (request, reply) => reply.send(formPage(request)))
    app.post('/note', { config: { shield } }, async () => 'noted')
  })
  const anna = visitor()
  const form = { csrf_token: 'stale', diagnosis: 'never shown', note: 'typed' }
  await anna.token('/note')
  await anna.send({ method: 'POST', url: '/note', form, headers: anna.browserHeaders('POST') })
  assert.equal(anna.status, 400)
  assert.match(anna.body, /value="typed"/)
  assert.doesNotMatch(anna.body, /never shown/)
})
