// Where browsers tell what the policy blocked: limited, bounded, logged. ASVS V3.4.7, W3C Reporting API.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Gate } from './gate.ts'
import { REPORT_PATH } from './policy.ts'
import { visitOf } from './visit.ts'

/** A report's texts come from strangers; a log line keeps this much of each. Characters. */
const MAX_LOGGED = 200
/** Browsers send a few at once. */
const MAX_REPORTS = 10
const KEPT = [
  'effectiveDirective',
  'effective-directive',
  'violated-directive',
  'blockedURL',
  'blocked-uri',
  'documentURL',
  'document-uri',
  'sourceFile',
  'source-file',
  'lineNumber',
  'line-number',
]

export async function reportRoutes(app: FastifyInstance, gate: Gate): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    ['application/reports+json', 'application/csp-report', 'application/json'],
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  )
  app.post(
    REPORT_PATH,
    {
      config: {
        // Browsers send reports without a page's token, and old ones without an Origin.
        shield: { limit: gate.settings.limits.cspReport, dangerouslyExemptFromCsrfToken: true },
      },
    },
    async (request, reply) => {
      logReports(request)
      return reply.code(204).send()
    },
  )
}

/** Whoever floods the log is found by the address in the line. */
function logReports(request: FastifyRequest): void {
  for (const report of parseReports(request.body).slice(0, MAX_REPORTS)) {
    const kept: Record<string, string> = {}
    for (const name of KEPT) {
      const value = report[name]
      if (typeof value === 'string' || typeof value === 'number') kept[name] = withoutQuery(String(value))
    }
    if (Object.keys(kept).length === 0) continue
    const { address } = visitOf(request)
    request.log.warn({ report: kept, address }, 'a browser reported that the policy blocked something')
  }
}

function parseReports(body: unknown): Record<string, unknown>[] {
  try {
    const parsed: unknown = JSON.parse(String(body))
    const list = Array.isArray(parsed) ? parsed : [parsed]
    return list
      .map((item) => item?.body ?? item?.['csp-report'])
      .filter((item) => typeof item === 'object' && item)
  } catch {
    return []
  }
}

// Addresses may hold tokens in their query, passwords before an @, and whole documents after `data:`.
function withoutQuery(text: string): string {
  if (/^data:/i.test(text)) return 'data:'
  return text
    .replace(/[?#].*$/s, '')
    .replace(/\/\/[^/]*@/, '//')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .slice(0, MAX_LOGGED)
}
