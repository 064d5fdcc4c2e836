// Fixes: applied whole or not at all, to files that are as they were read, and to nothing outside of the folder.
import assert from 'node:assert/strict'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { fixesAsDiff, planFixes, writeFix } from '../../src/audit/fix.ts'
import { madeFinding, placeIn } from './made.ts'

const FILES = { 'app.py': 'app.run(debug=True)\nother.run(debug=True)\n' }

/** Replaces the nth `part`. */
function fixing(part: string, text: string, nth = 1) {
  const at = placeIn(FILES, 'app.py', part, nth)
  return madeFinding(at, { fix: { title: 'Switch debug mode off', edits: [{ at, text }] } })
}

const textOf = (file: string) => (FILES as Record<string, string>)[file]
const OFF = [fixing('True', 'False'), fixing('True', 'False', 2)]
const FIXED = 'app.run(debug=False)\nother.run(debug=False)\n'

describe('a plan of fixes', () => {
  test('applies all that keep apart', () => {
    const { files, leftOut } = planFixes(OFF, textOf)
    assert.equal(files[0]?.after, FIXED)
    assert.deepEqual(leftOut, [])
  })

  test('leaves out what overlaps, as a whole', () => {
    const at = placeIn(FILES, 'app.py', 'debug=True')
    const other = placeIn(FILES, 'app.py', 'other')
    const edits = [
      { at, text: '' },
      { at: other, text: 'another' },
    ]
    const second = madeFinding(at, { fix: { title: 'Take it away', edits } })
    const { files, leftOut } = planFixes([OFF[0]!, second], textOf)
    assert.equal(files[0]?.after, FILES['app.py'].replace('True', 'False'))
    assert.deepEqual(leftOut, [second])
  })

  test('makes the same edit once, though two findings ask for it', () => {
    const { files, leftOut } = planFixes([OFF[0]!, fixing('True', 'False')], textOf)
    assert.equal(files[0]?.after, FILES['app.py'].replace('True', 'False'))
    assert.equal(files[0]?.done.length, 2)
    assert.deepEqual(leftOut, [])
  })

  test('leaves out places that are not there', () => {
    const at = { file: 'app.py', start: 5, end: 500 }
    const wrong = madeFinding(at, { fix: { title: 'x', edits: [{ at, text: '' }] } })
    assert.deepEqual(planFixes([wrong], textOf), { files: [], leftOut: [wrong] })
    const gone = { ...at, file: 'gone.py' }
    const lost = madeFinding(gone, { fix: { title: 'x', edits: [{ at: gone, text: '' }] } })
    assert.deepEqual(planFixes([lost], textOf).leftOut, [lost])
  })

  test('is shown as a diff', () => {
    assert.equal(
      fixesAsDiff(planFixes(OFF, textOf)),
      `--- a/app.py
+++ b/app.py
@@ -1,2 +1,2 @@
-app.run(debug=True)
-other.run(debug=True)
+app.run(debug=False)
+other.run(debug=False)
`,
    )
  })
})

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-fix-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'app.py'), FILES['app.py'])
  return folder
}

const [PLAN] = planFixes(OFF, textOf).files
const write = (folder: string, more = {}) => writeFix(folder, { ...PLAN!, ...more })

describe('writing a fix', () => {
  test('changes the file, keeps its mode, and leaves nothing else behind', (t) => {
    const folder = newFolder(t)
    chmodSync(join(folder, 'app.py'), 0o750)
    assert.equal(write(folder), undefined)
    assert.equal(readFileSync(join(folder, 'app.py'), 'utf8'), FIXED)
    assert.equal(statSync(join(folder, 'app.py')).mode & 0o777, 0o750)
    assert.deepEqual(readdirSync(folder), ['app.py'])
  })

  test('keeps a byte order mark', (t) => {
    const folder = newFolder(t)
    writeFileSync(join(folder, 'app.py'), `\uFEFF${FILES['app.py']}`)
    assert.equal(write(folder), undefined)
    assert.equal(readFileSync(join(folder, 'app.py'), 'utf8'), `\uFEFF${FIXED}`)
  })

  test('refuses a file that has changed since it was read, or is in another encoding', (t) => {
    const folder = newFolder(t)
    for (const content of [`${FILES['app.py']}\n`, Buffer.from([0xe9, ...Buffer.from(FILES['app.py'])])]) {
      writeFileSync(join(folder, 'app.py'), content)
      assert.match(write(folder) ?? '', /has changed since it was read/)
      assert.deepEqual(readFileSync(join(folder, 'app.py')), Buffer.from(content))
    }
  })

  test('follows no link, of a file or of a folder', (t) => {
    const folder = newFolder(t)
    const outside = newFolder(t)
    rmSync(join(folder, 'app.py'))
    symlinkSync(join(outside, 'app.py'), join(folder, 'app.py'))
    assert.match(write(folder) ?? '', /no regular file/)
    symlinkSync(outside, join(folder, 'sub'))
    assert.match(write(folder, { file: 'sub/app.py' }) ?? '', /outside/)
    assert.match(write(folder, { file: '../x/app.py' }) ?? '', /x\/app\.py/)
    assert.equal(readFileSync(join(outside, 'app.py'), 'utf8'), FILES['app.py'])
    assert.ok(lstatSync(join(folder, 'app.py')).isSymbolicLink())
  })

  test('writes over nothing that lies in its way', (t) => {
    const folder = newFolder(t)
    const victim = join(newFolder(t), 'app.py')
    symlinkSync(victim, join(folder, `.portcullis-audit-${process.pid}.tmp`))
    assert.match(write(folder) ?? '', /EEXIST/)
    assert.equal(readFileSync(victim, 'utf8'), FILES['app.py'])
    assert.equal(readFileSync(join(folder, 'app.py'), 'utf8'), FILES['app.py'])
  })

  test('tells a file that is gone', (t) => {
    const folder = newFolder(t)
    mkdirSync(join(folder, 'empty'))
    assert.match(write(folder, { file: 'empty/app.py' }) ?? '', /ENOENT/)
  })
})
