// Portcullis as delivered, in production mode, with a host's route that a token opens. Run by ../api.ts with a folder for
// its database; only the limits that the run itself would reach are raised.
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import type FastifyType from 'fastify'
import { serverOptions } from '../../src/app.ts'
import { loadSettings } from '../../src/config/load.ts'
import { portcullis } from '../../src/portcullis.ts'
import { requireToken, tokenHolder } from '../../src/shield/token-guard.ts'
import { serveAndReport } from './report.ts'

const [data = ''] = process.argv.slice(2)
const settings = loadSettings({
  env: {},
  cwd: data,
  options: {
    mode: 'production',
    data,
    origin: 'https://localhost',
    secret: [randomBytes(32).toString('base64url')],
    limits: { default: '10000000 per minute; 100000000 per hour', api: '10000000 per minute' },
    log: { level: 'silent' },
  },
})

// The one beside src: where the peers of run.ts are installed, a plain import from here would find theirs.
const Fastify = createRequire(new URL('../../src/app.ts', import.meta.url))('fastify') as typeof FastifyType
const app = Fastify(serverOptions(settings))
await app.register(portcullis, { parts: { settings } })
app.get(
  '/api/bench',
  { onRequest: requireToken({ scope: 'read' }), config: { shield: { withoutCookies: true } } },
  async (request) => {
    const { user } = tokenHolder(request)
    return { id: user.id, username: user.username }
  },
)

await serveAndReport(app)
