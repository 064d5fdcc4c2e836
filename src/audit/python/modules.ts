// The project's modules by name: what each file is called, and which module an import means.
import type { Module } from './ast.ts'
import { STANDARD_MODULES } from './known-names.ts'

export interface ModuleName {
  readonly name: string
  readonly isPackage: boolean
}

const SOURCE_FOLDER = 'src/'
const PACKAGE_FILE = '__init__'

/**
 * Dotted names of Python files by their paths below the audited folder. `src/` is no package; a folder that is a package
 * itself gives its name (`rootName`) to what is in it. Of two files with one name, the second keeps its path's.
 */
export function nameModules(paths: readonly string[], rootName: string): ReadonlyMap<string, ModuleName> {
  const named = new Map<string, ModuleName>()
  const taken = new Set<string>()
  const prefix = paths.includes(`${PACKAGE_FILE}.py`) ? `${rootName}.` : ''
  for (const path of paths) {
    const short = path.startsWith(SOURCE_FOLDER) ? path.slice(SOURCE_FOLDER.length) : path
    const name = dottedName(short, prefix)
    const chosen = taken.has(name.name) ? { ...name, name: dottedName(path, prefix).name } : name
    taken.add(chosen.name)
    named.set(path, chosen)
  }
  return named
}

function dottedName(path: string, prefix: string): ModuleName {
  const parts = path.replace(/\.[^./]*$/, '').split('/')
  const isPackage = parts.at(-1) === PACKAGE_FILE
  if (isPackage) parts.pop()
  const name = `${prefix}${parts.join('.')}`
  return { name: name.endsWith('.') ? name.slice(0, -1) : name || PACKAGE_FILE, isPackage }
}

/** Finds the module that an import means. */
export class ModuleTable {
  readonly byName: ReadonlyMap<string, Module>
  /** Beginnings of names: folders without `__init__.py` can be imported too. */
  readonly #packages = new Set<string>()
  readonly #absolute = new Map<string, string>()

  constructor(modules: readonly Module[]) {
    const byName = new Map<string, Module>()
    for (const module of modules) {
      if (!byName.has(module.name)) byName.set(module.name, module)
      for (let end = module.name.lastIndexOf('.'); end > 0; end = module.name.lastIndexOf('.', end - 1)) {
        const folder = module.name.slice(0, end)
        if (this.#packages.has(folder)) break
        this.#packages.add(folder)
      }
    }
    this.byName = byName
  }

  isKnown(name: string): boolean {
    return this.byName.has(name) || this.#packages.has(name)
  }

  /** The full name of what `importer` imports: of a module of the project where there is one, else as it is written. */
  fullName(importer: Module, from: string, level: number): string {
    if (level > 0) return relativeName(importer, from, level)
    const folder = importer.isPackage ? importer.name : parentOf(importer.name)
    const key = `${folder}:${from}`
    let found = this.#absolute.get(key)
    if (found === undefined) {
      found = this.#absoluteName(folder, from)
      this.#absolute.set(key, found)
    }
    return found
  }

  /**
   * Roots: the audited folder (or `src/`), and each folder around the importing file, the nearest first: scripts have their
   * own folder as a root. A package is none of them for what Python or a library is called.
   */
  #absoluteName(folder: string, from: string): string {
    if (this.isKnown(from)) return from
    const top = from.split('.', 1)[0] as string
    for (let root = folder; root !== ''; root = parentOf(root)) {
      const name = `${root}.${from}`
      if (this.byName.get(root)?.isPackage && STANDARD_MODULES.has(top)) continue
      if (this.isKnown(name)) return name
    }
    return from
  }
}

function relativeName(importer: Module, from: string, level: number): string {
  let folder = importer.isPackage ? importer.name : parentOf(importer.name)
  for (let up = 1; up < level; up++) folder = parentOf(folder)
  if (folder === '') return from
  return from === '' ? folder : `${folder}.${from}`
}

function parentOf(name: string): string {
  const end = name.lastIndexOf('.')
  return end === -1 ? '' : name.slice(0, end)
}
