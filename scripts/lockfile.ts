// Completes package-lock.json: a registry mirror that lacks a platform's package makes `npm install` drop its entry, and
// `npm ci` then refuses the lockfile on every platform. Run after `npm install`: `npm run lockfile`.
import { readFileSync, writeFileSync } from 'node:fs'

const FILE = 'package-lock.json'

interface Entry {
  version?: string
  dev?: boolean
  optional?: boolean
  cpu?: string[]
  os?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

interface Lock {
  packages: Record<string, Entry>
}

const SYSTEMS = ['android', 'darwin', 'win32', 'freebsd', 'openharmony', 'linux']
const PROCESSORS = ['arm64', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'arm']

/** Optional packages that some entry asks for at an exact version and that have no entry of their own. */
export function missingEntries({ packages }: Lock): Map<string, Entry> {
  const missing = new Map<string, Entry>()
  for (const [at, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (packages[`node_modules/${name}`] ?? packages[`${at}/node_modules/${name}`]) continue
      missing.set(
        `node_modules/${name}`,
        platformEntry(name, version.replace(/^[~^]/, ''), entry.dev === true),
      )
    }
  }
  return missing
}

/** The platform stands in the name; without one, `npm ci` would try to install it here. */
function platformEntry(name: string, version: string, dev: boolean): Entry {
  const system = SYSTEMS.find((one) => name.includes(one))
  const processor = PROCESSORS.find((one) => name.includes(one))
  if (system === undefined || processor === undefined) throw new Error(`${name} names no platform`)
  return {
    version,
    cpu: [processor],
    ...(dev ? { dev } : {}),
    optional: true,
    os: [system],
    ...(name.includes('musl') ? { libc: ['musl'] } : {}),
  }
}

if (import.meta.main) {
  const lock = JSON.parse(readFileSync(FILE, 'utf8')) as Lock
  const missing = missingEntries(lock)
  const { '': root, ...others } = { ...lock.packages, ...Object.fromEntries(missing) }
  lock.packages = {
    '': root!,
    ...Object.fromEntries(Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`${missing.size} entries added`)
}
