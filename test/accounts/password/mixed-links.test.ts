// Two links in one browser: the button of a page acts on the link that led to it, or on none.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Visitor } from '../../visitor.ts'
import { mails, openHouseOnDisk, users } from '../visits.ts'

const NEXT = 'a longer walk along the sea'

async function resetLinkOf(
  house: Awaited<ReturnType<typeof openHouseOnDisk>>,
  username: string,
): Promise<string> {
  const person = house.visitor()
  await person.open('/password/forgot')
  person.fill({ username })
  await person.press('Mail me a link')
  for (let round = 0; round < 200; round++) {
    const mail = (await mails(house.store)).findLast(
      ({ recipient, text }) => recipient.startsWith(username) && text.includes('/password/reset?token='),
    )
    const token = /token=([\w-]{43})/.exec(mail?.text ?? '')?.[1]
    if (token !== undefined) return `/password/reset?token=${token}`
    await new Promise((then) => setTimeout(then, 10))
  }
  throw new Error('no link came')
}

/** The same cookies, as another tab has them. */
function otherTab(of: Visitor): Visitor {
  return Object.assign(of.copy(), { cookies: of.cookies })
}

test('a form is of the link that led to its page, whatever was opened in the browser since', async () => {
  const house = await openHouseOnDisk()
  await house.member('alice')
  await house.member('bob')
  const before = await users(house.store)
  const [hers, his] = [await resetLinkOf(house, 'alice'), await resetLinkOf(house, 'bob')]
  const person = house.visitor()
  await person.open(hers)
  const elsewhere = otherTab(person)
  await elsewhere.open(his)
  person.fill({ password: NEXT })
  await person.press('Set new password')
  assert.equal(person.status, 409)
  assert.match(person.text, /Another link was opened in this browser meanwhile/)
  const hashes = (rows: Awaited<ReturnType<typeof users>>) => rows.map(({ password_hash }) => password_hash)
  assert.deepEqual(hashes(await users(house.store)), hashes(before))
  // Opened once more it works, and the other link is good as well.
  for (const link of [hers, his]) {
    await person.open(link)
    person.fill({ password: NEXT })
    await person.press('Set new password')
    assert.equal(person.path, '/login', person.text)
  }
})
