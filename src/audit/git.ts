// Which lines changed since a commit, without letting the audited repository run anything.
//
// `git diff` would: filters, fsmonitor, textconv, external diffs and hooks are commands out of the repository's own
// configuration. So git is only asked for what a commit holds (`ls-tree`, `cat-file`), which reads objects and runs none of
// these, and what differs is worked out here. Objects that are missing would be fetched: every transport is switched off.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { changesBetween } from './line-diff.ts'
import type { Project } from './project.ts'
import { UsageError } from './usage-error.ts'

/** Milliseconds. */
const TIME_LIMIT = 30_000
/** Bytes that git may print. */
const MOST_OUTPUT = 512 * 1024 * 1024

/** Nothing of these is asked for by the commands below; they are switched off all the same. */
const SAFE_CONFIGURATION = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.sshCommand=false',
  'core.gitProxy=false',
  'core.pager=cat',
  'credential.helper=',
  'protocol.allow=never',
].flatMap((setting) => ['-c', setting])

/** Line numbers, from 1, that a file has and the commit has not. Files that it has not at all: `all`. */
export type ChangedLines = ReadonlyMap<string, ReadonlySet<number> | 'all'>

export function changedLines(project: Project, reference: string): ChangedLines {
  if (reference === '' || reference.startsWith('-'))
    throw new UsageError('--diff needs a commit, branch or tag')
  const commit = git(project.root, ['rev-parse', '--verify', '--quiet', `${reference}^{commit}`])
  if (commit.status !== 0) throw new UsageError(problemOf(commit.stderr))
  const id = commit.stdout.toString('utf8').trim()
  const objects = objectsOf(project.root, id)
  const changed = new Map<string, ReadonlySet<number> | 'all'>()
  const differing: { path: string; object: string; text: string }[] = []
  for (const { path, text } of project.files) {
    const object = objects.get(path)
    if (object === undefined) changed.set(path, 'all')
    else if (blobId(text, object.length) !== object) differing.push({ path, object, text })
  }
  const before = contentsOf(
    project.root,
    differing.map(({ object }) => object),
  )
  for (const { path, object, text } of differing) {
    const then = before.get(object)
    changed.set(path, then === undefined ? 'all' : linesIn(then.toString('utf8'), text))
  }
  return changed
}

function git(root: string, words: readonly string[], input?: string) {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))
  const { status, stdout, stderr, error } = spawnSync(
    'git',
    ['-C', root, '--no-pager', '--no-replace-objects', ...SAFE_CONFIGURATION, ...words],
    {
      env: {
        ...Object.fromEntries(environment),
        LC_ALL: 'C',
        // Overrides whatever the repository's configuration allows.
        GIT_ALLOW_PROTOCOL: '',
        GIT_NO_LAZY_FETCH: '1',
        GIT_OPTIONAL_LOCKS: '0',
        GIT_TERMINAL_PROMPT: '0',
      },
      input: input ?? '',
      timeout: TIME_LIMIT,
      maxBuffer: MOST_OUTPUT,
    },
  )
  if (error !== undefined) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new UsageError(missing ? '--diff needs git, which is not installed' : `git: ${error.message}`)
  }
  return { status, stdout, stderr: stderr.toString('utf8') }
}

function problemOf(stderr: string): string {
  if (stderr.includes('dubious ownership'))
    return '--diff: git does not trust this repository, since it belongs to somebody else; `git config --global --add safe.directory` says that you do'
  if (stderr.includes('not a git repository')) return '--diff: the audited folder is in no git repository'
  return '--diff: git knows no such commit, branch or tag'
}

/** Path below the audited folder → id of the file's content. */
function objectsOf(root: string, commit: string): Map<string, string> {
  const { status, stdout } = git(root, ['ls-tree', '-r', '-z', commit])
  if (status !== 0) throw new UsageError('--diff: git can’t read that commit')
  const objects = new Map<string, string>()
  for (const entry of stdout.toString('utf8').split('\0')) {
    const tab = entry.indexOf('\t')
    const [, type, object] = entry.slice(0, tab).split(' ')
    if (type === 'blob' && object !== undefined) objects.set(entry.slice(tab + 1), object)
  }
  return objects
}

/** SHA-1 or SHA-256, as long as the ids of the repository are. */
function blobId(text: string, length: number): string {
  const content = Buffer.from(text)
  return createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest('hex')
}

function contentsOf(root: string, objects: readonly string[]): Map<string, Buffer> {
  const contents = new Map<string, Buffer>()
  if (objects.length === 0) return contents
  const { stdout } = git(root, ['cat-file', '--batch'], `${objects.join('\n')}\n`)
  for (let at = 0; at < stdout.length; ) {
    const newline = stdout.indexOf(0x0a, at)
    if (newline === -1) break
    const [object = '', type, size] = stdout.toString('utf8', at, newline).split(' ')
    at = newline + 1
    if (type !== 'blob') continue
    contents.set(object, stdout.subarray(at, at + Number(size)))
    at += Number(size) + 1
  }
  return contents
}

function linesIn(then: string, now: string): Set<number> {
  const lines = new Set<number>()
  // Files may have been checked out with other line ends than they are kept with, and a BOM was dropped when reading.
  const split = (text: string) => text.replace('\uFEFF', '').replaceAll('\r\n', '\n').split('\n')
  for (const { newFrom, newTo } of changesBetween(split(then), split(now)))
    for (let line = newFrom; line < newTo; line++) lines.add(line + 1)
  return lines
}
