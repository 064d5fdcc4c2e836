// Evidence about what requests bring: tokens, queries, checked input, limits.
import type { Facts, Purpose, Route } from '../facts/facts.ts'
import type { Step } from '../finding.ts'
import { placeOf } from '../location.ts'
import type { CallSite } from '../python/names-api.ts'

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** A layer for all requests, or nothing that a forged request could use. */
export function csrf({ apps, extensions, routes }: Facts): readonly Step[] {
  if (extensions.csrf !== null) return [extensions.csrf.step]
  const app = apps[0]
  if (app === undefined || routes.length === 0) return []
  if (apps.every(({ cookieSession }) => !cookieSession) && routes.every(({ usesSession }) => !usesSession))
    return [{ at: app.at, what: 'no session in a cookie, which a forged request would need' }]
  if (routes.every(({ methods }) => methods.every((method) => !UNSAFE.has(method))))
    return [{ at: app.at, what: 'no route takes POST, PUT, PATCH or DELETE' }]
  return []
}

const ORMS = [
  'flask_sqlalchemy.SQLAlchemy',
  'flask_mongoengine.MongoEngine',
  'flask_pymongo.PyMongo',
  'flask_peewee.db.Database',
  'peewee.SqliteDatabase',
  'peewee.PostgresqlDatabase',
  'peewee.MySQLDatabase',
  'sqlalchemy.create_engine',
  'pony.orm.Database',
]

/** An ORM, or values that travel beside the query. */
export function queries({ names }: Facts): readonly Step[] {
  const orms = ORMS.flatMap((name) =>
    names
      .callsOf(name)
      .slice(0, 1)
      .map(stepOf(`queries by ${name.split('.').at(-1)}`)),
  )
  const withParameters = names
    .callsOfMethod('execute')
    .filter(({ call }) => call.args.length > 1 && typeof names.literal(call.args[0]!) === 'string')
  return [...orms, ...withParameters.slice(0, 2).map(stepOf('a query with parameters'))]
}

/** Methods of forms and schemas that check what came, and calls that read it so. */
const CHECKS = ['validate_on_submit', 'model_validate', 'model_validate_json', 'parse_args']
const SCHEMAS = new Set([
  'marshmallow.Schema().load',
  'webargs.flaskparser.use_args',
  'webargs.flaskparser.use_kwargs',
  'webargs.flaskparser.parser.use_args',
  'webargs.flaskparser.parser.use_kwargs',
  'flask_pydantic.validate',
  'jsonschema.validate',
  'cerberus.Validator().validate',
])

export function inputValidation({ names, config }: Facts): readonly Step[] {
  const forms = CHECKS.flatMap((method) =>
    names
      .callsOfMethod(method)
      .slice(0, 2)
      .map(stepOf(`\`${method}\``)),
  )
  const schemas = [...SCHEMAS].flatMap((name) =>
    names
      .callsOf(name)
      .slice(0, 2)
      .map(stepOf(`\`${name.split('.').at(-1)}\``)),
  )
  const limit = config.get('MAX_CONTENT_LENGTH')
  const size = limit === undefined ? [] : [{ at: limit.at, what: '`MAX_CONTENT_LENGTH` bounds what is sent' }]
  return [...forms, ...schemas, ...size]
}

const SENSITIVE: ReadonlySet<Purpose> = new Set([
  'login',
  'register',
  'reset-request',
  'reset',
  'one-time-code',
  'token',
])

/** A limit on each route where secrets could be guessed or mails be sent. */
export function rateLimits({ routes, extensions }: Facts): readonly Step[] {
  const sensitive = routes.filter(isSensitive)
  if (sensitive.some(({ limits }) => limits.length === 0)) return []
  if (sensitive.length > 0) return sensitive.flatMap(({ limits }) => limits.slice(0, 1))
  const limiter = extensions.bound('flask_limiter.Limiter')
  return limiter === undefined ? [] : [{ at: limiter.at, what: 'Flask-Limiter' }]
}

function isSensitive({ purposes, methods }: Route): boolean {
  return (
    methods.some((method) => UNSAFE.has(method)) && [...purposes].some((purpose) => SENSITIVE.has(purpose))
  )
}

function stepOf(what: string): (site: CallSite) => Step {
  return ({ call }) => ({ at: placeOf(call), what })
}
