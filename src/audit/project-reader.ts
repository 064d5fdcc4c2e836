// Reads the files of a project: no link is followed, nothing but regular files is opened, and nothing stops it.
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { decode } from './files/decode.ts'
import { isIgnored } from './files/git-ignore.ts'
import { matcherOf } from './files/globs.ts'
import { isSkippedFolder, kindOf, leftOutBecause } from './files/kind.ts'
import { codeOf, readBytes } from './files/read.ts'
import type { FileKind, LeftOut, Note, Project, SourceFile } from './project.ts'

export interface ReadOptions {
  /** Patterns of files that are read although they would be left out: tests, migrations, vendored ones. */
  readonly include?: readonly string[]
  /** Patterns of files that are left out; stronger than `include`. */
  readonly exclude?: readonly string[]
  readonly includeTests?: boolean
}

/** Of one file. Nobody writes more by hand. */
const MAX_BYTES = 1_000_000
/** Of the whole project: keeps memory bounded. */
const MAX_TOTAL_BYTES = 200_000_000
const MAX_FILES = 100_000

/** `root`: a folder, or a single file. What can't be read becomes a note. */
export function readProject(root: string, options: ReadOptions = {}): Project {
  const found = new Reading(options)
  const at = resolve(root)
  try {
    if (statSync(at).isDirectory()) found.folder(at)
    else {
      found.single(dirname(at), basename(at))
      return found.project(dirname(at))
    }
  } catch (error) {
    found.note('', `${at} could not be read (${codeOf(error)})`)
  }
  return found.project(at)
}

class Reading {
  readonly #options: ReadOptions
  readonly #included: (path: string) => boolean
  readonly #excluded: (path: string) => boolean
  readonly #files: SourceFile[] = []
  readonly #notes: Note[] = []
  readonly #leftOut = new Map<LeftOut['why'], number>()
  #bytes = 0
  #full = false

  constructor(options: ReadOptions) {
    this.#options = options
    this.#included = matcherOf(options.include ?? [])
    this.#excluded = matcherOf(options.exclude ?? [])
  }

  folder(root: string): void {
    const real = realpathSync(root)
    const open = ['']
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const entry of this.#entries(root, at)) {
        const path = at === '' ? entry.name : `${at}/${entry.name}`
        if (entry.isSymbolicLink()) this.#link(root, real, path)
        else if (entry.isDirectory()) {
          if (!isSkippedFolder(entry.name) && !isVirtualEnvironment(join(root, path))) open.push(path)
        } else if (entry.isFile()) this.#file(root, path)
        else if (kindOf(path) !== undefined) this.note(path, 'it is no regular file')
      }
    }
  }

  /** A file that was asked for by name is read, whatever it is called. */
  single(folder: string, name: string): void {
    this.#read(folder, name, kindOf(name) ?? 'python', true)
  }

  note(file: string, what: string): void {
    this.#notes.push({ file, what })
  }

  project(root: string): Project {
    const files = this.#files.sort((a, b) => (a.path < b.path ? -1 : 1))
    const notes = this.#notes.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0))
    const leftOut = [...this.#leftOut].map(([why, count]) => ({ why, files: count }))
    leftOut.sort((a, b) => (a.why < b.why ? -1 : 1))
    return { root, files, byPath: new Map(files.map((file) => [file.path, file])), leftOut, notes }
  }

  #entries(root: string, at: string) {
    try {
      const entries = readdirSync(join(root, at), { withFileTypes: true })
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    } catch (error) {
      this.note(at, `the folder could not be read (${codeOf(error)})`)
      return []
    }
  }

  /** What a link inside the folder leads to is read where it stands. */
  #link(root: string, real: string, path: string): void {
    try {
      const target = realpathSync(join(root, path))
      if (target !== real && !target.startsWith(real + sep))
        this.note(path, 'a link that leads out of the folder; it was not followed')
    } catch (error) {
      this.note(path, `a link that leads nowhere (${codeOf(error)})`)
    }
  }

  #file(root: string, path: string): void {
    const kind = kindOf(path)
    if (kind === undefined) return
    const why = this.#excluded(path) ? 'excluded' : leftOutBecause(path)
    const wanted =
      (why === 'tests' && this.#options.includeTests) || (why !== 'excluded' && this.#included(path))
    if (why !== undefined && !wanted) this.#leave(why)
    else this.#read(root, path, kind, false)
  }

  #read(root: string, path: string, kind: FileKind, follow: boolean): void {
    if (this.#isFull(path)) return
    const bytes = readBytes(join(root, path), MAX_BYTES, follow)
    const decoded = Buffer.isBuffer(bytes) ? decode(bytes, kind === 'python') : undefined
    if (bytes === 'too large') this.#leave('too large', path, `it is larger than ${MAX_BYTES} bytes`)
    else if (!Buffer.isBuffer(bytes)) this.note(path, bytes.because)
    else if (decoded === undefined) this.#leave('not text', path, 'it is no text')
    else {
      if (decoded.problem !== undefined) this.note(path, decoded.problem)
      this.#bytes += bytes.length
      this.#files.push({
        path,
        kind,
        text: decoded.text,
        ...(decoded.altered && { altered: true }),
        ...(kind === 'env' && isIgnored(root, path) && { ignored: true }),
      })
    }
  }

  #isFull(path: string): boolean {
    const full = this.#files.length >= MAX_FILES || this.#bytes >= MAX_TOTAL_BYTES
    if (full && !this.#full)
      this.note(path, 'the project is too large; this file and others after it were not read')
    this.#full = full
    return full
  }

  #leave(why: LeftOut['why'], path?: string, what?: string): void {
    this.#leftOut.set(why, (this.#leftOut.get(why) ?? 0) + 1)
    if (path !== undefined && what !== undefined) this.note(path, what)
  }
}

/** PEP 405. Whatever it is called: `env`, `.direnv`, the project's own name. */
function isVirtualEnvironment(folder: string): boolean {
  return existsSync(join(folder, 'pyvenv.cfg'))
}
