// All facts of a Flask application, from names, templates and what stands beside the code.
import type { OpenApiRoute } from '../data/openapi-routes.ts'
import type { Project } from '../project.ts'
import type { Names } from '../python/names-api.ts'
import type { InlineTemplates } from '../templates/inline.ts'
import type { Template } from '../templates/template.ts'
import { collectApps } from './apps.ts'
import { indexCode } from './code/code.ts'
import { collectConfig } from './config/config.ts'
import type { ReadPython } from './config/files.ts'
import { collectExtensions } from './extensions/extensions.ts'
import type { Deployment, Facts, Flow, Hook, Render, Route, TemplateFacts } from './facts.ts'
import { collectHeaders } from './headers/headers.ts'
import { collectHooks } from './hooks.ts'
import { collectRenders } from './render/renders.ts'
import { collectTemplates } from './render/template-facts.ts'
import { collectMounts } from './routes/blueprints.ts'
import { collectRoutes } from './routes/routes.ts'

export interface FactParts {
  readonly project: Project
  readonly names: Names
  /** Those in the program's strings as well. */
  readonly templates: readonly Template[]
  readonly inline: InlineTemplates['named']
  readonly openapi: readonly OpenApiRoute[]
  readonly deployment: Deployment
  /** Reads a `.cfg` file of Python syntax that `from_pyfile` names. */
  readonly readPython: ReadPython
  /** The data flow is built on routes and renders, so that it comes after them. */
  readonly buildFlow: (known: Known) => { readonly flow: Flow; readonly taintOf: TemplateFacts['taintOf'] }
}

export interface Known {
  readonly names: Names
  readonly routes: readonly Route[]
  readonly templates: readonly Template[]
  readonly renders: readonly Render[]
  readonly hooks: readonly Hook[]
  readonly templateFacts: Omit<TemplateFacts, 'taintOf'>
}

export function collectFacts(parts: FactParts): Facts {
  const { project, names, deployment, openapi } = parts
  const code = indexCode(names)
  const mounts = collectMounts(code)
  const hooks = collectHooks(code)
  const config = collectConfig(code, project, parts.readPython)
  const extensions = collectExtensions(code, config, hooks)
  const routes = collectRoutes({ code, mounts, hooks, config, extensions, openapi })
  const renders = collectRenders(code, parts.inline)
  const templateFacts = collectTemplates(code, parts.templates, renders, routes)
  const known = { names, routes, templates: parts.templates, renders, hooks, templateFacts }
  const { flow, taintOf } = parts.buildFlow(known)
  return {
    project,
    names,
    apps: collectApps(code, { rendersTemplates: renders.some(isPage) || rendersStrings(names) }),
    routes,
    config,
    extensions,
    hooks,
    headers: collectHeaders(code, hooks, extensions, deployment),
    flow,
    templates: { ...templateFacts, taintOf },
    deployment,
    stores: code.stores,
    bodyOf: code.body,
  }
}

/** Engines of the project's own also write configurations, mails and chat. */
function isPage({ template }: Render): boolean {
  return !/\.(?:txt|te?xt|md|conf|cfg|ini|sh|json|ya?ml|toml|service|csv|sql|template|py)(?:\.(?:j2|jinja2?|tmpl))?$/i.test(
    template,
  )
}

function rendersStrings(names: Names): boolean {
  return ['flask.render_template_string', 'flask.render_template'].some(
    (name) => names.callsOf(name).length > 0,
  )
}
