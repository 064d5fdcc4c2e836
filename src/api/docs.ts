// What the page of the API shows, read from the OpenAPI document alone: what isn't said there isn't shown here.
import type { DocumentedCall, JsonSchema, OpenApiDocument } from './openapi.ts'

export interface ShownCall {
  id: string
  method: string
  path: string
  summary: string
  description: string
  /** Scopes of the token; undefined: none is asked for. */
  scopes: readonly string[] | undefined
  body: ShownObject | undefined
  answers: readonly { status: string; words: string; objects: readonly ShownObject[] }[]
}

export interface ShownObject {
  name: string
  words: string
  members: readonly ShownMember[]
}

export interface ShownMember {
  name: string
  type: string
  optional: boolean
  words: string
}

export interface ShownGroup {
  name: string
  calls: readonly ShownCall[]
}

export function shownGroups(document: OpenApiDocument): ShownGroup[] {
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({
      group: call.tags[0],
      shown: shownCall(document, path, method, call),
    })),
  )
  return document.tags.map(({ name }) => ({
    name,
    calls: calls.filter(({ group }) => group === name).map(({ shown }) => shown),
  }))
}

function shownCall(document: OpenApiDocument, path: string, method: string, call: DocumentedCall): ShownCall {
  const body = call.requestBody?.content['application/json']?.schema
  return {
    id: call.operationId,
    method: method.toUpperCase(),
    path,
    summary: call.summary,
    description: call.description,
    scopes: call.security[0]?.['token'],
    body: body && objectsOf(document, body)[0],
    answers: Object.entries(call.responses).map(([status, { description: words, content }]) => {
      const answer = content?.['application/json']?.schema
      return { status, words, objects: answer === undefined ? [] : objectsOf(document, answer) }
    }),
  }
}

/** One, or each of those that an answer may be. */
function objectsOf(document: OpenApiDocument, schema: JsonSchema): ShownObject[] {
  const { name, found } = resolved(document, schema)
  const choices = found.oneOf ?? found.anyOf
  if (choices !== undefined) return choices.flatMap((choice) => objectsOf(document, choice))
  return [{ name, words: found.description ?? '', members: membersOf(document, found, '') }]
}

function resolved(document: OpenApiDocument, schema: JsonSchema): { name: string; found: JsonSchema } {
  const name = schema.$ref?.split('/').at(-1) ?? ''
  const found = schema.$ref === undefined ? schema : document.components.schemas[name]!
  return schema.$ref === undefined || found.$ref === undefined ? { name, found } : resolved(document, found)
}

/** Members of members stand below them, by their whole path. */
function membersOf(document: OpenApiDocument, object: JsonSchema, above: string): ShownMember[] {
  return Object.entries(object.properties ?? {}).flatMap(([name, schema]) => {
    const { found } = resolved(document, schema)
    const path = above + name
    const member: ShownMember = {
      name: path,
      type: typeOf(document, found),
      optional: object.required?.includes(name) !== true,
      words: schema.description ?? found.description ?? '',
    }
    const inner = found.type === 'array' ? resolved(document, found.items ?? {}).found : found
    const below = found.type === 'array' ? `${path}[].` : `${path}.`
    return [member, ...membersOf(document, inner, below)]
  })
}

function typeOf(document: OpenApiDocument, schema: JsonSchema): string {
  const { found } = resolved(document, schema)
  const choices = found.oneOf ?? found.anyOf
  if (choices !== undefined) return choices.map((choice) => typeOf(document, choice)).join(' or ')
  if (found.const !== undefined) return JSON.stringify(found.const)
  if (found.enum !== undefined) return found.enum.map((value) => JSON.stringify(value)).join(' or ')
  if (found.type === 'array') return `list of ${typeOf(document, found.items ?? {})}`
  return found.type ?? 'anything'
}
