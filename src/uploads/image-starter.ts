// A small process that begins the images' processes. Each beginning copies the tables of the beginner's memory, and it stands
// still meanwhile: in the server that took 4 to 9 ms, during which nobody was answered.
import type { ImageJob } from './image-job.ts'
import { runImage } from './image-run.ts'

export type ToStarter = { id: number; job: ImageJob } | { id: number; cancel: true }
export type FromStarter = { id: number; answer: string } | { id: number; problem: string }

const atWork = new Map<number, AbortController>()

process.on('message', (message: ToStarter) => {
  if ('cancel' in message) atWork.get(message.id)?.abort()
  else void run(message.id, message.job)
})
// The server has ended, maybe by being killed: nobody waits for these images any more.
process.once('disconnect', () => {
  for (const cancel of atWork.values()) cancel.abort()
  process.exit()
})

async function run(id: number, job: ImageJob): Promise<void> {
  const cancel = new AbortController()
  atWork.set(id, cancel)
  let said: FromStarter
  try {
    said = { id, answer: await runImage(job, cancel.signal) }
  } catch (error) {
    said = { id, problem: String(error) }
  }
  atWork.delete(id)
  if (process.connected) process.send?.(said)
}
