// Portcullis as delivered, in production mode; only the limits that the runs themselves would reach are raised.
// Run by run.ts and uploads.ts with a folder for its database.
import { randomBytes } from 'node:crypto'
import { createApp } from '../../src/app.ts'
import { loadSettings } from '../../src/config/load.ts'
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
    // Two limits, as in the default.
    limits: { default: '10000000 per minute; 100000000 per hour' },
    uploads: { limit: '10000000 per minute', quota: '100 GiB', maxPerAccount: 100_000, concurrency: 100 },
    log: { level: 'silent' },
  },
})

await serveAndReport(await createApp({ settings }))
