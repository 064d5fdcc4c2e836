// What a file is, from its name and the folders around it; and which files an audit does not ask for.
import type { FileKind, LeftOut } from '../project.ts'

/** Not looked into, and not counted: made by tools, or fetched by them. */
const SKIPPED_FOLDERS = new Set([
  '.git',
  '.hg',
  '.svn',
  '.bzr',
  'node_modules',
  'bower_components',
  'venv',
  '.venv',
  'virtualenv',
  '.virtualenv',
  '__pycache__',
  '__pypackages__',
  'site-packages',
  'dist-packages',
  'build',
  'dist',
  '.tox',
  '.nox',
  '.eggs',
  '.cache',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.ipynb_checkpoints',
  '.idea',
  '.vscode',
  '.terraform',
  'htmlcov',
])
const TEST_FOLDERS = new Set(['tests', 'test', '__tests__'])
const MIGRATION_FOLDERS = new Set(['migrations', 'alembic'])
const VENDOR_FOLDERS = new Set([
  'vendor',
  'vendored',
  '_vendor',
  'third_party',
  'third-party',
  'thirdparty',
  'extern',
])

const BY_EXTENSION: Readonly<Record<string, FileKind>> = {
  py: 'python',
  pyw: 'python',
  wsgi: 'python',
  html: 'template',
  htm: 'template',
  xhtml: 'template',
  jinja: 'template',
  jinja2: 'template',
  j2: 'template',
  yml: 'yaml',
  yaml: 'yaml',
  toml: 'toml',
  json: 'json',
  dockerfile: 'dockerfile',
  env: 'env',
  ini: 'ini',
  cfg: 'ini',
  service: 'ini',
  sh: 'script',
  bash: 'script',
  nginx: 'nginx',
}
const BY_NAME: Readonly<Record<string, FileKind>> = {
  dockerfile: 'dockerfile',
  containerfile: 'dockerfile',
  procfile: 'procfile',
  makefile: 'script',
  pipfile: 'toml',
  'pipfile.lock': 'json',
  'poetry.lock': 'toml',
  'uv.lock': 'toml',
  'pdm.lock': 'toml',
  '.env': 'env',
  '.flaskenv': 'env',
}
const TEMPLATE_FOLDER = 'templates'
/** Rendered by Jinja too, where they stand in a folder of templates. */
const TEMPLATE_EXTENSIONS = new Set([
  'txt',
  'xml',
  'md',
  'svg',
  'js',
  'css',
  'eml',
  'csv',
  'tex',
  'mjml',
  'rst',
])
const REQUIREMENT_EXTENSIONS = new Set(['txt', 'in'])
const NGINX_FOLDERS = new Set(['nginx', 'conf.d', 'sites-available', 'sites-enabled'])

export function isSkippedFolder(name: string): boolean {
  return SKIPPED_FOLDERS.has(name) || name.endsWith('.egg-info') || name.endsWith('.dist-info')
}

/** `path` is below the audited folder, with `/`. Undefined: nothing that an audit reads. */
export function kindOf(path: string): FileKind | undefined {
  const folders = path.split('/')
  const file = (folders.pop() as string).toLowerCase()
  const extension = file.slice(file.lastIndexOf('.') + 1)
  if (file.includes('.min.')) return undefined
  const known = BY_NAME[file]
  if (known !== undefined) return known
  if (/^(?:docker-)?compose(?:[.-].+)?\.ya?ml$/.test(file)) return 'compose'
  if (/^(?:dockerfile|containerfile)[.-]/.test(file)) return 'dockerfile'
  if (file.startsWith('procfile.')) return 'procfile'
  if (file.startsWith('.env.')) return 'env'
  if (isRequirements(file, extension, folders.at(-1))) return 'requirements'
  if (extension === 'conf') return isNginx(file, folders) ? 'nginx' : 'ini'
  if (folders.includes(TEMPLATE_FOLDER) && TEMPLATE_EXTENSIONS.has(extension)) return 'template'
  return file.includes('.') ? BY_EXTENSION[extension] : undefined
}

function isRequirements(file: string, extension: string, folder: string | undefined): boolean {
  if (!REQUIREMENT_EXTENSIONS.has(extension)) return false
  return file.includes('requirements') || file.startsWith('constraints') || folder === 'requirements'
}

function isNginx(file: string, folders: readonly string[]): boolean {
  return file.includes('nginx') || folders.some((folder) => NGINX_FOLDERS.has(folder))
}

/** Why an audit leaves the file out unless it is asked for; undefined: it reads it. */
export function leftOutBecause(path: string): LeftOut['why'] | undefined {
  const folders = path.split('/')
  const file = folders.pop() as string
  if (folders.some((folder) => TEST_FOLDERS.has(folder)) || isTest(file)) return 'tests'
  if (folders.some((folder) => MIGRATION_FOLDERS.has(folder))) return 'migrations'
  if (folders.some((folder) => VENDOR_FOLDERS.has(folder))) return 'vendored'
  return undefined
}

function isTest(file: string): boolean {
  if (!file.endsWith('.py')) return false
  return (
    file.startsWith('test_') || file.endsWith('_test.py') || file === 'conftest.py' || file === 'tests.py'
  )
}
