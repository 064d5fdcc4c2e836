// Portcullis as delivered, in production mode; only the limit that the run itself would reach is raised.
// Run by run.ts with a folder for its database.
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
    log: { level: 'silent' },
  },
})

await serveAndReport(await createApp({ settings }))
