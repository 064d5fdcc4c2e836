// Reads form posts: bounded in bytes and fields, into an object without a prototype. ASVS V1.5.2, V1.1.1.
import { parse } from 'node:querystring'
import type { FastifyInstance } from 'fastify'
import { Refusal } from './refusal.ts'

const FORM = 'application/x-www-form-urlencoded'

/** A field sent twice becomes a list, which a schema that wants text refuses. Decoded once; malformed escapes stay as sent. */
export function readForms(app: FastifyInstance, maxFields: number): void {
  if (app.hasContentTypeParser(FORM)) return
  app.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) => {
    let fields = 1
    for (let at = body.indexOf('&'); at !== -1; at = body.indexOf('&', at + 1)) fields++
    if (fields > maxFields) return done(new Refusal('too-large'))
    done(null, parse(String(body), '&', '=', { maxKeys: 0 }))
  })
}
