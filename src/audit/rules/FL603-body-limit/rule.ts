// Nothing bounds how much a request may bring, so that one of them can fill the memory or the disk.
import type { Facts, Route } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'
import { confidenceOfMissing, standingOf } from '../shared/settings.ts'

export const rule: Rule = {
  id: 'FL603',
  name: 'body-limit',
  title: 'Request bodies without a limit',
  severity: 'low',
  confidence: 'medium',
  cwe: 770,
  point: 6,
  cure: 'Portcullis bounds each route’s body, and counts uploads while they come in.',
  check: bodyLimit,
}

const KEY = 'MAX_CONTENT_LENGTH'
/** Read the whole body into memory. Forms are bounded by Werkzeug itself since 3.1 (MAX_FORM_MEMORY_SIZE). */
const READERS = ['flask.request.get_json', 'flask.request.get_data', 'flask.request.stream.read']

function* bodyLimit(facts: Facts): Iterable<Report> {
  const { apps, config, project, routes } = facts
  const app = apps[0]
  const value = config.get(KEY)
  if (app === undefined || standingOf(value) === 'set') return
  // nginx refuses more than a megabyte by itself (client_max_body_size).
  if (project.files.some(({ kind }) => kind === 'nginx')) return
  const upload = routes.find(({ purposes }) => purposes.has('upload'))
  if (upload === undefined && !readsBodies(facts)) return
  yield {
    at: value !== undefined && standingOf(value) === 'off' ? value.at : app.at,
    message: `\`${KEY}\` is not set, so ${upload === undefined ? 'a request’s JSON' : `an upload to \`${pathOf(upload)}\``} may be of any size.`,
    // A server in front may bound it, and for JSON most do.
    confidence: upload === undefined ? 'low' : confidenceOfMissing(facts) === 'low' ? 'low' : 'medium',
    related: upload === undefined ? [] : [{ at: upload.at, what: `takes uploads` }],
  }
}

function pathOf({ path }: Route): string {
  return path.length > 60 ? `${path.slice(0, 59)}…` : path
}

function readsBodies({ names }: Facts): boolean {
  return READERS.some((name) => names.callsOf(name).length > 0)
}
