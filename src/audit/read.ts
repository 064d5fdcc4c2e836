// From files to facts: trees of Python and templates, names, what deploys it, and all that is known of the application.
import { basename } from 'node:path'
import { deployment } from './data/deployment.ts'
import { openApiRoutes } from './data/openapi-routes.ts'
import { collectFacts, type Known } from './facts/collect.ts'
import type { Facts } from './facts/facts.ts'
import { buildFlow } from './facts/flow/flow.ts'
import { createTemplateTaints } from './facts/flow/template-flow.ts'
import type { Sources } from './ignore/ignore.ts'
import type { Note, Project } from './project.ts'
import { type ReadOptions, readProject } from './project-reader.ts'
import type { Module, Origin } from './python/ast.ts'
import { nameModules } from './python/modules.ts'
import { bindNames } from './python/names.ts'
import type { Names } from './python/names-api.ts'
import { createPythonReader, type ModuleSource, type PythonReader } from './python/parse.ts'
import { ModuleThreads } from './python/threads.ts'
import { rules } from './rules/index.ts'
import { linesOf } from './source-lines.ts'
import { resolveForms } from './templates/forms.ts'
import { type InlineTemplates, inlineTemplates } from './templates/inline.ts'
import { templateFolders, templatesOf } from './templates/names.ts'
import { type ReadExpression, scanTemplate } from './templates/scan.ts'
import type { Template } from './templates/template.ts'

export interface ReadFacts {
  readonly facts: Facts
  readonly sources: Sources
  readonly notes: readonly Note[]
}

type OnStep = (step: string, done: number, all: number) => void

export async function readFacts(
  root: string,
  { onStep = () => undefined, ...options }: ReadOptions & { readonly onStep?: OnStep | undefined },
): Promise<ReadFacts> {
  const project = readProject(root, options)
  const sourcesOfModules = modulesIn(project)
  const threads = new ModuleThreads(sourcesOfModules)
  const reader = await createPythonReader()
  const read = await threads.read(reader, (done) => onStep('reading Python', done, sourcesOfModules.length))
  const modules = new Map(read.map((module) => [module.file, module]))
  const names = bindNames([...modules.values()])
  const { templates, byFile, inline } = readTemplates(project, names, reader, onStep)
  const deployed = await deployment(project, [...modules.values()])
  const api = await openApiRoutes(project)
  onStep('following the data', 0, 1)
  const facts = collectFacts({
    project,
    names,
    templates,
    inline: inline.named,
    openapi: api.routes,
    deployment: deployed,
    readPython: (file, text) => reader.module(file, file, false, text),
    buildFlow: flowOf,
  })
  const sources = { project, modules, templates: byFile, lines: linesOf(project.byPath) }
  return {
    facts,
    sources,
    notes: [...project.notes, ...troublesOf(modules), ...inline.notes, ...deployed.notes, ...api.notes],
  }
}

function modulesIn(project: Project): ModuleSource[] {
  const files = project.files.filter(({ kind }) => kind === 'python')
  const named = nameModules(
    files.map(({ path }) => path),
    basename(project.root),
  )
  return files.map(({ path, text }) => {
    const { name, isPackage } = named.get(path) ?? { name: path, isPackage: false }
    return { file: path, name, isPackage, text }
  })
}

function readTemplates(
  project: Project,
  names: Names,
  reader: PythonReader,
  onStep: OnStep,
): {
  templates: readonly Template[]
  byFile: ReadonlyMap<string, Template>
  inline: InlineTemplates
} {
  const files = templatesOf(project, templateFolders(names))
  const expressionsOf =
    (origin: Origin): ReadExpression =>
    (source, offset) =>
      reader.expression(source, origin, offset)
  const scanned = files.map(({ file, name }, index) => {
    onStep('reading templates', index, files.length)
    return scanTemplate(file.path, name, file.text, expressionsOf({ file: file.path, text: file.text }))
  })
  const inline = inlineTemplates(names, expressionsOf)
  const templates = resolveForms([...scanned, ...inline.templates])
  const ofFiles = templates.slice(0, scanned.length)
  return {
    templates,
    byFile: new Map(ofFiles.map((template) => [template.file, template])),
    inline,
  }
}

function flowOf({ names, routes, renders, templates, templateFacts, hooks }: Known) {
  const sinks = rules.flatMap((rule) => rule.sinks ?? [])
  const flow = buildFlow({ names, routes, renders, templates, sinks })
  const taintOf = createTemplateTaints({ flow, templates, rendersOf: templateFacts.rendersOf, hooks })
  return { flow, taintOf }
}

function troublesOf(modules: ReadonlyMap<string, Module>): Note[] {
  return [...modules.values()].flatMap(({ file, trouble }) =>
    trouble === undefined ? [] : [{ file, what: trouble }],
  )
}
