// Fastify with the plugins one would pick for the same protections, each with its defaults; sessions in memory.
// Run by run.ts with the file that holds the page.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import Fastify, { type FastifyPluginCallback, type FastifyReply, type FastifyRequest } from 'fastify'
import { serveAndReport } from './report.ts'

interface SignedIn extends FastifyRequest {
  session: { user?: string }
}
interface Protected extends FastifyReply {
  generateCsrf(): string
}

const [file = ''] = process.argv.slice(2)
const page = readFileSync(file, 'utf8')
const [beforeToken = '', afterToken = ''] = page.split(/(?<=name="csrf_token" value=")[^"]+/)
if (afterToken === '') throw new Error('the page holds no CSRF token')

const app = Fastify({ logger: false })
await app.register(await peer('@fastify/helmet'))
await app.register(await peer('@fastify/rate-limit'), { max: 10_000_000, timeWindow: '1 minute' })
await app.register(await peer('@fastify/cookie'))
await app.register(await peer('@fastify/formbody'))
await app.register(await peer('@fastify/session'), {
  secret: randomBytes(32).toString('base64url'),
  // Otherwise no cookie is set over http.
  cookie: { secure: false },
})
await app.register(await peer('@fastify/csrf-protection'), { sessionPlugin: '@fastify/session' })

app.post('/login', (request, reply) => {
  const { session } = request as SignedIn
  session.user = (request.body as { username: string }).username
  reply.redirect('/dashboard', 303)
})

app.get('/dashboard', (request, reply) => {
  const { session } = request as SignedIn
  if (session.user === undefined) return reply.redirect('/login', 303)
  const token = (reply as Protected).generateCsrf()
  return reply.type('text/html; charset=utf-8').send((beforeToken + token + afterToken).padEnd(page.length))
})

await serveAndReport(app)

/** Only bench/package.json brings these, so that the project's own type check can't know them. */
async function peer(name: string): Promise<FastifyPluginCallback<Record<string, unknown>>> {
  return (await import(name)).default
}
