// ASVS V1, encoding and injection: what is shown by reading our own sources, or by a visit that no other file makes.
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { after, describe, test } from 'node:test'
import { loadSettings } from '../../src/config/load.ts'
import { mails, openHouseOnDisk, users } from '../accounts/visits.ts'
import { type House, openHouse, PASSWORD } from '../house.ts'
import type { Visitor } from '../visitor.ts'

/** Our sources without their comments, which may name what the code must not do. */
const sources = new Map(
  globSync('src/**/*.ts').map((file) => [
    file.replaceAll('\\', '/'),
    readFileSync(file, 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/(^|\s)\/\/ .*$/gm, ''),
  ]),
)

/** The files in which something stands, a line at most once. */
function filesWith(pattern: RegExp): string[] {
  return [...sources].filter(([, source]) => pattern.test(source)).map(([file]) => file)
}

/** Without the auditor, which the server does not load, and which names what it looks for in the code of others. */
function serverFilesWith(pattern: RegExp): string[] {
  return filesWith(pattern).filter((file) => !file.startsWith('src/audit/'))
}

describe('our own sources', () => {
  test('V1.1.1 nothing is decoded a second time behind the router', () => {
    // A mail server's name and password stand in a URL of the settings, which no visitor sends.
    assert.deepEqual(filesWith(/\b(?:decodeURI(?:Component)?|unescape)\s*\(/), ['src/mail/smtp.ts'])
  })

  test('V1.2.4 no SQL is made of text: values go through the query builder', () => {
    assert.deepEqual(filesWith(/\bsql\.raw\s*\(/), [])
    // Kysely's own statements, and pragmas with constants.
    const direct = serverFilesWith(/\.prepare\s*\(|\bdatabase\.exec\s*\(|\.query\s*\(/)
    assert.deepEqual(
      direct.filter((file) => !/^src\/store\/(?:sqlite\/|postgres)/.test(file)),
      [],
    )
    const built = [...sources].flatMap(([file, source]) =>
      [
        ...source.matchAll(
          /\.(?:exec|prepare|query)\s*\(\s*`[^`]*\$\{(?!synchronous|MAX_LOG|[A-Z_]+\})[^`]*`/g,
        ),
      ].map(() => file),
    )
    assert.deepEqual(built, [])
  })

  test('V1.2.5 no process is started by the server', () => {
    assert.deepEqual(filesWith(/child_process|worker_threads|node:cluster/).sort(), [
      // The command's own: git with a fixed list of arguments, and a thread of our own code that reads Python.
      'src/audit/git.ts',
      'src/audit/python/parse-thread.ts',
      'src/audit/python/threads.ts',
      // Pictures are read in a process of our own code, without a shell and without the server's secrets.
      'src/uploads/image-processes.ts',
      'src/uploads/image-run.ts',
    ])
  })

  test('V1.2.9 no regular expression is made of anything but a literal', () => {
    assert.deepEqual(filesWith(/\bRegExp\s*\(/), [])
  })

  test('code is never made of text: no eval, no Function, no vm, no timers with text', () => {
    assert.deepEqual(
      serverFilesWith(
        /\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(|node:vm\b|\bset(?:Timeout|Interval)\s*\(\s*['"`]/,
      ),
      [],
    )
  })

  test('V1.5.2 nothing but JSON is deserialised', () => {
    assert.deepEqual(
      serverFilesWith(
        /node:v8|\bdeserialize\b|yaml|serialize-javascript|\bObject\.assign\s*\(\s*\{\s*\}\s*,\s*(?:request|body)/i,
      ),
      [],
    )
    // The auditor reads compose files and OpenAPI documents; its parser makes plain values alone.
    assert.deepEqual(
      filesWith(/import\('yaml'\)|from 'yaml'/).filter((file) => !file.startsWith('src/audit/data/')),
      [],
    )
  })

  test('V1.3.10 log calls begin with an object or a literal, and never join text', () => {
    const calls = [...sources].flatMap(([file, source]) =>
      [...source.matchAll(/\blog\??\.(?:trace|debug|info|warn|error|fatal)\(\s*(.*)/g)].map(
        ([, start = '']) => ({ file, start }),
      ),
    )
    assert.ok(calls.length > 15)
    // An object, a literal, or an object by its name with a literal behind it.
    const fine = /^(?:\{|'|[a-z]\w*, ')/
    assert.deepEqual(
      calls.filter(({ start }) => !fine.test(start)),
      [],
    )
    // Nor does the text that follows the object.
    assert.deepEqual(filesWith(/\blog\??\.\w+\((?:[^()]|\([^()]*\))*`/), [])
  })

  test('V1.3.6 what speaks to other machines: the breach service, the mail server, the bucket, the scanner', () => {
    assert.deepEqual(filesWith(/\bfetch\s*\(|\bcreateTransport\s*\(/).sort(), [
      'src/accounts/breach.ts',
      'src/mail/smtp.ts',
    ])
    const clients =
      /import\s+(?!type\b)[^;'"]*?\b(?:request|connect|createConnection|lookup|resolve\w*|Socket)\b[^;'"]*?from 'node:(?:http|https|http2|net|tls|dgram|dns)/
    assert.deepEqual(filesWith(clients), ['src/uploads/clamd.ts'])
    assert.deepEqual(filesWith(/@aws-sdk\//), ['src/store/blobs-s3.ts'])
  })
})

/** All packages that an installation without development tools has. */
function productionPackages(): Map<string, string> {
  const found = new Map<string, string>()
  const visit = (name: string, from: string): void => {
    for (let folder = from; ; folder = dirname(folder)) {
      const place = join(folder, 'node_modules', name)
      if (existsSync(join(place, 'package.json'))) {
        if (!found.has(place)) {
          found.set(place, name)
          follow(place)
        }
        return
      }
      // Optional, and not made for this machine.
      if (folder === dirname(folder)) return
    }
  }
  const follow = (place: string): void => {
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
      readFileSync(join(place, 'package.json'), 'utf8'),
    )
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) visit(name, place)
  }
  follow(process.cwd())
  return found
}

describe('what is installed in production', () => {
  const packages = productionPackages()

  test('V1.5.1 V1.5.2 no parser of XML, one of YAML for the auditor, and nothing that revives code', () => {
    assert.ok(packages.size > 30)
    const names = [...packages.values()]
    assert.deepEqual(
      names.filter((name) =>
        /xml|sax|xpath|yaml|node-serialize|serialize-javascript|ldap|latex|dockerode|vm2/i.test(name),
      ),
      ['yaml'],
    )
  })

  test('V1.4.1 two native addons: argon2 in Rust, and sharp, which the server loads in a process of its own alone', () => {
    const addons = [...packages].flatMap(([place, name]) =>
      globSync('**/*.node', { cwd: place, exclude: ['node_modules/**'] }).map(() => name),
    )
    assert.equal(addons.length, 2)
    assert.ok(addons.some((name) => name.startsWith('@node-rs/argon2-')))
    assert.ok(addons.some((name) => name.startsWith('@img/sharp-')))
    assert.deepEqual(filesWith(/import\('sharp'\)|from 'sharp'/), ['src/uploads/image-child.ts'])
  })
})

// The router compiles its routes with `new Function` when the app starts, so that Node's switch against it can't be used.
test('V1.3.2 once the app has started, a whole visit compiles no code from text', async () => {
  const house = await openHouse()
  const { Function: original, eval: originalEval } = globalThis
  let compiled = 0
  const refuse = () => {
    compiled++
    throw new EvalError('no code from text')
  }
  globalThis.Function = new Proxy(original, { construct: refuse, apply: refuse })
  globalThis.eval = refuse
  try {
    assert.throws(() => new Function('return 1'), EvalError)
    const alice = await house.member('alice')
    await alice.open('/nothing')
    await alice.press('Sign out')
    assert.match(alice.text, /You are signed out/)
  } finally {
    globalThis.Function = original
    globalThis.eval = originalEval
  }
  assert.equal(compiled, 1)
})

/** A page of each form with this text in its fields. */
async function postBoth({ visitor }: House, text: string): Promise<Visitor[]> {
  const [signup, login] = [visitor(), visitor()]
  await signup.post('/register', { username: text, email: text, password: PASSWORD })
  await login.post('/login', { username: text, password: 'wrong', next: text })
  return [signup, login]
}

/** Elements and their attributes, without the values that the visit itself changes. */
function shapeOf(visitor: Visitor): string[] {
  const shape: string[] = []
  const walk = (node: Visitor['document']): void => {
    if ('tagName' in node) shape.push(`${node.tagName} ${node.attrs.map(({ name }) => name).sort()}`)
    if ('childNodes' in node) for (const child of node.childNodes) walk(child)
  }
  walk(visitor.document)
  return shape
}

test('V1.1.2 V1.2.1 what was typed is stored to the byte, escaped once in pages, and plain in mails', async () => {
  const { visitor, store } = await openHouseOnDisk()
  const email = "o'hara&amp+@example.test"
  const person = visitor()
  await person.post('/register', { username: 'Zoë', email, password: PASSWORD })
  await person.post('/login', { username: email, password: PASSWORD })
  assert.equal((await users(store))[0]?.email, email)
  await person.open('/dashboard')
  assert.ok(person.body.includes('o&#39;hara&amp;amp+@example.test'))
  assert.ok(person.text.includes(email))
  assert.equal((await mails(store))[0]?.recipient, email)
  await person.open('/dev/outbox')
  assert.ok(person.text.includes(email))
})

test('V1.2.4 strings made to get past a login get the answer that everybody gets', async () => {
  const house = await openHouse({ throttle: { free: 33 } })
  await house.member('admin1')
  for (const text of [
    ...[
      "'",
      "''",
      "' or '1'='1",
      "' or 1=1 --",
      "admin1' --",
      "admin1'/*",
      "') or ('a'='a",
      "'; drop table users; --",
    ],
    ...[
      '" or ""="',
      "' union select 1,2,3 --",
      "admin1' and sleep(5) --",
      '1;attach database x as y',
      '\\',
      '%',
      '_',
      "admin1'||'",
    ],
  ]) {
    const person = house.visitor()
    for (const form of [
      { username: text, password: text },
      { username: 'admin1', password: text },
    ]) {
      await person.post('/login', form)
      assert.ok(person.status === 401 || person.status === 422, `${person.status}: ${text}`)
      assert.ok(!person.cookies.has('session'))
    }
  }
  const admin = house.visitor()
  await admin.post('/login', { username: 'admin1', password: PASSWORD })
  assert.equal(admin.status, 303)
})

test('V1.3.3 one character too many, controls, bidi marks: refused by the field, and nothing is written', async () => {
  const { visitor, store } = await openHouseOnDisk()
  const good = { username: 'zoe', email: 'zoe@example.test', password: PASSWORD }
  const bad: [keyof typeof good, string][] = [
    ['username', 'z'.repeat(65)],
    ['email', `${'z'.repeat(250)}@example.test`],
    ['password', 'z'.repeat(257)],
  ]
  for (const sign of [
    '\0',
    '\x01',
    '\x08',
    '\x1b',
    '\x7f',
    '\x85',
    '\x9f',
    '\u202e',
    '\u2028',
    '\u200b',
    '\ufeff',
    '\r\n',
  ]) {
    bad.push(
      ['username', `zo${sign}e`],
      ['email', `zo${sign}e@example.test`],
      ['email', `zoe@exam${sign}ple.test`],
    )
  }
  for (const [name, value] of bad) {
    const person = visitor()
    await person.post('/register', { ...good, [name]: value })
    assert.equal(person.status, 422, `${name} ${JSON.stringify(value)}`)
    assert.match(
      person.body,
      new RegExp(`id="${name}"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="${name}"`),
    )
  }
  assert.deepEqual(await users(store), [])
  assert.deepEqual(await mails(store), [])
})

test('V1.3.5 V1.2.1 Markdown, BBCode, CSS and SVG in a field are text: the page has the shape it has for `x`', async () => {
  const house = await openHouse({ throttle: { free: 33 } })
  const plain = (await postBoth(house, 'x')).map(shapeOf)
  for (const text of [
    ...[
      '[a](javascript:alert(1))',
      '![a](https://evil.example/a.png)',
      '**b** _i_ `c`',
      '[url=javascript:alert(1)]a[/url]',
      '[img]x[/img]',
    ],
    ...[
      '</style><style>*{display:none}',
      'x{background:url(//evil.example)}',
      'expression(alert(1))',
      '"><svg onload=alert(1)>',
      '<svg/onload=alert`1`>',
    ],
    ...[
      "' onfocus=alert(1) autofocus='",
      '</title><script>alert(1)</script>',
      '<!--',
      ']]>',
      '&lt;script&gt;',
      '<base href=//evil.example>',
    ],
  ]) {
    const pages = await postBoth(house, text)
    assert.deepEqual(pages.map(shapeOf), plain, text)
    for (const page of pages)
      assert.match(String(page.headers['content-security-policy']), /style-src 'self';/)
  }
})

test('V1.3.7 expressions of template languages come back as they were typed', async () => {
  const house = await openHouse({ throttle: { free: 33 } })
  for (const text of [
    ...[
      '{{7*7}}',
      '\x24{7*7}',
      '<%= 7*7 %>',
      '#{7*7}',
      '{7*7}',
      '*{7*7}',
      '@(7*7)',
      '[[7*7]]',
      '{%print 7*7%}',
      '~{7*7}',
    ],
    ...[
      '\x24{{7*7}}',
      '{{constructor.constructor("return 7*7")()}}',
      '`\x24{7*7}`',
      '<#assign a=7*7>\x24{a}',
    ],
  ]) {
    for (const page of await postBoth(house, text)) {
      const shown = page.body.replace(
        /nonce[=-]"?[^"' ]+|value="[\w-]{86}"|sha384-\S+|<svg[\s\S]*?<\/svg>|<code>[\s\S]*?<\/code>/g,
        '',
      )
      const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      assert.ok(
        shown.includes(escaped.replaceAll('"', '&#34;')) || shown.includes(escaped.replaceAll('"', '&quot;')),
        text,
      )
      assert.doesNotMatch(shown, /value="[^"]*\b49\b/)
    }
  }
})

test('V1.3.10 signs of format strings stay what they are, in pages and mails', async () => {
  const { visitor, store } = await openHouseOnDisk()
  const email = '%s%d%j%o%n%c@example.test'
  const person = visitor()
  await person.post('/register', { username: 'zoe', email, password: PASSWORD })
  assert.equal(person.status, 303)
  await person.post('/login', { username: email, password: PASSWORD })
  assert.match((await person.open('/dashboard')).text, /%s%d%j%o%n%c@example\.test/)
  assert.equal((await mails(store))[0]?.recipient, email)
})

test('V1.3.6 no address in a request is ever called', async () => {
  let calls = 0
  const canary = createServer((_request, response) => {
    calls++
    response.end()
  })
  await new Promise<void>((done) => canary.listen(0, done))
  after(() => canary.close())
  const { port } = canary.address() as AddressInfo
  const { visitor } = await openHouse()
  for (const host of [`127.0.0.1:${port}`, `[::1]:${port}`, `localhost:${port}`]) {
    const url = `http://${host}/`
    const person = visitor({
      headers: {
        host,
        referer: url,
        'x-forwarded-host': host,
        'x-original-url': url,
        forwarded: `host=${host}`,
        'user-agent': url,
        via: url,
      },
    })
    await person.open(`/login?next=${encodeURIComponent(url)}`)
    await person.post('/register', { username: url, email: `zoe@${host}`, password: url })
    await person.post('/login', { username: url, password: url, next: url })
    await person.send({
      method: 'POST',
      url: '/_portcullis/reports',
      headers: { 'content-type': 'application/csp-report' },
      payload: JSON.stringify({
        'csp-report': { 'document-uri': url, 'blocked-uri': url, 'source-file': url },
      }),
    })
  }
  assert.equal(calls, 0)
})

test('V1.4.2 numbers out of range, broken or not whole stop the start; as text they are text', async () => {
  const house = await openHouse({ throttle: { free: 33 } })
  for (const number of ['9007199254740993', '9223372036854775808', '-1', '1e309', '0x10', '1.5', 'NaN', '']) {
    if (number !== '') {
      assert.throws(
        () => loadSettings({ env: { PORTCULLIS_PORT: number }, cwd: '/', options: {} }),
        /PORTCULLIS_PORT/,
        number,
      )
    }
    const [signup, login] = await postBoth(house, number)
    assert.equal(signup!.status, 422, number)
    assert.equal(login!.status, 401, number)
  }
})

describe('long input costs little', () => {
  for (const sign of ['a', '@', '.', ' ', 'a@', '.@', '\u0301', '-_', '1', 'ﷺ']) {
    test(`60 kB of ${JSON.stringify(sign)} in each field`, async () => {
      const { visitor } = await openHouse()
      const person = visitor()
      const token = await person.token('/register')
      const text = sign.repeat(Math.floor(60_000 / Buffer.byteLength(encodeURIComponent(sign))))
      for (const name of ['username', 'email', 'password']) {
        const headers = person.browserHeaders('POST')
        const form = { csrf_token: token, [name]: text }
        const before = process.cpuUsage()
        await person.send({ method: 'POST', url: '/register', form, headers })
        assert.equal(person.status, 422)
        const { user, system } = process.cpuUsage(before)
        assert.ok(user + system < 200_000, `${name}: ${(user + system) / 1000} ms`)
      }
    })
  }
})
