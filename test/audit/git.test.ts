// Lines changed since a commit; and a repository that would run commands when git looks at it gets nothing run.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { changedLines } from '../../src/audit/git.ts'
import { readProject } from '../../src/audit/project-reader.ts'

interface Repository {
  readonly folder: string
  readonly git: (...words: string[]) => string
  readonly write: (files: Readonly<Record<string, string>>) => void
  readonly changed: (reference?: string, below?: string) => Record<string, 'all' | number[]>
}

function newRepository(t: TestContext): Repository {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-git-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const identity = ['-c', 'user.name=Zoe', '-c', 'user.email=zoe@example.org']
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', folder, ...identity, ...words], { encoding: 'utf8', stdio: 'pipe' }).trim()
  git('init', '--quiet')
  return {
    folder,
    git,
    write(files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), text)
      }
    },
    changed(reference = 'HEAD', below = '') {
      const lines = changedLines(readProject(join(folder, below)), reference)
      return Object.fromEntries([...lines].map(([file, of]) => [file, of === 'all' ? of : [...of]]))
    },
  }
}

function committed(t: TestContext, files: Readonly<Record<string, string>>): Repository {
  const repository = newRepository(t)
  repository.write(files)
  repository.git('add', '.')
  repository.git('commit', '--quiet', '-m', 'first')
  return repository
}

describe('changed lines', () => {
  test('are those that the commit has not', (t) => {
    const repository = committed(t, { 'app.py': 'a = 1\nb = 2\nc = 3\n', 'same.py': 'x = 1\n' })
    repository.write({ 'app.py': 'a = 1\nnew = 0\nb = 2\nc = 4\n', 'new.py': 'y = 1\n' })
    assert.deepEqual(repository.changed(), { 'app.py': [2, 4], 'new.py': 'all' })
  })

  test('since a tag, in a folder below, with a name that needs care', (t) => {
    const repository = committed(t, { 'shop/ä b.py': 'a = 1\n', 'other.py': '' })
    repository.git('tag', 'v1')
    repository.write({ 'shop/ä b.py': 'a = 1\nb = 2\n' })
    repository.git('add', '.')
    repository.git('commit', '--quiet', '-m', 'second')
    assert.deepEqual(repository.changed('v1', 'shop'), { 'ä b.py': [2] })
    assert.deepEqual(repository.changed('HEAD', 'shop'), {})
    assert.deepEqual(repository.changed('HEAD~1', 'shop'), { 'ä b.py': [2] })
  })

  test('line ends alone are no change', (t) => {
    const repository = committed(t, { 'app.py': 'a = 1\nb = 2\n' })
    repository.write({ 'app.py': 'a = 1\r\nb = 2\r\n' })
    assert.deepEqual(repository.changed(), { 'app.py': [] })
  })

  test('a wrong reference, and a folder without git, are told in words', (t) => {
    const repository = committed(t, { 'app.py': 'a = 1\n' })
    for (const reference of ['nothing', '--upload-pack=x', '', 'HEAD:app.py'])
      assert.throws(() => repository.changed(reference), { name: 'UsageError', message: /--diff/ }, reference)
    const bare = mkdtempSync(join(tmpdir(), 'portcullis-bare-'))
    t.after(() => rmSync(bare, { recursive: true, force: true }))
    assert.throws(() => changedLines(readProject(bare), 'HEAD'), { name: 'UsageError', message: /no git/ })
  })
})

/** A repository as somebody hands it over, with all that git would run of its configuration. */
function hostile(t: TestContext): { repository: Repository; ran: () => string } {
  const repository = committed(t, { 'app.py': 'a = 1\n', '.gitattributes': '*.py diff=evil filter=evil\n' })
  const trace = join(repository.folder, 'trace.txt')
  const evil = join(repository.folder, '.git', 'evil')
  writeFileSync(evil, `#!/bin/sh\necho "$0 $*" >> '${trace}'\n`)
  chmodSync(evil, 0o755)
  for (const [key, value] of Object.entries({
    'core.fsmonitor': evil,
    'core.hooksPath': join(repository.folder, '.git', 'hooks'),
    'core.pager': evil,
    'core.sshCommand': evil,
    'core.gitProxy': evil,
    'core.askPass': evil,
    'core.editor': evil,
    'diff.external': evil,
    'diff.evil.command': evil,
    'diff.evil.textconv': evil,
    'filter.evil.clean': evil,
    'filter.evil.smudge': evil,
    'filter.evil.process': evil,
    'credential.helper': evil,
    'gpg.program': evil,
    'uploadpack.packObjectsHook': evil,
    'protocol.allow': 'always',
    'protocol.ext.allow': 'always',
    'extensions.partialClone': 'origin',
    'core.repositoryFormatVersion': '1',
    'remote.origin.promisor': 'true',
    'remote.origin.url': `ext::${evil} %S`,
    'remote.origin.uploadpack': evil,
    'remote.other.promisor': 'true',
    'remote.other.url': 'ssh://localhost/nothing',
    'alias.ls-tree': `!${evil}`,
    'alias.cat-file': `!${evil}`,
    'alias.rev-parse': `!${evil}`,
  }))
    repository.git('config', key, value)
  for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout', 'pre-auto-gc'])
    writeFileSync(join(repository.folder, '.git', 'hooks', hook), readFileSync(evil), { mode: 0o755 })
  return { repository, ran: () => (existsSync(trace) ? readFileSync(trace, 'utf8') : '') }
}

describe('a hostile repository', () => {
  test('has nothing of its configuration run', (t) => {
    const { repository, ran } = hostile(t)
    repository.write({ 'app.py': 'a = 1\nb = 2\n' })
    assert.deepEqual(repository.changed(), { 'app.py': [2] })
    assert.equal(ran(), '')
    // The trap works: git's own diff walks into it, and fails or not, as it meets a program that is gone or still there.
    try {
      repository.git('diff', 'HEAD')
    } catch {}
    assert.notEqual(ran(), '')
  })

  test('that misses an object fetches none', (t) => {
    const { repository, ran } = hostile(t)
    const object = execFileSync('git', ['-C', repository.folder, 'rev-parse', 'HEAD:app.py'], {
      encoding: 'utf8',
    }).trim()
    rmSync(join(repository.folder, '.git', 'objects', object.slice(0, 2), object.slice(2)))
    repository.write({ 'app.py': 'a = 1\nb = 2\n' })
    assert.deepEqual(repository.changed(), { 'app.py': 'all' })
    assert.equal(ran(), '')
  })
})
