// A process that receives, keeps, replaces and deletes files, and kills itself at the step whose number it is given; or
// copies at each step what a kill would leave there, into the folder that it is given.
import { cpSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { KyselyPlugin } from 'kysely'
import { openBackend } from '../../src/backend.ts'
import { loadSettings } from '../../src/config/load.ts'
import { folderBlobs } from '../../src/store/blobs.ts'
import type { Store } from '../../src/store/store.ts'
import { keepFile } from '../../src/uploads/keep.ts'
import { prepareFile } from '../../src/uploads/prepare.ts'
import { discard, receiveFile } from '../../src/uploads/receive.ts'
import { deleteUpload } from '../../src/uploads/remove.ts'
import { openUploads } from '../../src/uploads/uploads.ts'

const [data = '', userId = '', at = ''] = process.argv.slice(2)
const by = { actor: 'owner', address: '', userAgent: '' } as const
const copies = /^\d+$/.test(at) ? undefined : at
let steps = 0
let said = ''

function say(line: string): void {
  said += `${line}\n`
  writeSync(1, `${line}\n`)
}

/** Here the process ends, if it is its turn; what comes before it has happened, what comes after has not. */
function step(what: string): void {
  steps++
  if (copies !== undefined) {
    // Nothing else is under way in this process, so that the files are as a kill leaves them.
    cpSync(data, join(copies, String(steps)), { recursive: true })
    writeFileSync(join(copies, `${steps}.said`), `${said}killed ${what}\n`)
    return
  }
  if (steps !== Number(at)) return
  say(`killed ${what}`)
  process.kill(process.pid, 'SIGKILL')
}

const counting: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  async transformResult({ result }) {
    step('after a query')
    return result
  },
}

function counted(store: Store): Store {
  return {
    ...store,
    db: store.db.withPlugin(counting),
    async transaction(work) {
      const result = await store.transaction((tx) => work(tx.withPlugin(counting)))
      step('after a commit')
      return result
    },
  }
}

const settings = loadSettings({ options: { data }, env: {}, cwd: data })
const backend = await openBackend(settings)
const blobs = folderBlobs(join(data, 'uploads', 'kept'))
const uploads = openUploads(
  { ...backend, store: counted(backend.store) },
  {
    blobs: {
      ...blobs,
      async put(key, file) {
        step('before the bytes are put')
        await blobs.put(key, file)
        step('after the bytes were put')
      },
      async remove(key) {
        step('before the bytes are removed')
        await blobs.remove(key)
        step('after the bytes were removed')
      },
    },
  },
)

async function* content(text: string): AsyncGenerator<Buffer> {
  for (const piece of ['a note that is kept: ', text]) {
    step('before a piece arrives')
    yield Buffer.from(piece)
  }
}

/** `reserved`: whether room is set aside while it arrives; what a host keeps has none until then. */
async function keep(text: string, purpose: 'file' | 'avatar', reserved = true): Promise<string> {
  const owner = reserved ? userId : undefined
  const received = await receiveFile(uploads, content(text), { maxBytes: 1000, purpose, userId: owner })
  if (received.kind !== 'arrived') throw new Error(received.kind)
  const { id, path: from } = received.file
  const prepared = await prepareFile(uploads, { from, clientName: `${text}.txt` })
  if (prepared.kind !== 'prepared') throw new Error(prepared.kind)
  step('before it is kept')
  const kept = await keepFile(uploads, { id, userId, purpose, file: prepared.file, by })
  if (kept.kind !== 'kept') throw new Error(kept.kind)
  say(`kept ${id}`)
  await discard(uploads, received.file)
  return id
}

const first = await keep('one', 'file')
await keep('two', 'avatar')
say('replacing')
await keep('three', 'avatar')
say(`deleting ${first}`)
await deleteUpload(uploads, { id: first, userId, by })
await keep('four', 'file', false)
say('done')
await uploads.close()
await backend.close()
