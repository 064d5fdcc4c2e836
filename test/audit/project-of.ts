// A small audited project made of strings: its files, its names, its facts.
import type { OpenApiRoute } from '../../src/audit/data/openapi-routes.ts'
import { collectFacts } from '../../src/audit/facts/collect.ts'
import type { Deployment, Facts } from '../../src/audit/facts/facts.ts'
import { lineStarts, positionOf } from '../../src/audit/location.ts'
import type { FileKind, Project, SourceFile } from '../../src/audit/project.ts'
import { bindNames } from '../../src/audit/python/names.ts'
import type { Names } from '../../src/audit/python/names-api.ts'
import { createPythonReader } from '../../src/audit/python/parse.ts'
import type { Template } from '../../src/audit/templates/template.ts'

export type Files = Readonly<Record<string, string>>

const KINDS: Readonly<Record<string, FileKind>> = {
  py: 'python',
  html: 'template',
  yml: 'yaml',
  yaml: 'yaml',
  toml: 'toml',
  json: 'json',
  cfg: 'ini',
  env: 'env',
}

const reader = await createPythonReader()

export function projectOf(files: Files): Project {
  const list = Object.entries(files).map(
    ([path, text]): SourceFile => ({
      path,
      text,
      kind: KINDS[path.slice(path.lastIndexOf('.') + 1)] ?? 'script',
    }),
  )
  return {
    root: '/app',
    files: list,
    byPath: new Map(list.map((file) => [file.path, file])),
    leftOut: [],
    notes: [],
  }
}

export function namesOf(project: Project): Names {
  const modules = project.files
    .filter(({ kind }) => kind === 'python')
    .map(({ path, text }) => {
      const isPackage = path.endsWith('__init__.py')
      const stem = isPackage ? path.replace(/\/?__init__\.py$/, '') : path.slice(0, -3)
      return reader.module(path, stem.replaceAll('/', '.'), isPackage, text)
    })
  return bindNames(modules)
}

export interface Beside {
  readonly templates?: readonly Template[]
  readonly openapi?: readonly OpenApiRoute[]
  readonly deployment?: Partial<Deployment>
}

const NO_DEPLOYMENT: Deployment = {
  requirements: [],
  lock: null,
  environment: [],
  commands: [],
  baseImages: [],
  proxyHeaders: new Map(),
  redirectsToHttps: null,
}

/** Facts without data flow. A string alone is `app.py`. */
export function factsOf(source: string | Files, beside: Beside = {}): Facts {
  const project = projectOf(typeof source === 'string' ? { 'app.py': source } : source)
  return collectFacts({
    project,
    names: namesOf(project),
    templates: beside.templates ?? [],
    inline: new Map(),
    openapi: beside.openapi ?? [],
    deployment: { ...NO_DEPLOYMENT, ...beside.deployment },
    readPython: (file, text) => reader.module(file, '', false, text),
    buildFlow: () => ({
      flow: { into: () => [], taintOf: () => [], textOf: () => undefined },
      taintOf: () => [],
    }),
  })
}

/** `app.py:12` */
export function lineOf(facts: Facts, at: { file: string; start: number }): string {
  const text = facts.project.byPath.get(at.file)?.text ?? ''
  return `${at.file}:${positionOf(lineStarts(text), at.start).line}`
}
