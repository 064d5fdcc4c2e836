// Which files are templates, what `render_template` calls them, and what they are made of.
import { posix } from 'node:path'
import type { Project, SourceFile } from '../project.ts'
import type { Names } from '../python/names-api.ts'
import type { Kind } from './html-tag.ts'

export interface TemplateFile {
  readonly file: SourceFile
  /** As `render_template` names it. */
  readonly name: string
}

/** Flask's own, where `template_folder` is not given. */
const FOLDER = 'templates'
const JINJA = new Set(['jinja', 'jinja2', 'j2', 'tpl', 'tmpl', 'template'])
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['html', 'html'],
  ['htm', 'html'],
  ['xhtml', 'html'],
  ['svg', 'html'],
  ['mjml', 'html'],
  ['vue', 'html'],
  ['js', 'script'],
  ['mjs', 'script'],
  ['css', 'style'],
  ['json', 'json'],
])
/** What else is rendered out of a template folder. */
const PLAIN = new Set(
  'txt text xml rss atom md rst eml csv tsv yml yaml ini conf cfg toml tex sql ics sh env'.split(' '),
)
/** A file without a telling name is HTML when a tag stands in its beginning. */
const TELLING_LENGTH = 20_000
const TAG = /<(?:[a-zA-Z][a-zA-Z0-9]*[\s/>]|!doctype|!--)/i
const CONSTRUCTORS = [
  'flask.Flask',
  'flask.Blueprint',
  'quart.Quart',
  'quart.Blueprint',
  'apiflask.APIFlask',
  'apiflask.APIBlueprint',
]

/** The templates of a project. `folders`: those that `template_folder=` names, as paths below the audited folder. */
export function templatesOf(project: Project, folders: readonly string[] = []): TemplateFile[] {
  const found: TemplateFile[] = []
  for (const file of project.files) {
    const name = templateName(file.path, folders)
    if (name !== null) found.push({ file, name })
  }
  return found
}

/** Below its template folder; null where the file is no template. */
export function templateName(path: string, folders: readonly string[] = []): string | null {
  if (kindByName(path) === null) return null
  const named = longestOf(folders, path)
  if (named !== null) return named === '' ? path : path.slice(named.length + 1)
  const parts = path.split('/')
  const at = parts.lastIndexOf(FOLDER, parts.length - 2)
  return at === -1 ? null : parts.slice(at + 1).join('/')
}

/** What its text is, for the HTML state a hole stands in. */
export function kindOf(path: string, text: string): Kind {
  const kind = kindByName(path)
  return kind === 'unknown' ? (TAG.test(text.slice(0, TELLING_LENGTH)) ? 'html' : 'plain') : (kind ?? 'html')
}

/** Folders of `Flask(…, template_folder=…)` and of blueprints, beside the module that names them. */
export function templateFolders(names: Names): string[] {
  const folders = new Set<string>()
  for (const site of CONSTRUCTORS.flatMap((name) => names.callsOf(name))) {
    const given = site.call.keywords.find(({ name }) => name === 'template_folder')
    const folder = given === undefined ? undefined : names.literal(given.value)
    if (typeof folder !== 'string' || folder.startsWith('/')) continue
    const path = posix.join(posix.dirname(site.module.file), folder)
    if (!path.startsWith('..')) folders.add(path === '.' ? '' : path.replace(/\/$/, ''))
  }
  return [...folders].sort()
}

/** `page.html.j2` is HTML; of `page.j2` the name does not tell. */
function kindByName(path: string): Kind | 'unknown' | null {
  const parts = posix.basename(path).toLowerCase().split('.').slice(1)
  const last = parts.at(-1)
  if (last === undefined) return null
  const isJinja = JINJA.has(last)
  const inner = isJinja ? parts.at(-2) : last
  const kind = inner === undefined ? undefined : KINDS.get(inner)
  if (kind !== undefined) return kind
  if (inner !== undefined && PLAIN.has(inner)) return 'plain'
  return isJinja ? 'unknown' : null
}

function longestOf(folders: readonly string[], path: string): string | null {
  let longest: string | null = null
  for (const folder of folders) {
    const holds = folder === '' || path.startsWith(`${folder}/`)
    if (holds && (longest === null || folder.length > longest.length)) longest = folder
  }
  return longest
}
