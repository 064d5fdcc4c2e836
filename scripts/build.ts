// Makes dist/: JavaScript and types of src, the pages' own files, and a command line that can be run.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, globSync, readdirSync, rmSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const ASSETS = 'src/html/assets'
/** Python's grammar for the auditor, a development dependency: its package would build a native part at install. */
const GRAMMAR = 'node_modules/tree-sitter-python'

process.chdir(ROOT)
// What an earlier build left behind must not be published.
rmSync('dist', { recursive: true, force: true })

const { status, error } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' })
if (error !== undefined) {
  console.error(`tsc could not be started (${error.message}). Use \`npm run build\`, after \`npm ci\`.`)
  process.exit(1)
}
if (status !== 0) process.exit(status ?? 1)

cpSync(ASSETS, ASSETS.replace('src', 'dist'), { recursive: true })
cpSync(`${GRAMMAR}/tree-sitter-python.wasm`, 'dist/audit/python/tree-sitter-python.wasm')
cpSync(`${GRAMMAR}/LICENSE`, 'dist/audit/python/tree-sitter-python.LICENSE')
for (const page of globSync('src/audit/rules/*/page.md')) cpSync(page, page.replace('src', 'dist'))
chmodSync('dist/bin.js', 0o755)

/** What the auditor's rules are tried on: Flask code, bad on purpose, that nobody should install. */
const SNIPPETS = /^audit\/rules\/[^/]+\/(?:bad|good)\//

// tsc leaves out what it does not understand without a word: whatever is no TypeScript must have been copied above.
const forgotten = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => {
  if (!statSync(`src/${file}`).isFile() || SNIPPETS.test(file.replaceAll('\\', '/'))) return false
  const made = file.endsWith('.ts') ? file.replace(/\.ts$/, '.js') : file
  return statSync(`dist/${made}`, { throwIfNoEntry: false }) === undefined
})
if (forgotten.length > 0) {
  console.error(`missing in dist: ${forgotten.join(', ')}`)
  process.exit(1)
}
