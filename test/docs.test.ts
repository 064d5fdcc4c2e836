// The papers tell the truth where a machine can check it: links, paths, settings, and no trace of one machine.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, test } from 'node:test'
import { ENVIRONMENT_PREFIX, FILE_VARIABLE, settingOfVariable } from '../src/config/names.ts'

/** Folders whose contents nobody wrote here. */
const FOREIGN = /(?:^|\/)(?:node_modules|dist|data|\.git|\.test-results)(?:\/|$)/

const pages = globSync('{*.md,.ci/**/*.md,{docs,examples,bench,test,scripts,src}/**/*.md}')
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !FOREIGN.test(file))
  .sort()
const texts = new Map(pages.map((page) => [page, readFileSync(page, 'utf8')]))

/** The page without its blocks of code, whose brackets are no links. */
function prose(text: string): string {
  return text.replace(/^( *)(```|~~~)[\s\S]*?^\1\2/gm, '')
}

/** Targets of `[text](target)`, `![alt](target)`, `[name]: target`, and of src and href in HTML. */
function linksOf(text: string): string[] {
  const bare = prose(text).replace(/`[^`\n]*`/g, '``')
  return [
    ...bare.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g),
    ...bare.matchAll(/^\[[^\]]+\]:\s*<?([^\s>]+)/gm),
    ...bare.matchAll(/<(?:a|img|source)\b[^>]*?\s(?:href|src|srcset)="([^"\s]+)"/g),
  ].map(([, target = '']) => target)
}

/** The names under which a page's headings can be linked to, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of prose(text).matchAll(/^#{1,6}\s+(.+?)\s*$/gm)) {
    const name = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
      .replace(/\s/g, '-')
    let anchor = name
    for (let copy = 1; anchors.has(anchor); copy++) anchor = `${name}-${copy}`
    anchors.add(anchor)
  }
  for (const [, id = ''] of text.matchAll(/\s(?:id|name)="([^"]+)"/g)) anchors.add(id)
  return anchors
}

/** Why a link leads nowhere, or undefined. Other sites are not asked. */
function problemOf(page: string, target: string): string | undefined {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(target)) return undefined
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? page : posix.join(posix.dirname(page), decodeURIComponent(path))
  if (file.startsWith('..')) return `${target}: outside of the repository`
  if (!existsSync(file)) return `${target}: no such file`
  if (anchor === undefined || !file.endsWith('.md')) return undefined
  return anchorsOf(readFileSync(file, 'utf8')).has(anchor) ? undefined : `${target}: no such heading`
}

/** Paths of this repository in `code`; NAME and NNNN in capitals stand for any name. */
function pathsOf(text: string): string[] {
  return [...text.matchAll(/`((?:src|test|docs|scripts|bench|examples|\.ci)\/[\w./*{},-]*)`/g)].map(
    ([, path = '']) => path,
  )
}

function exists(path: string): boolean {
  const pattern = path.replace(/\/$/, '').replace(/\b(?:NAME|NNNN)\b/g, '*')
  return pattern === path ? existsSync(path) : globSync(pattern).length > 0
}

/** Names of variables written in full; `PORTCULLIS_…` and `PORTCULLIS_*` name none. */
function variablesOf(text: string): string[] {
  return text.match(new RegExp(`\\b${ENVIRONMENT_PREFIX}[A-Z0-9_]*[A-Z0-9]\\b(?![*…])`, 'g')) ?? []
}

/** Switches of the tests are no settings: they are read where a test says so. */
const testSwitches = new Set(
  globSync('test/**/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/'(PORTCULLIS_TEST_[A-Z_]+)'/g)].map(([, name]) => name),
  ),
)

function isKnownVariable(name: string): boolean {
  return name === FILE_VARIABLE || settingOfVariable(name) !== undefined || testSwitches.has(name)
}

/** What each page says that is not so. */
function untrue(problems: (page: string, text: string) => (string | undefined)[]): string[] {
  return [...texts].flatMap(([page, text]) =>
    problems(page, text).flatMap((problem) => (problem === undefined ? [] : [`${page}: ${problem}`])),
  )
}

describe('the papers', () => {
  test('there are some', () => {
    assert.ok(pages.includes('docs/mail.md'))
  })

  test('each link within the repository leads to a file and a heading', () => {
    assert.deepEqual(
      untrue((page, text) => linksOf(text).map((target) => problemOf(page, target))),
      [],
    )
  })

  test('each path in code exists', () => {
    assert.deepEqual(
      untrue((_page, text) => pathsOf(text).map((path) => (exists(path) ? undefined : path))),
      [],
    )
  })

  test('each variable is that of a setting', () => {
    assert.deepEqual(
      untrue((_page, text) => variablesOf(text).map((name) => (isKnownVariable(name) ? undefined : name))),
      [],
    )
  })

  test('no command lets npx run a stranger’s package: in a clone the name is not installed', () => {
    assert.deepEqual(
      untrue((_page, text) => text.match(/npx portcullis\b.*/g) ?? []),
      [],
    )
  })
})

/** Everything that would be committed; in an unpacked archive, which has no git, everything there is. */
function ownFiles(): string[] {
  const all = existsSync('.git')
    ? execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { encoding: 'utf8' }).split('\0')
    : globSync('{*,.*,.*/**,*/**}')
  return all.filter(
    (file) => file !== '' && !FOREIGN.test(file) && existsSync(file) && statSync(file).isFile(),
  )
}

/** Where some machine keeps work, homes or scratch files. Written apart, so that this file names none itself. */
const MACHINE_PATH = new RegExp(
  String.raw`(?<![\w./)\]}@-])/(?:${['work', 'root', 'tmp', 'home', 'Users'].join('|')})/[\w.-]|[A-Z]:\\(?:Users|home)\\`,
)

test('no file names a path of one machine', () => {
  const found = ownFiles().flatMap((file) => {
    const content = readFileSync(file)
    if (content.includes(0)) return []
    return content
      .toString()
      .split('\n')
      .flatMap((line, index) => (MACHINE_PATH.test(line) ? [`${file}:${index + 1}`] : []))
  })
  assert.deepEqual(found, [])
})

describe('the checks of this file', () => {
  test('find links, and none in code', () => {
    const text =
      'a [b](c.md#d "t") ![e](f.png)\n[g]: h.md\n<img src="i.png">\n`[j](k)`\n```\n[l](m)\n```\n[n](o)'
    assert.deepEqual(linksOf(text).sort(), ['c.md#d', 'f.png', 'h.md', 'i.png', 'o'])
  })

  test('find links that lead nowhere', () => {
    assert.equal(problemOf('docs/mail.md', 'settings.md'), undefined)
    assert.equal(problemOf('docs/mail.md', 'https://example.org/x'), undefined)
    assert.equal(problemOf('docs/mail.md', '#settings'), undefined)
    assert.match(problemOf('docs/mail.md', '#nothing') ?? '', /no such heading/)
    assert.match(problemOf('docs/mail.md', 'nothing.md') ?? '', /no such file/)
    assert.match(problemOf('docs/mail.md', '../../x') ?? '', /outside/)
  })

  test('name headings as GitHub does', () => {
    const text = '# What is `kept`?\n## A & b\n## A & b\n```\n# no\n```\n### [Link](x) it_1'
    assert.deepEqual([...anchorsOf(text)], ['what-is-kept', 'a--b', 'a--b-1', 'link-it_1'])
  })

  test('find paths and whether they exist', () => {
    const paths = pathsOf(
      '`src/mail/queue.ts` `src/mail/` `src/*/` `src/NAME/queue.ts` `test/nothing.ts` src/x `npm test`',
    )
    assert.deepEqual(paths.filter(exists), ['src/mail/queue.ts', 'src/mail/', 'src/*/', 'src/NAME/queue.ts'])
    assert.deepEqual(paths.length, 5)
  })

  test('find variables and whether they are settings', () => {
    const names = variablesOf(
      'PORTCULLIS_PORT=1 `PORTCULLIS_LIMITS_DEFAULT` PORTCULLIS_… PORTCULLIS_CONFIG PORTCULLIS_PROT',
    )
    assert.deepEqual(names.filter(isKnownVariable), [
      'PORTCULLIS_PORT',
      'PORTCULLIS_LIMITS_DEFAULT',
      FILE_VARIABLE,
    ])
    assert.equal(names.length, 4)
  })

  test('find paths of a machine', () => {
    for (const [slash, rest] of [
      ['/', 'work/main'],
      ['/', 'tmp/x'],
      ['/', 'root/.npm'],
      ['C:\\', 'Users\\me'],
    ]) {
      assert.match(`see ${slash}${rest}`, MACHINE_PATH)
    }
    for (const fine of ['src/work/x', 'https://x.test/home/', '/login', 'a/tmp/b', '../root/x']) {
      assert.doesNotMatch(fine, MACHINE_PATH)
    }
  })
})
