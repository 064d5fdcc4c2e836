// Fastify alone, with one route that verifies an access token by jose and says whose it is. Run by ../api.ts with a file:
// the key and what the token has to say.
import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import { importJWK, type JWK, jwtVerify } from 'jose'
import { serveAndReport } from './report.ts'

const [file = ''] = process.argv.slice(2)
const { jwk, issuer, audience } = JSON.parse(readFileSync(file, 'utf8')) as {
  jwk: JWK & { alg: string }
  issuer: string
  audience: string
}
const key = await importJWK(jwk, jwk.alg)
const expected = { algorithms: [jwk.alg], typ: 'at+jwt', issuer, audience }

const app = Fastify({ logger: false })
app.get('/api/bench', async (request, reply) => {
  const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
  try {
    const { payload } = await jwtVerify(token, key, expected)
    return { id: payload.sub, username: payload['preferred_username'] }
  } catch {
    return reply.code(401).send({ error: 'invalid_token' })
  }
})

await serveAndReport(app)
