// Guards: who is not signed in is led to the sign-in page and back, a program gets 401.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../../src/html/html.ts'
import { currentUser, requireUser, signedInUser } from '../../src/shield/guards.ts'
import { page } from '../../src/shield/view.ts'
import { PASSWORD } from '../house.ts'
import { type Host, openHost, openShielded, signUpAndIn } from './host.ts'

const routes = (app: Host['app']) => {
  app.get('/notes', { preHandler: requireUser }, async (request) =>
    page(request, 'Notes', html`<p>Notes of ${signedInUser(request).username}</p>`),
  )
  app.post('/notes', { preHandler: requireUser }, async () => 'written')
  app.get('/who', async (request) => ({ who: currentUser(request)?.username ?? null }))
  app.get('/forgotten', async (request) => signedInUser(request).username)
}

test('a page for members leads a stranger to sign in and back to the very page', async () => {
  const { visitor } = await openHost(routes)
  const anna = await signUpAndIn(visitor(), 'anna')
  await anna.post('/logout', {}, '/dashboard')
  await anna.open('/notes?page=2&q=a%2Fb')
  assert.deepEqual(anna.redirects, ['303 /login?next=%2Fnotes%3Fpage%3D2%26q%3Da%252Fb'])
  anna.fill({ username: 'anna', password: PASSWORD })
  await anna.press('Sign in')
  assert.deepEqual(anna.redirects, ['303 /notes?page=2&q=a%2Fb'])
  assert.match(anna.text, /Notes of anna/)
})

test('a program gets 401 with a challenge', async () => {
  const { visitor } = await openHost(routes)
  const { status, headers, body } = await visitor().send({
    url: '/notes',
    headers: { accept: 'application/json' },
  })
  assert.equal(status, 401)
  assert.equal(headers['www-authenticate'], 'Cookie realm="session"')
  assert.equal(JSON.parse(body).code, 'sign-in-needed')
})

test('a post leads to the sign-in page without a way back to it', async () => {
  const { visitor } = await openHost(routes)
  const anna = visitor()
  const csrf_token = await anna.token('/login')
  await anna.send({
    method: 'POST',
    url: '/notes',
    form: { csrf_token },
    headers: anna.browserHeaders('POST'),
  })
  assert.deepEqual([anna.status, anna.headers['location']], [303, '/login'])
})

test('V8.3.1 a handler that forgot its guard still shows nothing', async () => {
  const { visitor } = await openHost(routes)
  assert.equal((await visitor().send({ url: '/forgotten' })).status, 303)
  assert.equal(JSON.parse((await visitor().send({ url: '/who' })).body).who, null)
  const anna = await signUpAndIn(visitor(), 'anna')
  assert.equal(JSON.parse((await anna.send({ url: '/who' })).body).who, 'anna')
})

test('without a sign-in page a stranger gets the 401 itself, with a challenge', async () => {
  const { visitor } = await openShielded(routes)
  const anna = await visitor().open('/notes')
  assert.equal(anna.status, 401)
  assert.match(anna.text, /Please sign in first/)
  assert.equal(anna.headers['www-authenticate'], 'Cookie realm="session"')
})
