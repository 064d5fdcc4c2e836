// The judge of equal cost: work and waiting are found, and what the machine does besides is not held against anybody.
import assert from 'node:assert/strict'
import { argon2Sync } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { assertSameCost } from './backend.ts'

const PARAMETERS = { message: 'x', nonce: Buffer.alloc(16), parallelism: 1, tagLength: 32, passes: 1 }
/** Milliseconds. */
const PAUSE = 4
/** KiB for the memory of one call: some 3 ms, beside which the cold caches after a pause are little. */
const MEMORY = 4096
const work = (amount = 1) => argon2Sync('argon2id', { ...PARAMETERS, memory: MEMORY * amount })

test('equal work passes, though other programs hold up most of the runs of one', async () => {
  await assertSameCost(
    async () => work(),
    async (round) => {
      if (round % 3 !== 0) await wait(PAUSE)
      work()
    },
  )
})

test('more work is found, and so is waiting', async () => {
  await assert.rejects(
    assertSameCost(
      async () => work(),
      async () => work(2),
    ),
    /apart in all rounds/,
  )
  await assert.rejects(
    assertSameCost(
      async () => work(),
      async () => {
        await wait(PAUSE)
        work()
      },
    ),
    /apart in all rounds/,
  )
})
