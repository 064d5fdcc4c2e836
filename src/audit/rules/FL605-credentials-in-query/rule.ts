// A password or key read from the address of a request, which logs, histories and Referer headers keep.
import { shown } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import { walkStmts } from '../../python/walk.ts'
import type { Report, Rule } from '../rule.ts'

/** Names of what opens something by itself and for long. A reset link's token has to stand in an address. */
const SECRET =
  /^(?:password|passwd|pwd|passphrase|api_?key|apikey|access_?key|secret|client_secret|private_key|auth_?key|access_token|api_token|auth_token)$/i
const QUERIES = new Set(['flask.request.args', 'flask.request.values'])

export const rule: Rule = {
  id: 'FL605',
  name: 'credentials-in-query',
  title: 'Credentials in the query string',
  severity: 'medium',
  confidence: 'high',
  cwe: 598,
  point: 6,
  cure: 'Portcullis reads credentials from bodies and the Authorization header alone, and its log holds no query strings.',
  check: credentialsInQuery,
}

function* credentialsInQuery({ names }: Facts): Iterable<Report> {
  const found: Report[] = []
  for (const name of ['flask.request.args.get', 'flask.request.args.getlist', 'flask.request.args.pop'])
    for (const { call } of names.callsOf(name)) take(call, call.args[0])
  for (const module of names.modules) {
    // A look at the text first: most modules never name the query.
    if (!module.text.includes('.args[') && !module.text.includes('.values[')) continue
    walkStmts(module.body, {
      expr(expr) {
        if (expr.kind === 'Subscript' && QUERIES.has(names.of(expr.object) ?? '')) take(expr, expr.index)
      },
    })
  }
  yield* found

  function take(whole: Expr, key: Expr | undefined): void {
    const name = key && names.literal(key)
    if (typeof name !== 'string' || !SECRET.test(name)) return
    found.push({ at: placeOf(whole), message: `\`${shown(whole)}\` takes a secret from the address.` })
  }
}
