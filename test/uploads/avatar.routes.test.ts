// One's picture: chosen, cut to a square, shown on the dashboard and the profile, replaced, removed.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import sharp from 'sharp'
import { download, incoming, kept, openUploadsHouse, picture, rows, upload } from './house.ts'

const PAGE = { url: '/profile/picture' }

describe('one’s picture', () => {
  test('is cut to a square, made anew, and shown on the dashboard and the profile', async () => {
    const house = await openUploadsHouse()
    const alice = await house.member()
    assert.doesNotMatch((await alice.open('/dashboard')).body, /<img class="avatar"/)
    await alice.open('/profile')
    assert.match(alice.text, /There is none yet/)
    await upload(alice, [{ file: 'me.png', content: await picture(800, 200) }], PAGE)
    assert.match(alice.text, /This is your picture now/)
    for (const page of ['/dashboard', '/profile', '/profile/picture']) {
      await alice.open(page)
      assert.match(alice.body, /<img class="avatar" src="\/profile\/picture\/image\?v=[\w-]{22}"/, page)
    }
    const answer = await download(house.app, alice, '/profile/picture/image')
    const { width, height, exif } = await sharp(answer.rawPayload).metadata()
    assert.deepEqual([width, height, exif], [192, 192, undefined])
    assert.match(String(answer.headers['content-disposition']), /^inline/)
    assert.equal(answer.headers['cache-control'], 'private, no-cache')
    assert.match(String(answer.headers['content-security-policy']), /sandbox$/)
    const etag = String(answer.headers.etag)
    assert.equal(
      (await download(house.app, alice, '/profile/picture/image', { 'if-none-match': etag })).statusCode,
      304,
    )
    assert.doesNotMatch((await alice.open('/uploads')).body, /me\.png/, 'it is none of the files')
  })

  test('a new one takes its place, and its removal leaves nothing', async () => {
    const house = await openUploadsHouse()
    const alice = await house.member()
    await upload(alice, [{ file: 'one.png', content: await picture() }], PAGE)
    await upload(alice, [{ file: 'two.png', content: await picture(50, 50, '#2040c0') }], PAGE)
    assert.deepEqual([(await rows(house.store)).length, kept(house.data).length], [1, 1])
    await alice.open('/profile/picture')
    await alice.press('Remove the picture')
    assert.match(alice.text, /gone for good/)
    assert.deepEqual([await rows(house.store), kept(house.data), incoming(house.data)], [[], [], []])
    assert.equal((await download(house.app, alice, '/profile/picture/image')).statusCode, 404)
    const told = await house.store.db.selectFrom('activity').select('kind').orderBy('seq').execute()
    assert.deepEqual(
      told.slice(-3).map(({ kind }) => kind),
      ['picture-changed', 'picture-changed', 'picture-removed'],
    )
  })

  test('what is no picture, or two of them, is refused with the reason in the page', async () => {
    const house = await openUploadsHouse()
    const alice = await house.member()
    await upload(alice, [{ file: 'me.png', content: 'just text' }], PAGE)
    assert.equal(alice.status, 422)
    assert.match(alice.text, /Files of this kind are not taken here/)
    await upload(alice, [{ file: 'me.png', content: (await picture()).subarray(0, 60) }], PAGE)
    assert.equal(alice.status, 422)
    assert.match(alice.text, /damaged/)
    const two = [1, 2].map(async (n) => ({ file: `${n}.png`, content: await picture() }))
    await upload(alice, await Promise.all(two), PAGE)
    assert.equal(alice.status, 413)
    assert.deepEqual([await rows(house.store), incoming(house.data)], [[], []])
  })

  test('without pictures among the kinds there is neither page nor mention', async () => {
    const house = await openUploadsHouse({ uploads: { kinds: ['pdf'] } })
    const alice = await house.member()
    assert.doesNotMatch((await alice.open('/profile')).body, /picture/)
    assert.equal((await alice.open('/profile/picture')).status, 404)
  })
})
