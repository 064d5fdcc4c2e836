// Fetch Metadata isolation: another site may open a page of ours as a page, and nothing else.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Host, openHost } from './host.ts'

const routes = (app: Host['app']) => {
  app.get('/data.json', async () => ({ mine: true }))
  app.post('/submit', async () => 'done')
  app.get('/badge', { config: { shield: { dangerouslyAllowCrossSite: true } } }, async () => 'badge')
}

const host = await openHost(routes)

async function ask(
  site: string | undefined,
  mode?: string,
  target?: string,
  url = '/data.json',
  method = 'GET',
) {
  const headers: Record<string, string | undefined> = {
    'sec-fetch-site': site,
    'sec-fetch-mode': mode,
    'sec-fetch-dest': target,
  }
  const sent = await host.visitor().send({ method: method as 'GET', url, headers })
  return sent.status
}

describe('V3.2.1 V3.5.8 what another site starts', () => {
  for (const site of ['cross-site', 'same-site']) {
    for (const url of ['/data.json', '/login', '/dashboard', '/nothing', '/healthz']) {
      test(`${site}: ${url} can't be embedded, framed, scripted or fetched`, async () => {
        for (const [mode, target] of [
          ['no-cors', 'image'],
          ['no-cors', 'script'],
          ['no-cors', 'style'],
          ['no-cors', 'video'],
          ['no-cors', 'object'],
          ['cors', 'empty'],
          ['cors', 'script'],
          ['websocket', 'websocket'],
          ['navigate', 'iframe'],
          ['navigate', 'frame'],
          ['navigate', 'object'],
          ['navigate', 'embed'],
          ['navigate', 'fencedframe'],
          ['unknown', 'document'],
        ]) {
          assert.equal(await ask(site, mode, target, url), 403, `${mode} ${target}`)
        }
      })
    }

    test(`${site}: a link to a page works, a form of theirs does not`, async () => {
      assert.equal(await ask(site, 'navigate', 'document', '/login'), 200)
      assert.equal(await ask(site, 'navigate', 'document', '/login', 'HEAD'), 200)
      assert.equal(await ask(site, 'navigate', 'document', '/submit', 'POST'), 403)
      assert.equal(await ask(site, 'cors', 'empty', '/submit', 'POST'), 403)
    })
  }
})

test('our own pages, the address bar and clients without Fetch Metadata fetch what they like', async () => {
  for (const site of ['same-origin', 'none', undefined]) {
    for (const target of ['image', 'script', 'empty', 'iframe', 'object']) {
      assert.equal(await ask(site, 'no-cors', target), 200, `${site} ${target}`)
    }
  }
})

test('V3.2.1 JSON opened as a document by our own pages still runs nothing', async () => {
  for (const target of ['document', 'iframe', 'script', 'object', 'embed']) {
    const sent = await host.visitor().send({
      url: '/data.json',
      headers: { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': target },
    })
    assert.match(String(sent.headers['content-type']), /^application\/json/)
    assert.equal(sent.headers['x-content-type-options'], 'nosniff')
    assert.match(
      String(sent.headers['content-security-policy']),
      /default-src 'none'.*frame-ancestors 'none'/,
    )
  }
})

test('a route that other sites may embed says so, by a name that warns', async () => {
  assert.equal(await ask('cross-site', 'no-cors', 'image', '/badge'), 200)
  const badge = await host.visitor().send({ url: '/badge' })
  assert.equal(badge.headers['cross-origin-resource-policy'], 'cross-origin')
})

test('V3.5.6 no callback parameter turns JSON into a script', async () => {
  const plain = await host.visitor().send({ url: '/data.json' })
  for (const name of ['callback', 'jsonp', 'cb', 'jsonpcallback']) {
    const asked = await host.visitor().send({ url: `/data.json?${name}=evil` })
    assert.equal(asked.body, plain.body)
    assert.equal(asked.headers['content-type'], plain.headers['content-type'])
  }
})
