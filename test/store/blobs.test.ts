// Blobs, the same for a folder and for a bucket on an S3 server; then what a folder alone must stand.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { newToken } from '../../src/crypto/token.ts'
import { BlobAbsent, type Blobs, BlobTaken, folderBlobs } from '../../src/store/blobs.ts'
import { s3Blobs } from '../../src/store/blobs-s3.ts'
import { NO_S3, startS3 } from './s3-server.ts'

const scratch = mkdtempSync(join(tmpdir(), 'portcullis-blobs-'))
after(() => rmSync(scratch, { recursive: true, force: true }))

let files = 0
function newFile(content: string | Buffer, mode = 0o644): string {
  const path = join(scratch, `file-${files++}`)
  writeFileSync(path, content, { mode })
  return path
}

const newKey = () => newToken(16)
const read = async (stream: Promise<Readable>) => buffer(await stream)

async function keysOf(blobs: Blobs): Promise<string[]> {
  const found: string[] = []
  for await (const { key } of blobs.list()) found.push(key)
  return found.sort()
}

const NOT_KEYS = [
  '',
  'short',
  '../../../../../../etc/passwd',
  '..%2f..%2f..%2f..%2fetc%2fpasswd',
  `${'a'.repeat(22)}/../../b`,
  `${'a'.repeat(22)}\\b`,
  `${'a'.repeat(22)}\0`,
  `${'a'.repeat(22)}\n`,
  `.${'a'.repeat(22)}`,
  'a'.repeat(65),
  'ä'.repeat(22),
]

function suite(open: () => Promise<Blobs>): void {
  let blobs: Blobs
  before(async () => {
    blobs = await open()
  })
  after(() => blobs.close())

  test('a file is taken over whole, is gone from its place, and is read back byte for byte', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 256))
    const [key, file] = [newKey(), newFile(content)]
    await blobs.put(key, file)
    assert.equal(existsSync(file), false)
    assert.equal(await blobs.size(key), content.length)
    assert.ok((await read(blobs.open(key))).equals(content))
  })

  test('an empty file is kept too', async () => {
    const key = newKey()
    await blobs.put(key, newFile(''))
    assert.equal(await blobs.size(key), 0)
    assert.equal((await read(blobs.open(key))).length, 0)
  })

  test('a range holds both its ends', async () => {
    const key = newKey()
    await blobs.put(key, newFile('0123456789'))
    const part = async (start: number, end: number) => String(await read(blobs.open(key, { start, end })))
    assert.equal(await part(0, 0), '0')
    assert.equal(await part(3, 6), '3456')
    assert.equal(await part(9, 9), '9')
    assert.equal(await part(0, 9), '0123456789')
  })

  test('a taken key keeps its bytes, and the second file stays where it was', async () => {
    const [key, second] = [newKey(), newFile('second')]
    await blobs.put(key, newFile('first'))
    await assert.rejects(blobs.put(key, second), BlobTaken)
    assert.equal(String(await read(blobs.open(key))), 'first')
    assert.equal(readFileSync(second, 'utf8'), 'second')
  })

  test('what is absent: no size, no bytes, nothing to remove', async () => {
    const key = newKey()
    assert.equal(await blobs.size(key), undefined)
    await assert.rejects(blobs.open(key), BlobAbsent)
    await blobs.remove(key)
  })

  test('removed is removed, also twice, and the key is free again', async () => {
    const key = newKey()
    await blobs.put(key, newFile('a'))
    await blobs.remove(key)
    await blobs.remove(key)
    assert.equal(await blobs.size(key), undefined)
    assert.ok(!(await keysOf(blobs)).includes(key))
    await blobs.put(key, newFile('b'))
    assert.equal(String(await read(blobs.open(key))), 'b')
  })

  test('the list names each blob once, with the time it was kept', async () => {
    const keys = Array.from({ length: 5 }, newKey)
    const start = Date.now()
    for (const key of keys) await blobs.put(key, newFile(key))
    const found = new Map<string, number>()
    for await (const { key, modifiedAt } of blobs.list()) {
      assert.ok(!found.has(key), key)
      found.set(key, modifiedAt)
    }
    for (const key of keys) assert.ok(Math.abs(found.get(key)! - start) < 60_000, key)
  })

  test('V5.3.2 nothing but an id becomes a path or an address', async () => {
    const file = newFile('kept')
    for (const key of NOT_KEYS) {
      const name = JSON.stringify(key)
      await assert.rejects(blobs.put(key, file), RangeError, name)
      await assert.rejects(blobs.open(key), RangeError, name)
      await assert.rejects(blobs.size(key), RangeError, name)
      await assert.rejects(blobs.remove(key), RangeError, name)
    }
    assert.equal(readFileSync(file, 'utf8'), 'kept')
  })

  test('a file that is not there leaves no blob', async () => {
    const key = newKey()
    await assert.rejects(blobs.put(key, join(scratch, 'nowhere')), { code: 'ENOENT' })
    assert.equal(await blobs.size(key), undefined)
  })

  test('a link or a folder in place of the file is not taken', async () => {
    const [key, target, linked] = [newKey(), newFile('secret'), join(scratch, `link-${newKey()}`)]
    symlinkSync(target, linked)
    await assert.rejects(blobs.put(key, linked))
    await assert.rejects(blobs.put(key, scratch))
    assert.equal(await blobs.size(key), undefined)
  })
}

describe('blobs in a folder', () => {
  const home = join(scratch, 'a', 'b', 'kept')
  suite(async () => folderBlobs(home))

  test('nobody else reads them: folders 0700, files 0600, whatever the file’s mode was', async () => {
    const key = newKey()
    await folderBlobs(home).put(key, newFile('mine', 0o666))
    const shard = join(home, key.slice(0, 2))
    const modes = [home, shard, join(shard, key)].map((path) => statSync(path).mode & 0o777)
    assert.deepEqual(modes, [0o700, 0o700, 0o600])
  })

  test('what others left in the folder is no blob: it is neither listed nor read', async () => {
    const folder = join(scratch, 'others')
    const blobs = folderBlobs(folder)
    const [linked, piped, nested, kept] = [newKey(), newKey(), newKey(), newKey()]
    const place = (key: string) => {
      mkdirSync(join(folder, key.slice(0, 2)), { recursive: true })
      return join(folder, key.slice(0, 2), key)
    }
    symlinkSync('/etc/passwd', place(linked))
    execFileSync('mkfifo', [place(piped)])
    mkdirSync(place(nested))
    writeFileSync(join(folder, 'note.txt'), 'hello')
    await blobs.put(kept, newFile('kept'))
    assert.deepEqual(await keysOf(blobs), [kept])
    for (const key of [linked, piped, nested]) {
      assert.equal(await blobs.size(key), undefined)
      await assert.rejects(blobs.open(key), BlobAbsent)
    }
    // Even a dangling link must not be written through.
    const dangling = newKey()
    symlinkSync(join(scratch, 'written-through'), place(dangling))
    await assert.rejects(blobs.put(dangling, newFile('x')), BlobTaken)
    assert.equal(existsSync(join(scratch, 'written-through')), false)
    await blobs.remove(linked)
    assert.ok(existsSync('/etc/passwd'))
    assert.equal(existsSync(place(linked)), false)
  })

  test('a sub-folder that is a link is not followed', async () => {
    const [folder, elsewhere] = [join(scratch, 'shards'), join(scratch, 'elsewhere')]
    const blobs = folderBlobs(folder)
    const key = newKey()
    mkdirSync(elsewhere)
    writeFileSync(join(elsewhere, key), 'foreign')
    symlinkSync(elsewhere, join(folder, key.slice(0, 2)))
    await assert.rejects(blobs.put(key, newFile('x')), /is no folder/)
    await assert.rejects(blobs.open(key), BlobAbsent)
    await blobs.remove(key)
    assert.deepEqual(readdirSync(elsewhere), [key])
    assert.deepEqual(await keysOf(blobs), [])
  })

  const otherDisk = '/dev/shm'
  const skip = existsSync(otherDisk) && statSync(otherDisk).dev !== statSync(scratch).dev ? false : 'one disk'
  test('a temporary file on another disk is copied, and never over a blob', { skip }, async () => {
    const away = mkdtempSync(join(otherDisk, 'portcullis-'))
    try {
      const blobs = folderBlobs(join(away, 'kept'))
      const [key, second] = [newKey(), newFile('second')]
      await blobs.put(key, newFile('first'))
      assert.equal(String(await read(blobs.open(key))), 'first')
      assert.equal(statSync(join(away, 'kept', key.slice(0, 2), key)).mode & 0o777, 0o600)
      await assert.rejects(blobs.put(key, second), BlobTaken)
      assert.equal(String(await read(blobs.open(key))), 'first')
      assert.ok(existsSync(second))
    } finally {
      rmSync(away, { recursive: true })
    }
  })

  test('a folder that was there keeps its mode: it may be somebody’s home', () => {
    const folder = join(scratch, 'was-there')
    mkdirSync(folder)
    chmodSync(folder, 0o755)
    folderBlobs(folder)
    assert.equal(statSync(folder).mode & 0o777, 0o755)
  })
})

if (NO_S3 !== undefined) console.log(NO_S3)

describe('blobs in a bucket', { skip: NO_S3 ?? false }, () => {
  let server: Awaited<ReturnType<typeof startS3>>
  before(async () => {
    server = await startS3('portcullis-test')
  })
  after(() => server.stop())
  suite(() => s3Blobs(server.options))

  test('more than a page of a list, and nothing that stands beside the prefix', async () => {
    const own = await s3Blobs({ ...server.options, prefix: 'many/' })
    const other = await s3Blobs({ ...server.options, prefix: 'other/' })
    // Hexadecimal: this server sorts by a language's rules and goes on by bytes, which differ for capitals.
    const keys = Array.from({ length: 1_010 }, () => randomBytes(16).toString('hex'))
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => own.put(key, newFile('x'))))
    }
    await other.put(newKey(), newFile('y'))
    assert.deepEqual(await keysOf(own), keys.sort())
    await own.close()
    await other.close()
  })

  test('a wrong bucket or no server stops the start in plain words, without the secret', async () => {
    const wrong = async (options: object) => {
      const error = await s3Blobs({ ...server.options, ...options }).then(
        () => assert.fail('opened'),
        (reason: Error) => reason,
      )
      assert.match(error.message, /^The bucket [a-z-]+ can't be reached: /)
      assert.doesNotMatch(error.message, /very-secret/)
      return error.message
    }
    assert.match(await wrong({ bucket: 'not-there' }), /404/)
    assert.match(await wrong({ endpoint: 'http://127.0.0.1:1' }), /ECONNREFUSED/)
  })
})
