// The queue for the only writer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StoreBusy } from '../../../src/store/busy.ts'
import { Mutex } from '../../../src/store/sqlite/mutex.ts'

test('one at a time, in the order of asking', async () => {
  const mutex = new Mutex(1_000)
  const order: number[] = []
  let inside = 0
  await Promise.all(
    [1, 2, 3, 4].map(async (n) => {
      await mutex.acquire()
      assert.equal(++inside, 1)
      await new Promise(setImmediate)
      order.push(n)
      inside--
      mutex.release()
    }),
  )
  assert.deepEqual(order, [1, 2, 3, 4])
})

test('who waits too long is sent away and not called later', async () => {
  const mutex = new Mutex(20)
  await mutex.acquire()
  await assert.rejects(mutex.acquire(), StoreBusy)
  mutex.release()
  await mutex.acquire()
})

test('closing sends away who waits and who comes', async () => {
  const mutex = new Mutex(1_000)
  await mutex.acquire()
  const waiting = mutex.acquire()
  mutex.close(new Error('closed'))
  await assert.rejects(waiting, /closed/)
  await assert.rejects(mutex.acquire(), /closed/)
})
