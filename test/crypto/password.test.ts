// Password hashes: the right algorithm, the right cost in every case, and a queue that refuses rather than grows.
import assert from 'node:assert/strict'
import { argon2Sync, randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { hashRawSync } from '@node-rs/argon2'
import { createHasher, HashingBusy, isReadableHash } from '../../src/crypto/password.ts'

const OWASP = { memory: 19_456, iterations: 2, parallelism: 1 }
/** Fast enough for tests that are not about the cost. */
const CHEAP = { memory: 64, iterations: 1, parallelism: 1 }
const one = { concurrency: 1, queue: 100 }

describe('the algorithm', () => {
  /** RFC 9106 5.1–5.3: 32 KiB, 3 passes, 4 lanes, 32 bytes of 1, 16 of 2, 8 of 3, 12 of 4. */
  const RFC = {
    argon2d: '512b391b6f1162975371d30919734294f868e3be3984f3c1a13a4db9fabe4acb',
    argon2i: 'c814d9d1dc7f37aa13f0d77f2494bda1c8de6b016dd388d29952a4c4672b6ce8',
    argon2id: '0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659',
  }
  const variants = ['argon2d', 'argon2i', 'argon2id'] as const
  const [message, nonce, secret, associatedData] = [32, 16, 8, 12].map((size, at) =>
    Buffer.alloc(size, at + 1),
  ) as [Buffer, Buffer, Buffer, Buffer]
  const numbers = { memory: 32, passes: 3, parallelism: 4, tagLength: 32 }

  // The library takes no associated data, which the RFC's vectors have: Node's argon2 is held to the RFC, and the
  // library to Node's with all that both take.
  for (const [algorithm, variant] of variants.entries()) {
    const shows = variant === 'argon2id' ? 'V11.2.1 V11.4.2 ' : ''
    test(`${shows}${variant} equals RFC 9106, by way of OpenSSL's`, () => {
      const reference = argon2Sync(variant, { message, nonce, secret, associatedData, ...numbers })
      assert.equal(reference.toString('hex'), RFC[variant])
      const expected = argon2Sync(variant, { message, nonce, secret, ...numbers })
      const options = {
        memoryCost: 32,
        timeCost: 3,
        parallelism: 4,
        outputLen: 32,
        salt: nonce,
        secret,
        algorithm,
      }
      assert.equal(hashRawSync(message, options).toString('hex'), expected.toString('hex'))
    })
  }

  test('a stored hash is what OpenSSL computes from the password and the salt in it', async () => {
    const stored = await createHasher({ parameters: CHEAP, ...one }).hash('correct horse')
    const [, , , , salt, tag] = stored.split('$')
    const computed = argon2Sync('argon2id', {
      message: 'correct horse',
      nonce: Buffer.from(salt!, 'base64'),
      ...{ memory: 64, passes: 1, parallelism: 1, tagLength: 32 },
    })
    assert.deepEqual(computed, Buffer.from(tag!, 'base64'))
  })
})

describe('hash and verify', () => {
  const hasher = createHasher({ parameters: CHEAP, ...one })

  test('V11.4.2 default parameters give a PHC string with a fresh salt of 16 bytes and a tag of 32', async () => {
    const real = createHasher({ parameters: OWASP, ...one })
    const [a, b] = [await real.hash('same'), await real.hash('same')]
    for (const stored of [a, b]) {
      assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
      assert.equal(await real.verify(stored, 'same'), true)
    }
    assert.notEqual(a.split('$')[4], b.split('$')[4])
  })

  test('V6.2.8 nothing of a password is cut, trimmed or changed in case', async () => {
    const long = 'a'.repeat(200)
    const different = [
      long,
      `${long.slice(0, 72)}b${long.slice(73)}`,
      `${long.slice(0, 199)}b`,
      `${long} `,
      ` ${long}`,
    ]
    const stored = await hasher.hash(long)
    const answers = []
    for (const password of [...different, long.toUpperCase()])
      answers.push(await hasher.verify(stored, password))
    assert.deepEqual(answers, [true, false, false, false, false, false])
  })

  test('defect 33: what stands behind a NUL counts', async () => {
    const stored = await hasher.hash('secret\0one')
    assert.equal(await hasher.verify(stored, 'secret\0two'), false)
    assert.equal(await hasher.verify(stored, 'secret'), false)
    assert.equal(await hasher.verify(stored, 'secret\0one'), true)
  })

  test('defect 28: a password set in one composition is the same in another', async () => {
    const stored = await hasher.hash('caf\u00e9 am See')
    assert.equal(await hasher.verify(stored, 'cafe\u0301 am See'), true)
    assert.equal(await hasher.verify(stored, 'cafe am See'), false)
  })

  test('compatibility forms stay different: NFC, not NFKC', async () => {
    assert.equal(await hasher.verify(await hasher.hash('ﬁnal answer'), 'final answer'), false)
  })

  test('lone surrogates and the empty password do no harm', async () => {
    for (const password of ['\ud800', 'a\udfffb', '']) {
      const stored = await hasher.hash(password)
      assert.equal(await hasher.verify(stored, `${password}x`), false)
    }
  })

  test('hashes of other argon2 variants and cheaper parameters still open', async () => {
    const old = createHasher({ parameters: { memory: 32, iterations: 2, parallelism: 2 }, ...one })
    assert.equal(await hasher.verify(await old.hash('still mine'), 'still mine'), true)
    const argon2i =
      '$argon2i$v=19$m=64,t=3,p=4$vdljiSFTFtoDHpZcd2w0+A$r6iJ8XfSlnmxikQUQSrzN7ZuPbKN2P71Yx4YHx4M3X0'
    assert.equal(await hasher.verify(argon2i, 'x'), true)
    assert.equal(hasher.needsRehash(argon2i), true)
  })
})

describe('what is no readable hash', () => {
  const hasher = createHasher({ parameters: CHEAP, ...one })
  const salt = 'c29tZXNhbHRzb21lc2FsdA'
  const tag = 'A'.repeat(43)
  const unreadable = [
    '',
    'x',
    'sha256$abc$5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8',
    'pbkdf2:sha256:260000$abc$00',
    'scrypt:32767:8:1$abc$00',
    '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW',
    '$argon2id$v=19$m=64,t=1,p=1$$',
    `$argon2id$v=16$m=64,t=1,p=1$${salt}$${tag}`,
    `$argon2id$m=64,t=1,p=1$${salt}$${tag}`,
    `$argon2x$v=19$m=64,t=1,p=1$${salt}$${tag}`,
    `$argon2id$v=19$m=0,t=1,p=1$${salt}$${tag}`,
    `$argon2id$v=19$m=7,t=1,p=1$${salt}$${tag}`,
    `$argon2id$v=19$m=64,t=0,p=1$${salt}$${tag}`,
    `$argon2id$v=19$m=64,t=-1,p=1$${salt}$${tag}`,
    // More than a gigabyte, more than 20 rounds, more than 16 lanes.
    `$argon2id$v=19$m=1048577,t=1,p=1$${salt}$${tag}`,
    `$argon2id$v=19$m=4294967295,t=4294967295,p=255$${salt}$${tag}`,
    `$argon2id$v=19$m=64,t=21,p=1$${salt}$${tag}`,
    `$argon2id$v=19$m=1024,t=1,p=17$${salt}$${tag}`,
    // Base64 that is not the one spelling of its bytes: the library throws on it.
    `$argon2id$v=19$m=64,t=1,p=1$${salt.slice(0, -1)}B$${tag}`,
    `$argon2id$v=19$m=64,t=1,p=1$${salt}$${'A'.repeat(42)}B`,
    `$argon2id$v=19$m=64,t=1,p=1$${salt}$${tag}\n`,
    `$argon2id$v=19$m=64,t=1,p=1$${salt}$${'A'.repeat(1_000_000)}`,
  ]

  test('defect 25: a broken, foreign or absurd hash is a failed sign-in, never an error', async () => {
    for (const stored of unreadable) {
      assert.equal(isReadableHash(stored), false, stored.slice(0, 80))
      assert.equal(await hasher.verify(stored, 'password'), false, stored.slice(0, 80))
      assert.equal(hasher.needsRehash(stored), true)
    }
  })

  test('V11.2.5 a stored hash with any one character changed never opens and never throws', async () => {
    const stored = await hasher.hash('password')
    let tried = 0
    for (let at = 0; at < stored.length; at++) {
      for (const char of ['', '$', 'A', '9', '\0', 'é']) {
        const changed = stored.slice(0, at) + char + stored.slice(at + 1)
        if (changed === stored) continue
        assert.equal(await hasher.verify(changed, 'password'), false, changed)
        tried++
      }
    }
    assert.ok(tried > 500)
  })
})

describe('the cost', () => {
  const hasher = createHasher({ parameters: OWASP, ...one })

  /** Of the processor, since the clock tells of other programs too. The least of a few runs: noise only adds. */
  async function milliseconds(run: () => Promise<unknown>): Promise<number> {
    let least = Number.POSITIVE_INFINITY
    for (let round = 0; round < 7; round++) {
      const before = process.cpuUsage()
      await run()
      const { user, system } = process.cpuUsage(before)
      least = Math.min(least, (user + system) / 1000)
    }
    return least
  }

  test('defect 11: no hash, a foreign one, an old cheap one and a wrong password cost a current hash', async () => {
    const current = await hasher.hash('password')
    const cheap = await createHasher({ parameters: CHEAP, ...one }).hash('password')
    const peppered = await createHasher({ parameters: OWASP, ...one, pepper: [randomBytes(32)] }).hash(
      'password',
    )
    const full = await milliseconds(() => hasher.verify(current, 'wrong'))
    const others = {
      none: null,
      foreign: 'sha256$a$b',
      cheap,
      peppered,
      absurd: current.replace('m=19456', 'm=9999999'),
    }
    for (const [name, stored] of Object.entries(others)) {
      const spent = await milliseconds(() => hasher.verify(stored, 'password'))
      // A dummy with cheaper parameters would take next to nothing.
      assert.ok(spent > 0.6 * full && spent < 1.7 * full, `${name}: ${spent} ms, current: ${full} ms`)
    }
  })
})

describe('when to hash anew', () => {
  const hash = (parameters: typeof OWASP) => createHasher({ parameters, ...one }).hash('x')
  const hasher = createHasher({ parameters: CHEAP, ...one })

  test('V11.2.2 defect 26: any other parameter, another variant, a short salt or tag', async () => {
    const current = await hash(CHEAP)
    assert.equal(hasher.needsRehash(current), false)
    const different = [
      await hash({ ...CHEAP, memory: 32 }),
      await hash({ ...CHEAP, memory: 128 }),
      await hash({ ...CHEAP, iterations: 2 }),
      await hash({ ...CHEAP, parallelism: 2 }),
      current.replace('argon2id', 'argon2i'),
      current.replace(/\$[^$]{22}\$/, '$c29tZXNhbHQ$'),
      current.slice(0, -21),
    ]
    for (const stored of different) assert.equal(hasher.needsRehash(stored), true, stored)
  })
})

describe('the pepper', () => {
  const [first, second] = [randomBytes(32), randomBytes(32)]
  const plain = createHasher({ parameters: CHEAP, ...one })
  const withFirst = createHasher({ parameters: CHEAP, ...one, pepper: [first] })
  const rotated = createHasher({ parameters: CHEAP, ...one, pepper: [second, first] })
  const lost = createHasher({ parameters: CHEAP, ...one, pepper: [second] })

  test('names its key in the stored hash and is needed to open it', async () => {
    const stored = await withFirst.hash('password')
    assert.match(stored, /^\$argon2id\$v=19\$m=64,t=1,p=1,keyid=[A-Za-z0-9+/]{8}\$/)
    assert.equal(await withFirst.verify(stored, 'password'), true)
    assert.equal(await withFirst.verify(stored, 'Password'), false)
    assert.equal(await lost.verify(stored, 'password'), false)
    assert.equal(await plain.verify(stored, 'password'), false)
    assert.equal(await plain.verify(stored.replace(/,keyid=[^$]+/, ''), 'password'), false)
    assert.ok(!stored.includes(first.toString('base64').slice(0, 8)))
  })

  test('V11.2.2 switched on, off or rotated: old hashes open and are due for a new one', async () => {
    const [unpeppered, old] = [await plain.hash('password'), await withFirst.hash('password')]
    assert.equal(await withFirst.verify(unpeppered, 'password'), true)
    assert.equal(withFirst.needsRehash(unpeppered), true)
    assert.equal(await rotated.verify(old, 'password'), true)
    assert.equal(rotated.needsRehash(old), true)
    assert.equal(plain.needsRehash(old), true)
    assert.equal(withFirst.needsRehash(old), false)
  })

  test('compositions are still one password', async () => {
    assert.equal(await withFirst.verify(await withFirst.hash('caf\u00e9'), 'cafe\u0301'), true)
  })
})

describe('the queue', () => {
  test('refuses when full, serves in order of arrival, and recovers', async () => {
    const hasher = createHasher({ parameters: CHEAP, concurrency: 2, queue: 3 })
    const order: number[] = []
    const jobs = [1, 2, 3, 4, 5].map((number) => hasher.hash('x').then(() => order.push(number)))
    assert.equal(hasher.waiting, 3)
    await assert.rejects(hasher.hash('x'), HashingBusy)
    await assert.rejects(hasher.verify(null, 'x'), HashingBusy)
    await Promise.all(jobs)
    assert.equal(hasher.waiting, 0)
    // Two run side by side, so that neighbours may swap.
    for (const [at, number] of order.entries()) assert.ok(Math.abs(number - 1 - at) <= 1, order.join())
    assert.equal(typeof (await hasher.hash('x')), 'string')
  })

  test('one at a time, the order is exact', async () => {
    const hasher = createHasher({ parameters: CHEAP, concurrency: 1, queue: 50 })
    const order: number[] = []
    await Promise.all(
      Array.from({ length: 40 }, (_, number) => hasher.verify(null, 'x').then(() => order.push(number))),
    )
    assert.deepEqual(
      order,
      Array.from({ length: 40 }, (_, number) => number),
    )
  })

  test('V15.4.4 never more at work than allowed, so that a flood leaves threads to others', async () => {
    const hasher = createHasher({ parameters: CHEAP, concurrency: 1, queue: 8 })
    const waitingAfterEach: number[] = []
    await Promise.all(
      [1, 2, 3, 4].map(() => hasher.hash('x').then(() => waitingAfterEach.push(hasher.waiting))),
    )
    // Each one that ends lets one in, no more.
    assert.deepEqual(waitingAfterEach, [2, 1, 0, 0])
  })
})

test('parameters that verify would refuse are refused at the start', () => {
  for (const wrong of [
    { memory: 7 },
    { memory: 2_000_000 },
    { iterations: 0 },
    { iterations: 21 },
    { parallelism: 9 },
  ]) {
    assert.throws(() => createHasher({ parameters: { ...CHEAP, ...wrong }, ...one }), RangeError)
  }
})
