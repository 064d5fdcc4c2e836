// The queue of expiry against a plain sorted list.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Expiring, ExpiryQueue } from '../../src/limits/expiry-queue.ts'
import { seeded } from './random.ts'

test('the first member is always the one due first, through additions, removals and moves', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = seeded(seed)
    const queue = new ExpiryQueue<Expiring>()
    const members: Expiring[] = []
    for (let n = 0; n < 500; n++) {
      const action =
        members.length === 0 ? 'add' : random.pick(['add', 'add', 'remove', 'move', 'take first'])
      if (action === 'add') {
        const member = { due: random.between(0, 100), place: -1 }
        members.push(member)
        queue.add(member)
      } else if (action === 'move') {
        const member = random.pick(members)
        member.due = random.between(0, 100)
        queue.moved(member)
      } else {
        const member = action === 'remove' ? random.pick(members) : queue.first()!
        members.splice(members.indexOf(member), 1)
        queue.remove(member)
      }
      const soonest = Math.min(...members.map(({ due }) => due))
      assert.equal(queue.first()?.due ?? Number.POSITIVE_INFINITY, soonest)
    }
  }
})
