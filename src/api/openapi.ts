// The OpenAPI 3.1 document, made from the table of operations and their schemas, so that it can't say anything else.
import { z } from 'zod'
import { type Operation, operations } from './operations.ts'
import { named } from './schemas.ts'

/** Of the interface, not of the software: it changes when a call does. */
const API_VERSION = '1.0.0'
const COMPONENTS = '#/components/schemas/'
/** Codes that any call may meet, and those of a body and of a token. */
const ALWAYS = ['bad-request', 'cross-site', 'too-many-requests', 'server-error', 'busy']
const WITH_INPUT = ['invalid-input']
const WITH_BODY = ['json-malformed', 'json-only', 'too-large']
const WITH_TOKEN = ['token-invalid', 'scope-missing']
const WITH_PROOF = ['proof-needed']

export interface OpenApiDocument {
  openapi: '3.1.1'
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  tags: { name: string }[]
  paths: Record<string, Record<string, DocumentedCall>>
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, object> }
}

export interface DocumentedCall {
  operationId: string
  tags: string[]
  summary: string
  description: string
  security: Record<string, string[]>[]
  parameters?: { name: string; in: 'path' | 'query'; required: boolean; schema: JsonSchema }[]
  requestBody?: { required: true; content: Record<string, { schema: JsonSchema }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: JsonSchema }> }>
}

/** What is read of a schema here; the rest is passed on as it is. */
export interface JsonSchema {
  $ref?: string
  type?: string
  description?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
}

export interface AboutTheSite {
  siteName: string
  origin: string
  /** false where nobody can keep files: there are no calls for them. */
  uploads?: boolean
  /** The table of refusals, by code. */
  refusals: Readonly<Record<string, { status: number; title: string }>>
}

export function openApiDocument({
  siteName,
  origin,
  uploads = true,
  refusals,
}: AboutTheSite): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  const served = Object.entries(operations).filter(([, { group }]) => uploads || group !== 'Files')
  for (const [operationId, operation] of served) {
    paths[operation.path] ??= {}
    paths[operation.path]![operation.method.toLowerCase()] = documented(operationId, operation, refusals)
  }
  return {
    openapi: '3.1.1',
    info: {
      title: `${siteName}: API`,
      version: API_VERSION,
      description:
        'JSON in and out. Cookies are not looked at: a token stands in the Authorization header. What is refused is told as problem details (RFC 9457).',
    },
    servers: [{ url: origin }],
    tags: [...new Set(served.map(([, { group }]) => group))].map((name) => ({ name })),
    paths,
    components: {
      schemas: uploads ? namedSchemas() : withoutFiles(namedSchemas()),
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access token of a sign-in, or a personal access token.',
        },
      },
    },
  }
}

/** OpenAPI 3.1, "Considerations for File Uploads": bytes have no type, and their media type says the rest. */
const FORM_WITH_FILE = {
  'multipart/form-data': {
    schema: { type: 'object', properties: { file: {} }, required: ['file'] },
  },
}
const FILE_CONTENT = { '*/*': { schema: {} } }

function documented(
  operationId: string,
  operation: Operation,
  refusals: AboutTheSite['refusals'],
): DocumentedCall {
  const { group, summary, description, needs, params, query, body, takesFile, givesFile } = operation
  const { status, answer } = operation
  const parameters = [...parametersOf(params, 'path'), ...parametersOf(query, 'query')]
  return {
    operationId,
    tags: [group],
    summary,
    description,
    security: needs === null ? [] : [{ token: [needs.scope] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true as const, content: { 'application/json': { schema: refTo(body) } } },
    }),
    ...(takesFile && { requestBody: { required: true as const, content: FORM_WITH_FILE } }),
    responses: {
      [status]: {
        description: givesFile ? 'The file.' : answer ? descriptionOf(answer) : 'Done. There is no body.',
        ...(givesFile && { content: FILE_CONTENT }),
        ...(answer && { content: { 'application/json': { schema: refTo(answer) } } }),
      },
      ...refused(operation, refusals),
    },
  }
}

function parametersOf(
  schemas: z.ZodType | undefined,
  place: 'path' | 'query',
): DocumentedCall['parameters'] & object {
  if (schemas === undefined) return []
  const { properties = {} } = withoutIdentity(z.toJSONSchema(schemas, { override: inOurWords }) as JsonSchema)
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path',
    schema,
  }))
}

function refTo(schema: z.ZodType): JsonSchema {
  return { $ref: `${COMPONENTS}${named.get(schema)!.id}` }
}

function descriptionOf(schema: z.ZodType): string {
  return `${named.get(schema)!.description}.`
}

/** One response for each status; its words are the titles of the codes that have it. */
function refused(operation: Operation, refusals: AboutTheSite['refusals']): DocumentedCall['responses'] {
  const { needs, params, query, body } = operation
  const codes = [
    ...operation.refusals,
    ...(body || params || query ? WITH_INPUT : []),
    ...(body ? WITH_BODY : []),
    ...(needs ? WITH_TOKEN : []),
    ...(needs?.recentProof ? WITH_PROOF : []),
    ...ALWAYS,
  ]
  const byStatus = Map.groupBy(new Set(codes), (code) => refusals[code]!.status)
  return Object.fromEntries(
    [...byStatus].map(([status, these]) => [
      String(status),
      {
        description: these.map((code) => `\`${code}\`: ${refusals[code]!.title}.`).join(' '),
        content: { 'application/problem+json': { schema: { $ref: `${COMPONENTS}Problem` } } },
      },
    ]),
  )
}

function withoutFiles({ Upload: _one, Uploads: _all, ...schemas }: Record<string, JsonSchema>) {
  return schemas
}

function namedSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(named, { uri: (id) => COMPONENTS + id, override: inOurWords })
  return Object.fromEntries(
    Object.entries(schemas)
      .map(([id, schema]) => [id, withoutIdentity(schema as JsonSchema)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  )
}

/** The words of a named schema stand with it. A format says what zod's pattern for it spells out; and what zod forgives in an answer, a reader must forgive, too. */
function inOurWords({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes
  jsonSchema: z.core.JSONSchema.BaseSchema
}): void {
  const known = named.get(zodSchema)
  if (known !== undefined) jsonSchema.description = known.description
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern
  const { def } = zodSchema._zod
  if (def.type === 'object' && def.catchall === undefined) delete jsonSchema.additionalProperties
}

/** Where a schema stands names it here, and the document has the dialect of OpenAPI 3.1. */
function withoutIdentity(schema: JsonSchema & { $id?: string; $schema?: string }): JsonSchema {
  const { $id: _id, $schema: _dialect, ...rest } = schema
  return rest
}
