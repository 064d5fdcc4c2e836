// What npm would publish, unpacked into a project of somebody else: it imports, it runs, its types are there.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { OWN_NODE_FIRST, startListening } from './examples/started.ts'

/** What the build reads, besides the files that package.json lists. */
const SOURCES = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts', 'src']
/** What a host app in TypeScript has besides our own dependencies. */
const OF_THE_HOST = ['@types/node', 'typescript']

const repository = resolve(import.meta.dirname, '..')
const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  files: string[]
  version: string
  dependencies: Record<string, string>
}
const workshop = mkdtempSync(join(tmpdir(), 'portcullis-package-'))
const project = join(workshop, 'project')
const installed = join(project, 'node_modules', 'portcullis')
let packed: string[]

/** In a copy, so that the repository's own dist, which somebody may be running, stays as it is. */
before(() => {
  const copy = join(workshop, 'copy')
  for (const name of [...SOURCES, ...manifest.files]) {
    const from = join(repository, name)
    if (name !== 'dist' && existsSync(from)) cpSync(from, join(copy, name), { recursive: true })
  }
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'))
  run('npm', ['run', 'build', '--silent'], copy)
  const [tarball] = JSON.parse(
    run('npm', ['pack', '--json', '--offline', '--ignore-scripts', '--pack-destination', workshop], copy),
  )
  packed = tarball.files.map(({ path }: { path: string }) => path)

  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', join(workshop, tarball.filename), '-C', installed, '--strip-components=1'])
  for (const name of [...Object.keys(manifest.dependencies), ...OF_THE_HOST]) {
    const place = join(project, 'node_modules', name)
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(join(repository, 'node_modules', name), place)
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
})
after(() => rmSync(workshop, { recursive: true, force: true }))

function run(command: string, words: string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH: OWN_NODE_FIRST },
  })
  assert.equal(status, 0, `${command} ${words.join(' ')}: ${error ?? ''}${stderr}${stdout}`)
  return stdout
}

/** Runs a module of the host's project. */
function runModule(source: string): string {
  writeFileSync(join(project, 'module.js'), source)
  return run(process.execPath, ['module.js'], project).trim()
}

/** As strictly as a host may. */
function compile(files: string[]): void {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: ['node'],
    skipLibCheck: true,
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], project)
}

describe('the package', () => {
  test('holds what runs and what explains it, and none of our sources and tests', () => {
    const strange = packed.filter((path) => !/^(dist\/|docs\/|[A-Z]+(\.md)?$|package\.json$)/.test(path))
    assert.deepEqual(strange, [])
    assert.deepEqual(
      packed.filter(
        (path) =>
          path.startsWith('dist/') &&
          !/\.(js|d\.ts|css|svg)$/.test(path) &&
          !/^dist\/audit\/(rules\/[\w-]+\/page\.md|python\/tree-sitter-python\.(wasm|LICENSE))$/.test(path),
      ),
      [],
    )
    assert.deepEqual(
      packed.filter((path) => /\btest\b|(?<!\.d)\.ts$/.test(path)),
      [],
    )
    for (const path of [
      'LICENSE',
      'dist/bin.js',
      'dist/html/assets/site.css',
      'dist/html/assets/site.js',
      'dist/html/assets/logo.svg',
      'dist/index.d.ts',
    ])
      assert.ok(packed.includes(path), path)
  })

  test('can be imported by its three names, and says the same in all of them', () => {
    const said = runModule(`import * as all from 'portcullis'
      import * as shield from 'portcullis/shield'
      import * as pages from 'portcullis/html'
      console.log([typeof all.portcullis, typeof all.createApp, all.shield === shield.shield, all.html === pages.html].join())`)
    assert.equal(said, 'function,function,true,true')
  })

  test('has a client that loads nothing of the server', () => {
    const said = runModule(`import { createClient } from 'portcullis/client'
      const client = createClient({ origin: 'https://site.test', fetch: async () => Response.json({ user: { username: 'alice' } }) })
      const loaded = process.moduleLoadList.some((name) => name === 'NativeModule http' || name === 'NativeModule sqlite')
      console.log((await client.me()).user.username, loaded)`)
    assert.equal(said, 'alice false')
  })

  test('shields a host’s route, and serves the files of its pages', () => {
    const said = runModule(`import Fastify from 'fastify'
      import { html, page, portcullis, serverOptions } from 'portcullis'
      const app = Fastify({ ...serverOptions(), logger: false })
      await app.register(portcullis, { database: 'sqlite::memory:' })
      app.get('/mine', async (request) => page(request, 'Mine', html\`<h1>\${'<mine>'}</h1>\`))
      const mine = await app.inject('/mine')
      const sheet = /href="([^"]+[.]css)"/.exec(mine.body)[1]
      const statuses = await Promise.all(['/', '/login', sheet].map(async (path) => (await app.inject(path)).statusCode))
      console.log(mine.body.includes('<h1>&lt;mine&gt;</h1>'), 'content-security-policy' in mine.headers, statuses.join())
      await app.close()`)
    assert.equal(said, 'true true 200,200,200')
  })

  test('its shield alone opens no database', () => {
    const said = runModule(`import Fastify from 'fastify'
      import { shield } from 'portcullis/shield'
      const app = Fastify()
      await app.register(shield)
      console.log((await app.inject('/none')).statusCode, process.moduleLoadList.includes('NativeModule sqlite'))
      await app.close()`)
    assert.equal(said, '404 false')
  })

  test('compiles what README and docs/embedding.md show', () => {
    const shown = ['README.md', 'docs/embedding.md', 'docs/api.md'].flatMap((paper) => {
      const blocks = readFileSync(join(repository, paper), 'utf8').matchAll(/^```ts\n(import .*?)^```$/gms)
      return [...blocks].map(([, code = '']) => code)
    })
    assert.ok(shown.length > 3)
    const files = shown.map((code, index) => {
      writeFileSync(join(project, `shown-${index}.ts`), `${code}export {}\n`)
      return `shown-${index}.ts`
    })
    compile(files)
  })

  test('gives a host its types, and takes the host’s own for the values of a session', () => {
    writeFileSync(
      join(project, 'host.ts'),
      `import Fastify, { type FastifyRequest } from 'fastify'
import { type Html, html, portcullis, requireUser, type SettingsInput, sessionOf, signedInUser } from 'portcullis'
import { layout } from 'portcullis/html'
import { sessionOf as sessionOfShield } from 'portcullis/shield'

declare module 'portcullis' {
  interface SessionValues {
    cart: string[]
  }
}

export async function basket(request: FastifyRequest): Promise<Html> {
  const session = sessionOf(request)
  const cart: string[] = session.get('cart') ?? []
  await session.set('cart', [...cart, 'apple'])
  await sessionOfShield(request).set('cart', undefined)
  // @ts-expect-error the host has said that it is a list
  await session.set('cart', 3)
  // @ts-expect-error the host has declared no such value
  session.get('card')
  const name: string = signedInUser(request).username
  return html\`<p>\${name}: \${cart.length}</p>\`
}

const settings: SettingsInput = { siteName: 'Shop', session: { idle: '12h' } }
// @ts-expect-error no such setting
export const wrong: SettingsInput = { sightName: 'Shop' }
// @ts-expect-error a page has a title
export const titleless = () => layout({} as never, { main: html\`\` })

const app = Fastify()
await app.register(portcullis, settings)
app.get('/basket', { preHandler: requireUser, config: { shield: { limit: '5 per minute' } } }, basket)
// @ts-expect-error an option the shield does not have
app.get('/wrong', { config: { shield: { limits: '5 per minute' } } }, basket)
`,
    )
    compile(['host.ts'])
  })

  test('its command line tells its version and helps', () => {
    const portcullis = installCommand()
    assert.equal(run(portcullis, ['--version'], project).trim(), manifest.version)
    assert.match(run(portcullis, ['--help'], project), /serve/)
  })

  test('its command line serves the site, and ends when asked to', async () => {
    const site = await startListening(installCommand(), ['serve'], { cwd: project })
    assert.equal((await fetch(`${site.origin}/healthz`)).status, 200)
    const page = await (await fetch(`${site.origin}/login`)).text()
    const sheet = /href="([^"]+\.css)"/.exec(page)?.[1]
    assert.equal((await fetch(site.origin + sheet)).status, 200)
    assert.equal(await site.end(), 0)
  })
})

/** As npm puts it into a project. */
function installCommand(): string {
  const command = join(project, 'node_modules', '.bin', 'portcullis')
  if (existsSync(command)) return command
  const target = join(installed, 'dist', 'bin.js')
  chmodSync(target, 0o755)
  mkdirSync(dirname(command), { recursive: true })
  symlinkSync(target, command)
  return command
}
