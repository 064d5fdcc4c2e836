// Makes results of an audit by hand, from a few files and places in them, so that each part can be tried alone.
import type { Finding } from '../../src/audit/finding.ts'
import { fingerprints } from '../../src/audit/fingerprint.ts'
import type { Sources } from '../../src/audit/ignore/ignore.ts'
import type { Location } from '../../src/audit/location.ts'
import type { FileKind, Project, SourceFile } from '../../src/audit/project.ts'
import type { Module } from '../../src/audit/python/ast.ts'
import { createPythonReader } from '../../src/audit/python/parse.ts'
import type { AuditFinding, AuditResult } from '../../src/audit/result.ts'
import { linesOf } from '../../src/audit/source-lines.ts'
import { scanTemplate } from '../../src/audit/templates/scan.ts'
import type { Template } from '../../src/audit/templates/template.ts'

export type Files = Readonly<Record<string, string>>

const reader = await createPythonReader()

export function madeProject(files: Files, root = '/nowhere'): Project {
  const list: SourceFile[] = Object.entries(files).map(([path, text]) => ({ path, kind: kindOf(path), text }))
  return { root, files: list, byPath: new Map(list.map((file) => [file.path, file])), leftOut: [], notes: [] }
}

function kindOf(path: string): FileKind {
  return path.endsWith('.py') ? 'python' : path.endsWith('.html') ? 'template' : 'dockerfile'
}

export function madeSources(files: Files, root?: string): Sources {
  const project = madeProject(files, root)
  const modules = new Map<string, Module>()
  const templates = new Map<string, Template>()
  for (const { path, kind, text } of project.files) {
    if (kind === 'python') modules.set(path, reader.module(path, path.replace('.py', ''), false, text))
    if (kind === 'template') templates.set(path, scanTemplate(path, path, text))
  }
  return { project, modules, templates, lines: linesOf(project.byPath) }
}

/** Where `part` stands in the file, the nth time. */
export function placeIn(files: Files, file: string, part: string, nth = 1): Location {
  let start = -1
  for (let i = 0; i < nth; i++) start = (files[file] ?? '').indexOf(part, start + 1)
  if (start === -1) throw new Error(`no ${part} in ${file}`)
  return { file, start, end: start + part.length }
}

export function madeFinding(at: Location, more: Partial<Finding> = {}): Finding {
  return {
    rule: 'FL1101',
    at,
    message: '`app.run(debug=…)` switches debug mode on.',
    severity: 'high',
    confidence: 'high',
    path: [],
    otherPaths: [],
    related: [],
    fix: null,
    ...more,
  }
}

export function madeResult(
  files: Files,
  findings: readonly (Finding & Partial<AuditFinding>)[],
  more: Partial<AuditResult> = {},
): AuditResult {
  const sources = madeSources(files)
  const fingerprintOf = fingerprints(findings, sources)
  const all = findings.map(
    (finding): AuditFinding => ({
      fingerprint: fingerprintOf.get(finding) ?? '',
      standing: 'open',
      ignoredBy: null,
      ...finding,
    }),
  )
  const point = {
    point: 1,
    title: 'Use a strong, unique SECRET_KEY',
    verdict: all.length > 0 ? 'fail' : 'pass',
    because: [],
    findings: all,
  } as const
  return {
    root: '/nowhere',
    files: sources.project.files.length,
    pythonFiles: sources.modules.size,
    templates: sources.templates.size,
    leftOut: [{ why: 'tests', files: 14 }],
    notes: [],
    remarks: [],
    findings: all,
    hidden: 0,
    checklist: [point],
    beyond: [],
    rules: [],
    lines: sources.lines,
    sourceOf: (file) => files[file],
    ...more,
  }
}
