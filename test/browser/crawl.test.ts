// Every page that links lead to, as a visitor and as two members: no foreign address, no dead technology, no leak.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { openHouse } from '../house.ts'
import { attribute, elementsIn, type Visitor } from '../visitor.ts'

const STARTS = ['/', '/dev/outbox', '/no-such-page', '/dashboard']
const ADDRESSES: readonly (readonly [tag: string, attribute: string])[] = [
  ['a', 'href'],
  ['area', 'href'],
  ['form', 'action'],
  ['button', 'formaction'],
  ['link', 'href'],
  ['script', 'src'],
  ['img', 'src'],
  ['iframe', 'src'],
  ['source', 'src'],
]
const DEAD = ['object', 'embed', 'applet', 'frame', 'frameset', 'bgsound', 'keygen', 'marquee']

const house = await openHouse()
const { origin } = house.settings
const people = { nobody: house.visitor(), ada: await house.member('ada-l'), bea: await house.member('bea-k') }

interface Found {
  address: string
  tag: string
  integrity: string | undefined
}

/** Each page by its path, with the addresses in it. Addresses of other origins are kept, and not asked. */
async function crawl(
  visitor: Visitor,
): Promise<Map<string, { document: Visitor['document']; found: Found[] }>> {
  const pages = new Map<string, { document: Visitor['document']; found: Found[] }>()
  const waiting = [...STARTS]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (pages.has(path)) continue
    await visitor.open(path)
    if (!String(visitor.headers['content-type']).startsWith('text/html')) continue
    const { document } = visitor
    const found = ADDRESSES.flatMap(([tag, name]) =>
      elementsIn(document, tag).flatMap((element) => {
        const written = attribute(element, name)
        if (written === undefined || written.startsWith('#')) return []
        return [
          { address: new URL(written, origin + path).href, tag, integrity: attribute(element, 'integrity') },
        ]
      }),
    )
    pages.set(path, { document, found })
    for (const { address, tag } of found) {
      const { origin: where, pathname, search } = new URL(address)
      if (tag === 'a' && where === origin) waiting.push(pathname + search)
    }
  }
  return pages
}

const crawls = new Map<string, Awaited<ReturnType<typeof crawl>>>()
for (const [name, visitor] of Object.entries(people)) crawls.set(name, await crawl(visitor))
const everyPage = [...crawls].flatMap(([name, pages]) =>
  [...pages].map(([path, page]) => ({ where: `${name} ${path}`, ...page })),
)
const everything = everyPage.flatMap(({ where, found }) => found.map((one) => ({ where, ...one })))

test('the crawl finds the pages', () => {
  const pathsOf = (name: string) =>
    [...new Set([...crawls.get(name)!.keys()].map((path) => path.replace(/\?.*/, '')))].sort()
  const forAll = ['/', '/dashboard', '/dev/outbox', '/email/verify', '/login', '/no-such-page']
  assert.deepEqual(pathsOf('nobody'), [...forAll, '/password/forgot', '/register'].sort())
  const members = ['/activity', '/email/change', '/passkeys', '/password/change', '/profile', '/sessions']
  assert.deepEqual(
    [...members, '/two-factor', '/two-factor/authenticator'].filter((path) => !pathsOf('ada').includes(path)),
    [],
  )
  assert.ok(everything.some(({ tag }) => tag === 'script'))
})

test('V3.7.3 no page leads to another host, so that nobody leaves without wanting to', () => {
  assert.deepEqual(
    everything.filter(({ address }) => new URL(address).origin !== origin),
    [],
  )
})

test('V3.7.1 no page uses technology that browsers have given up', () => {
  const dead = everyPage.flatMap(({ where, document }) =>
    DEAD.flatMap((tag) => (elementsIn(document, tag).length > 0 ? [`${where}: ${tag}`] : [])),
  )
  assert.deepEqual(dead, [])
})

test('V3.6.1 each script and style sheet is our own and pinned by its digest', async () => {
  const pinned = everything.filter(({ tag, address }) => tag === 'script' || address.endsWith('.css'))
  assert.ok(pinned.length >= 2 * everyPage.length)
  for (const { where, address, integrity } of pinned) {
    const { rawPayload: payload } = await house.app.inject(new URL(address).pathname)
    assert.equal(integrity, `sha384-${createHash('sha384').update(payload).digest('base64')}`, where)
  }
})

test('V3.5.7 scripts are the same bytes for everybody', async () => {
  const scripts = new Set(
    everything.filter(({ tag }) => tag === 'script').map(({ address }) => new URL(address).pathname),
  )
  for (const script of scripts) {
    const bodies = new Set<string>()
    for (const visitor of Object.values(people)) {
      await visitor.send({ url: script })
      assert.equal(visitor.status, 200)
      assert.doesNotMatch(visitor.body, /ada|bea-k/)
      bodies.add(visitor.body)
    }
    assert.equal(bodies.size, 1, script)
  }
})
