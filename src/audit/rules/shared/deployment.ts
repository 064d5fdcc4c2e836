// Files that deploy an application, and those that only look like it: for developers' machines, or as an example.

/** Compose files and variables of developers' own machines. */
const OF_DEVELOPERS =
  /(?:^|\/)(?:\.flaskenv|[^/]*(?:^|[./_-])(?:dev|devel|development|override|local|test|tests|testing|ci|debug)(?:[./_-][^/]*)?)$/
/** To be copied and filled in. */
const EXAMPLE =
  /(?:^|[./_-])(?:example|examples|sample|samples|template|templates|dist|default|defaults)(?:[./_-]|$)/

export function isForDevelopers(file: string): boolean {
  const name = file.toLowerCase()
  return OF_DEVELOPERS.test(name) || isExample(name)
}

export function isExample(file: string): boolean {
  return EXAMPLE.test(file.toLowerCase().slice(file.lastIndexOf('/') + 1))
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
