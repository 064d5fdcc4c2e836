// A thread that reads Python: takes file after file from those that nobody has taken yet, until there are no more.
import { workerData } from 'node:worker_threads'
import type { ThreadWork } from './threads.ts'
import { createTreeReader, type ReadModule } from './tree-reader.ts'

const { texts, taken, port } = workerData as ThreadWork
const reader = await createTreeReader()

for (let at = Atomics.add(taken, 0, 1); at < texts.length; at = Atomics.add(taken, 0, 1)) {
  const read = reader.module(texts[at] as string)
  port.postMessage({ at, read }, buffersOf(read))
}
port.close()

/** They are handed on, not copied. */
function buffersOf({ trees }: ReadModule): ArrayBuffer[] {
  return trees.map(({ flat }) => flat.types.buffer as ArrayBuffer)
}
