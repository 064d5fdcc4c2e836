// Guards: who is not signed in is led to the sign-in page and back, a program gets 401.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../../src/html/html.ts'
import { currentUser, requireRole, requireUser, signedInUser } from '../../src/shield/guards.ts'
import { page } from '../../src/shield/view.ts'
import { PASSWORD } from '../house.ts'
import { formPage, type Host, look, onDisk, openHost, openShielded, signUpAndIn } from './host.ts'

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

const roleRoutes = (app: Host['app']) => {
  app.get('/form', async (request) => formPage(request))
  app.get('/drafts', { preHandler: requireRole('editor') }, async (request) => ({
    roles: signedInUser(request).roles,
  }))
  app.post('/drafts', { preHandler: requireRole('editor') }, async () => 'written')
  const both = { preHandler: [requireRole('editor'), requireRole('reviewer')] }
  app.get('/publish', both, async () => 'published')
}

async function hostWithRoles() {
  const host = await openHost(roleRoutes, onDisk())
  const { db } = await look(host)
  const anna = await signUpAndIn(host.visitor(), 'anna')
  const give = (...roles: string[]) =>
    db
      .updateTable('users')
      .set({ roles: JSON.stringify(roles) })
      .where('username', '=', 'anna')
      .execute()
  return { ...host, anna, give }
}

test('V8.3.2 a role opens a route at the next request, and its loss shuts it', async () => {
  const { anna, give } = await hostWithRoles()
  const status = async (path: string) => (await anna.open(path)).status
  assert.equal(await status('/drafts'), 403)
  await give('editor')
  assert.equal(await status('/drafts'), 200)
  assert.deepEqual(JSON.parse(anna.body), { roles: ['editor'] })
  assert.equal(await status('/publish'), 403)
  await give('editor', 'reviewer')
  assert.equal(await status('/publish'), 200)
  await give()
  assert.equal(await status('/drafts'), 403)
})

test('a role is its whole name: no part, no other case, and no administrator in its place', async () => {
  const { anna, give } = await hostWithRoles()
  for (const roles of [['edito'], ['editors'], ['Editor'], ['admin'], ['reviewer', 'x'], ['editor ']]) {
    await give(...roles)
    assert.equal((await anna.open('/drafts')).status, 403, String(roles))
  }
})

test('V8.2.1 without the role a page is refused in words, a program with problem details, a post too', async () => {
  const { anna, visitor } = await hostWithRoles()
  await anna.open('/drafts')
  assert.match(anna.text, /403 This is not yours to open/)
  await anna.send({ url: '/drafts', headers: { accept: 'application/json' } })
  assert.equal(anna.status, 403)
  assert.match(String(anna.headers['content-type']), /^application\/problem\+json/)
  const { code, status, title } = JSON.parse(anna.body)
  assert.deepEqual([code, status, title], ['forbidden', 403, 'This is not yours to open'])
  await anna.post('/drafts', { text: 'mine' }, '/form')
  assert.equal(anna.status, 403)

  const stranger = await visitor().open('/drafts')
  assert.deepEqual(stranger.redirects, ['303 /login?next=%2Fdrafts'])
  const program = await visitor().send({ url: '/drafts', headers: { accept: 'application/json' } })
  assert.deepEqual([program.status, JSON.parse(program.body).code], [401, 'sign-in-needed'])
})

test('with the shield alone a role is what the host says of its own user', async () => {
  let roles: string[] | undefined
  const userOf = (id: string) => ({ id, username: id, email: '', ...(roles && { roles }) })
  const { visitor } = await openShielded(roleRoutes, {}, { userOf })
  const anna = visitor()
  await anna.post('/enter', {}, '/enter')
  assert.equal((await anna.open('/drafts')).status, 403)
  roles = ['editor']
  assert.equal((await anna.open('/drafts')).status, 200)
  roles = []
  assert.equal((await anna.open('/drafts')).status, 403)
})
