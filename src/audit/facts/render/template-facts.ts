// Templates with what views pass to them, and which of them escape.
import type { Template } from '../../templates/template.ts'
import { partOfApp } from '../apps.ts'
import type { Code } from '../code/code.ts'
import { keywordOf, lastOf } from '../code/expressions.ts'
import type { Render, Route, TemplateFacts } from '../facts.ts'
import { routeOfForm, routeTable } from './form-routes.ts'
import type { Rendered } from './renders.ts'

/** Extensions that Flask escapes (flask.Flask.select_jinja_autoescape). */
const ESCAPED = ['.html', '.htm', '.xml', '.xhtml', '.svg']

export function collectTemplates(
  code: Code,
  templates: readonly Template[],
  renders: readonly Rendered[],
  routes: readonly Route[],
): Omit<TemplateFacts, 'taintOf'> {
  const byName = new Map<string, Template>()
  for (const template of templates) if (!byName.has(template.name)) byName.set(template.name, template)
  const rendersOf = rendersOfTemplates(templates, renders)
  const table = routeTable(routes)
  return {
    list: templates,
    byName,
    renders,
    rendersOf,
    routeOf: (template, form) => routeOfForm(table, form, template, rendersOf),
    escapes: escaping(code, renders),
  }
}

/** Along extends, include and import, from a template to all that show it. */
function rendersOfTemplates(
  templates: readonly Template[],
  renders: readonly Rendered[],
): (template: Template) => readonly Render[] {
  const shownBy = new Map<string, Set<string>>()
  for (const { name, extends: parents, includes, imports } of templates)
    for (const other of [...parents, ...includes, ...imports.map(({ template }) => template)]) {
      const set = shownBy.get(other)
      if (set) set.add(name)
      else shownBy.set(other, new Set([name]))
    }
  const byTemplate = new Map<string, Rendered[]>()
  for (const render of renders) {
    const list = byTemplate.get(render.template)
    if (list) list.push(render)
    else byTemplate.set(render.template, [render])
  }
  const kept = new Map<string, readonly Render[]>()
  return function rendersOf({ name }) {
    const known = kept.get(name)
    if (known) return known
    const seen = new Set([name])
    // A Set goes on with what is added while it is gone through.
    for (const one of seen) for (const other of shownBy.get(one) ?? []) seen.add(other)
    const found = [...seen].flatMap((one) => byTemplate.get(one) ?? [])
    kept.set(name, found)
    return found
  }
}

function escaping(code: Code, renders: readonly Rendered[]): (template: Template) => boolean {
  const app = appSetting(code)
  const foreign = new Map<string, boolean>()
  for (const { template, environment } of renders) {
    const escapes = environment === null ? undefined : environmentEscapes(code, environment, template)
    const before = foreign.get(template)
    if (environment === null) foreign.set(template, before ?? byApp(app, template))
    else if (escapes !== undefined) foreign.set(template, escapes && (before ?? true))
  }
  return ({ name }) => foreign.get(name) ?? byApp(app, name)
}

function byApp(app: boolean | undefined, name: string): boolean {
  return app ?? ESCAPED.some((extension) => name.endsWith(extension))
}

/** `app.jinja_env.autoescape = False`, `app.jinja_options = {'autoescape': …}`; undefined: by extension. */
function appSetting(code: Code): boolean | undefined {
  for (const { target, value } of code.stores) {
    if (target.kind !== 'Attribute') continue
    if (
      target.name === 'autoescape' &&
      partOfApp(code, target) === 'jinja_env.autoescape' &&
      value.kind === 'Const'
    )
      return value.value === true
  }
  return undefined
}

/** Jinja's own Environment escapes nothing unless told; undefined where it can't be told. */
function environmentEscapes(
  code: Code,
  environment: Render['call'] | Rendered['environment'],
  template: string,
): boolean | undefined {
  if (environment?.kind !== 'Call') return undefined
  const name = code.of(environment.callee) ?? ''
  if (!/^jinja2\.(?:\w+\.)?(?:Environment|SandboxedEnvironment|ImmutableSandboxedEnvironment)$/.test(name))
    return undefined
  const option = keywordOf(environment, 'autoescape')
  if (option === undefined) return false
  if (option.kind === 'Const') return option.value === true
  if (option.kind === 'Call' && lastOf(code.of(option.callee) ?? '') === 'select_autoescape')
    return byApp(undefined, template)
  return undefined
}
