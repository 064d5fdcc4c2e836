// Visits to /uploads: files are sent, seen, opened and deleted; and what must not happen to them.
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { describe, test } from 'node:test'
import { form, idsOn, incoming, kept, openUploadsHouse, picture, rows, TYPE, upload } from './house.ts'

const TEXT = 'a note to keep\n'

describe('the page of one’s files', () => {
  test('a file is sent without JavaScript, stands in the list, is opened and deleted for good', async () => {
    const house = await openUploadsHouse()
    const alice = await house.member()
    await alice.open('/uploads')
    assert.match(alice.text, /There are no files yet/)
    await upload(alice, [{ file: 'notes.txt', content: TEXT, type: 'text/plain' }])
    assert.equal(alice.path, '/uploads')
    assert.match(alice.text, /Kept: notes\.txt/)
    assert.match(alice.text, /15 bytes of 200 MiB/)
    const [id] = idsOn(alice)
    assert.equal(kept(house.data).length, 1)
    await alice.open(`/uploads/${id}`)
    assert.equal(alice.body, TEXT)
    await alice.open('/uploads')
    await alice.press('Delete')
    assert.match(alice.text, /gone for good/)
    assert.deepEqual([kept(house.data), incoming(house.data), await rows(house.store)], [[], [], []])
    assert.equal((await alice.open(`/uploads/${id}`)).status, 404)
    const told = await house.store.db
      .selectFrom('activity')
      .select(['kind', 'detail'])
      .orderBy('seq')
      .execute()
    assert.deepEqual(told.slice(-2), [
      { kind: 'file-uploaded', detail: '{"kind":"text","bytes":15}' },
      { kind: 'file-deleted', detail: '{"kind":"text","bytes":15}' },
    ])
  })

  test('several files at once: what is kept and what is not is told for each', async () => {
    const house = await openUploadsHouse()
    const alice = await house.member()
    await upload(alice, [
      { file: 'one.txt', content: 'one' },
      { file: 'evil.svg', content: '<svg onload="alert(1)"/>', type: 'image/png' },
      { file: 'two.png', content: await picture() },
    ])
    assert.match(alice.text, /2 files kept/)
    assert.match(alice.text, /Not kept: evil\.svg\. Files that hold markup/)
    assert.equal(idsOn(alice).length, 2)
    assert.deepEqual(incoming(house.data), [])
  })

  test('V5.2.4 V5.2.1 what is refused comes back in the page with its reason, and nothing of it stays', async () => {
    const house = await openUploadsHouse({
      uploads: { maxFileSize: 2048, maxRequestSize: 8192, maxFiles: 2, quota: 4096 },
    })
    const alice = await house.member()
    const cases: [string, Parameters<typeof upload>[1], number, RegExp][] = [
      ['markup', [{ file: 'a.html', content: '<p>' }], 422, /hold markup or scripts/],
      ['empty', [{ file: 'a.txt', content: '' }], 422, /The file is empty/],
      ['no file chosen', [{ file: '', content: '' }], 422, /Please choose a file first/],
      ['too large', [{ file: 'a.txt', content: 'x'.repeat(2049) }], 413, /larger than this page accepts/],
      ['request too large', [{ file: 'a.txt', content: 'x'.repeat(9000) }], 413, /too much at once/],
      ['too many', [1, 2, 3].map((n) => ({ file: `${n}.txt`, content: 'x' })), 413, /too many files at once/],
    ]
    for (const [name, files, status, words] of cases) {
      await upload(alice, files)
      assert.equal(alice.status, status, name)
      assert.match(alice.text, words, name)
      assert.match(alice.text, /Your files/, name)
      assert.deepEqual([incoming(house.data), kept(house.data), await rows(house.store)], [[], [], []], name)
    }
    await upload(alice, [{ file: 'most.txt', content: 'x'.repeat(2048) }])
    assert.equal(alice.status, 200)
  })

  test('V5.2.4 the quota is kept to the byte, and what is deleted makes room again', async () => {
    const house = await openUploadsHouse({ uploads: { maxFileSize: 2048, quota: 3000, maxPerAccount: 3 } })
    const alice = await house.member()
    await upload(alice, [{ file: 'a.txt', content: 'x'.repeat(2000) }])
    await upload(alice, [{ file: 'b.txt', content: 'x'.repeat(1001) }])
    assert.equal(alice.status, 409)
    assert.match(alice.text, /no room left/)
    await upload(alice, [{ file: 'b.txt', content: 'x'.repeat(1000) }])
    assert.equal(alice.status, 200)
    await upload(alice, [{ file: 'c.txt', content: 'x' }])
    assert.equal(alice.status, 409)
    await alice.open('/uploads')
    await alice.press('Delete')
    await upload(alice, [{ file: 'c.txt', content: 'x' }])
    await upload(alice, [{ file: 'd.txt', content: 'x' }])
    assert.equal(alice.status, 200)
    await upload(alice, [{ file: 'e.txt', content: 'x' }])
    assert.deepEqual([alice.status, (await rows(house.store)).length], [409, 3])
  })

  test('a hundred files stand on a page, and a link leads to the older ones', async () => {
    const house = await openUploadsHouse()
    const alice = await house.member()
    const { id: user_id } = await house.store.db.selectFrom('users').select('id').executeTakeFirstOrThrow()
    const facts = { state: 'stored', purpose: 'file', kind: 'text', type: 'text/plain', sha256: 'x' } as const
    const none = { bytes: 1, width: null, height: null, expires_at: null }
    // Some at the same moment.
    const files = Array.from({ length: 250 }, (_, n) => ({
      ...facts,
      ...none,
      user_id,
      id: String(n).padStart(22, '0'),
      name: `${n}.txt`,
      created_at: house.clock.now - Math.floor(n / 3),
    }))
    await house.store.db.insertInto('uploads').values(files).execute()
    const seen: string[] = []
    await alice.open('/uploads')
    for (;;) {
      seen.push(...idsOn(alice))
      const older = /href="(\/uploads\?after=[\w-]{22})"/.exec(alice.body)?.[1]
      if (older === undefined) break
      await alice.open(older)
    }
    assert.deepEqual(
      seen,
      files.map(({ id }) => id),
    )
    const mallory = await house.member('mallory')
    assert.match((await mallory.open(`/uploads?after=${files[0]!.id}`)).text, /There are no files yet/)
  })

  test('a picture is made anew before it is kept', async () => {
    const house = await openUploadsHouse()
    const alice = await house.member()
    const sent = Buffer.concat([await picture(), Buffer.from('PK\u0003\u0004 and more')])
    await upload(alice, [{ file: 'photo.php', content: sent }])
    const [row] = await rows(house.store)
    assert.deepEqual([row!.kind, row!.width, row!.height, row!.state], ['image', 40, 30, 'stored'])
    assert.match(row!.name, /^photo.*\.(png|webp)$/)
    const [path] = kept(house.data)
    assert.equal(statSync(path!).mode & 0o777, 0o600)
    assert.equal(statSync(path!).size, row!.bytes)
  })

  test('somebody who is not signed in is led to the sign-in page, and nothing is kept', async () => {
    const house = await openUploadsHouse()
    const stranger = house.visitor()
    const token = await stranger.token('/login')
    await stranger.send({
      method: 'POST',
      url: '/uploads',
      payload: form({ name: 'csrf_token', value: token }, { name: 'files', file: 'a.txt', content: 'x' }),
      headers: { ...stranger.browserHeaders('POST'), 'content-type': TYPE },
    })
    assert.deepEqual([stranger.status, stranger.headers['location']], [303, '/login'])
    assert.deepEqual(await rows(house.store), [])
  })

  test('without uploads there is no page, no call and no link to them', async () => {
    const house = await openUploadsHouse({ uploads: { enabled: false } })
    const alice = await house.member()
    assert.doesNotMatch(alice.body, /\/uploads/)
    assert.equal((await alice.open('/uploads')).status, 404)
    assert.equal((await alice.open('/profile/picture')).status, 404)
    assert.doesNotMatch((await alice.open('/api/openapi.json')).body, /uploads/)
  })
})
