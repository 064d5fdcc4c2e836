// Files that deploy an application, and those that only look like it: for developers' machines, or as an example.

/** Words in names of files of developers' own machines: `docker-compose.dev.yml`, `Dockerfile.test`. */
const OF_DEVELOPERS = new Set([
  'flaskenv',
  'dev',
  'devel',
  'development',
  'override',
  'local',
  'test',
  'tests',
  'testing',
  'ci',
  'debug',
])
/** To be copied and filled in. */
const OF_EXAMPLES = new Set([
  'example',
  'examples',
  'sample',
  'samples',
  'template',
  'templates',
  'dist',
  'default',
  'defaults',
])

export function isForDevelopers(file: string): boolean {
  return wordsOf(file).some((word) => OF_DEVELOPERS.has(word)) || isExample(file)
}

export function isExample(file: string): boolean {
  return wordsOf(file).some((word) => OF_EXAMPLES.has(word))
}

function wordsOf(file: string): string[] {
  return file
    .slice(file.lastIndexOf('/') + 1)
    .toLowerCase()
    .split(/[^a-z]+/)
}

/** Serve in production, so that `app.run` is for a developer's own machine. */
const SERVERS = new Set([
  'gunicorn',
  'uwsgi',
  'waitress-serve',
  'hypercorn',
  'uvicorn',
  'mod_wsgi-express',
  'granian',
  'gevent',
  'passenger',
  'supervisord',
])

export function isProductionServer(words: readonly string[]): boolean {
  return words.some((word) => SERVERS.has(word.slice(word.lastIndexOf('/') + 1)))
}
