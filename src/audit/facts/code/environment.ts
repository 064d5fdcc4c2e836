// Which environment a class, a file or an `if` speaks of.
import type { Expr } from '../../python/ast.ts'
import { childrenOf } from '../../python/walk.ts'

export type Environment = 'production' | 'development' | 'testing' | 'any'

const WORDS = new Map<string, Environment>([
  ...['production', 'prod', 'prd', 'live', 'staging', 'stage', 'deploy', 'deployment', 'heroku'].map(
    (word): [string, Environment] => [word, 'production'],
  ),
  ...['development', 'develop', 'dev', 'debug', 'local'].map((word): [string, Environment] => [
    word,
    'development',
  ]),
  ...['testing', 'test', 'tests', 'ci', 'unittest', 'pytest', 'conftest'].map(
    (word): [string, Environment] => [word, 'testing'],
  ),
])

/** `ProductionConfig`, `DevConfig`, `config_test`, `prod`: the first word that names an environment. */
export function environmentOfName(name: string): Environment {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
  for (const word of words) {
    const environment = WORDS.get(word)
    if (environment) return environment
  }
  return 'any'
}

export function environmentOfFile(file: string): Environment {
  const stem = file.slice(file.lastIndexOf('/') + 1)
  if (stem.startsWith('test_') || stem === 'conftest.py' || stem.endsWith('_test.py')) return 'testing'
  const folders = file.split('/').slice(0, -1)
  return folders.some((folder) => folder === 'tests' || folder === 'test') ? 'testing' : 'any'
}

const OPPOSITE: Record<Environment, Environment> = {
  production: 'development',
  development: 'production',
  testing: 'any',
  any: 'any',
}

/** What the environment is inside the `if`, and in its `else`. */
export function environmentOfTest(test: Expr): readonly [Environment, Environment] {
  if (test.kind === 'UnaryOp' && test.op === 'not') {
    const [then, otherwise] = environmentOfTest(test.operand)
    return [otherwise, then]
  }
  if (test.kind === 'Compare' && test.rest.length === 1) {
    const { op, right } = test.rest[0] as { op: string; right: Expr }
    if (isMainGuard(test.left)) return ['any', 'any']
    const environment = wordIn(right) ?? wordIn(test.left)
    if (environment === undefined || environment === 'any') return ['any', 'any']
    if (!mentionsEnvironment(test.left) && !mentionsEnvironment(right)) return ['any', 'any']
    return op === '!=' || op === 'not in'
      ? [OPPOSITE[environment], environment]
      : [environment, OPPOSITE[environment]]
  }
  if (test.kind === 'BoolOp') {
    const found = test.values.map((value) => environmentOfTest(value)[0]).filter((one) => one !== 'any')
    return found.length === 0 ? ['any', 'any'] : [found[0] as Environment, 'any']
  }
  const flag = flagOf(test)
  return flag === 'any' ? ['any', 'any'] : [flag, OPPOSITE[flag]]
}

function isMainGuard(expr: Expr): boolean {
  return expr.kind === 'Name' && expr.id === '__name__'
}

/** The literal, or the first of a literal list, that names an environment. */
function wordIn(expr: Expr): Environment | undefined {
  if (expr.kind === 'Str') return WORDS.get(expr.value.toLowerCase())
  if ('elements' in expr) return expr.elements.map(wordIn).find((one) => one !== undefined)
  return undefined
}

const SUBJECT = /env|config|mode|stage|settings/i

/** `os.environ['FLASK_ENV']`, `app.config['ENV']`, `config_name`, `app.env`. */
function mentionsEnvironment(expr: Expr): boolean {
  if (expr.kind === 'Name') return SUBJECT.test(expr.id)
  if (expr.kind === 'Attribute' && SUBJECT.test(expr.name)) return true
  return childrenOf(expr).some(mentionsEnvironment)
}

/** `app.debug`, `app.config['DEBUG']`, `app.config.get('TESTING')`, `DEBUG`, `is_production()`. */
function flagOf(expr: Expr): Environment {
  if (expr.kind === 'Name') return flagWord(expr.id)
  if (expr.kind === 'Attribute') return flagWord(expr.name)
  if (expr.kind === 'Subscript') return expr.index.kind === 'Str' ? flagWord(expr.index.value) : 'any'
  if (expr.kind === 'Call') {
    const first = expr.args[0]
    if (first?.kind === 'Str') return flagWord(first.value)
    return expr.args.length === 0 ? flagOf(expr.callee) : 'any'
  }
  return 'any'
}

const FLAGS = new Map<string, Environment>([
  ['debug', 'development'],
  ['flask_debug', 'development'],
  ['dev', 'development'],
  ['is_dev', 'development'],
  ['development', 'development'],
  ['is_development', 'development'],
  ['testing', 'testing'],
  ['is_testing', 'testing'],
  ['production', 'production'],
  ['is_production', 'production'],
  ['is_prod', 'production'],
])

function flagWord(word: string): Environment {
  return FLAGS.get(word.toLowerCase()) ?? 'any'
}
