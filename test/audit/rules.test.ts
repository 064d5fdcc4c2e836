// Every rule is complete: a page with all sections, snippets that it finds and others that it must not, counted by machine.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { auditProject } from '../../src/audit/audit.ts'
import { rules } from '../../src/audit/rules/index.ts'
import { folderOf, pageOf, SECTIONS } from '../../src/audit/rules/page.ts'
import { expectedIn } from './markers.ts'

const ROOM = new URL('../../src/audit/rules/', import.meta.url).pathname
/** What rules share is no rule. */
const SHARED = 'shared'
const folders = foldersIn(ROOM).filter((name) => name !== SHARED)
/** Words of a title that a terminal shows in one line with the rest. */
const LONGEST_TITLE = 60

function foldersIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory())
}

/** `bad` and `good` are one project each; or, where they hold nothing but folders, each of those is. */
function projectsIn(folder: string): string[] {
  const inside = foldersIn(folder)
  return inside.length === readdirSync(folder).length ? inside.map((name) => join(folder, name)) : [folder]
}

/** What the rule finds in a folder: `app.py:12 FL501`, sorted. */
async function found(folder: string, rule: string): Promise<string[]> {
  const { findings, lines, notes } = await auditProject(folder, {
    rules: [rule],
    minConfidence: 'low',
    includeTests: true,
  })
  assert.deepEqual(
    notes.filter(({ what }) => what.includes('stopped')),
    [],
  )
  return findings.map(({ at, rule: id }) => `${lines.shown(at)} ${id}`).sort()
}

describe('the list of rules', () => {
  test('has each folder once, and no other', () => {
    assert.deepEqual(rules.map(folderOf).sort(), folders.sort())
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length)
    assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length)
  })

  test('stands in the order of the numbers', () => {
    const numbers = rules.map(({ id }) => Number(id.slice(2)))
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    )
  })
})

for (const rule of rules) {
  describe(folderOf(rule), () => {
    const folder = join(ROOM, folderOf(rule))

    test('has an id, a name, and words for a person', () => {
      assert.match(rule.id, /^FL\d{3,4}$/)
      assert.match(rule.name, /^[a-z0-9]+(-[a-z0-9]+)*$/)
      assert.ok(rule.title.length > 3 && rule.title.length <= LONGEST_TITLE)
      assert.ok(Number.isInteger(rule.cwe) && rule.cwe > 0)
      if (rule.cure !== null) assert.match(rule.cure, /^[A-Z`].{20,}\.$/)
      for (const sink of rule.sinks ?? []) assert.match(sink.id, /^FL\d{3,4}(\/[a-z0-9-]+)?$/)
      for (const sink of rule.sinks ?? []) assert.equal(sink.id.split('/')[0], rule.id)
    })

    test('has a page with all sections, in their order', () => {
      const page = pageOf(rule)
      assert.equal(page.split('\n')[0], `# ${rule.id}: ${rule.title}`)
      const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title)
      assert.deepEqual(sections, [...SECTIONS])
      for (const text of page.split(/^## .+$/m).slice(1)) assert.ok(text.trim().length > 20)
    })

    test('has snippets, bad and good', () => {
      for (const kind of ['bad', 'good']) {
        assert.ok(existsSync(join(folder, kind)) && readdirSync(join(folder, kind)).length > 0, kind)
      }
    })

    test('finds what is bad, and at its line', async () => {
      for (const project of projectsIn(join(folder, 'bad'))) {
        const expected = expectedIn(project).filter((line) => line.endsWith(` ${rule.id}`))
        assert.ok(expected.length > 0)
        assert.deepEqual(await found(project, rule.id), expected, project)
      }
    })

    test('finds nothing in what is good', async () => {
      for (const project of projectsIn(join(folder, 'good')))
        assert.deepEqual(await found(project, rule.id), [], project)
    })
  })
}
