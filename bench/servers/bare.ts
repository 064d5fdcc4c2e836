// Fastify alone: one route that sends the same bytes to everybody. Run by run.ts with the file that holds the page.
import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import { serveAndReport } from './report.ts'

const [file = ''] = process.argv.slice(2)
const page = readFileSync(file, 'utf8')

const app = Fastify({ logger: false })
app.get('/dashboard', (_request, reply) => {
  reply.type('text/html; charset=utf-8').send(page)
})

await serveAndReport(app)
