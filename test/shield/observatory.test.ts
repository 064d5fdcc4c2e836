// Judged by outsiders: MDN's HTTP Observatory scores the https site, Google's csp_evaluator reads its policy.
import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { pathToFileURL } from 'node:url'
import { CspEvaluator } from 'csp_evaluator'
import { Severity } from 'csp_evaluator/dist/finding.js'
import { CspParser } from 'csp_evaluator/dist/parser.js'
import { selfSigned } from '../certificate.ts'
import { HTTPS, openHost } from './host.ts'

/** Out of 145 or so; 100 is already an A+. */
const GOAL = 130
const HOME = 'test/observatory/node_modules/@mdn/mdn-http-observatory'
const INSTALL = `${HOME} is missing; \`npm ci --prefix test/observatory\` installs it`

interface Verdict {
  pass: boolean
  result: string | null
}

/** What the package has no types for. */
interface Observatory {
  retrieve(host: string, options: { httpPort: number; httpsPort: number }): Promise<unknown>
  ALL_TESTS: ((requests: unknown) => Verdict)[]
  getScoreModifier(result: string | null): number
}

const missing = existsSync(HOME) ? undefined : INSTALL
if (missing !== undefined) console.log(missing)

test(`MDN's HTTP Observatory scores the https site ${GOAL} or more`, { skip: missing ?? false }, async () => {
  const { retrieve, ALL_TESTS, getScoreModifier } = await observatory()
  const port = await serveHttps()
  // Nothing listens for plain http: that is for whoever stands in front of the app.
  const requests = await retrieve('localhost', { httpPort: 1, httpsPort: port })
  const verdicts = ALL_TESTS.map((judge) => judge(requests))
  const failed = verdicts.filter(({ pass, result }) => !pass || getScoreModifier(result) < 0)
  assert.deepEqual(failed, [])
  const score = verdicts.reduce((sum, { result }) => sum + getScoreModifier(result), 100)
  assert.ok(
    score >= GOAL,
    `${score}: ${verdicts.map(({ result }) => `${result} ${getScoreModifier(result)}`).join(', ')}`,
  )
})

async function observatory(): Promise<Observatory> {
  // Its install script would download the browsers' preload list. No name of this test is on it.
  const preloaded = `${HOME}/conf/hsts-preload.json`
  if (!existsSync(preloaded)) writeFileSync(preloaded, '{}\n')
  const [retriever, constants, grader] = await Promise.all(
    ['retriever/retriever.js', 'constants.js', 'grader/grader.js'].map(
      (file) => import(pathToFileURL(`${HOME}/src/${file}`).href),
    ),
  )
  return { ...retriever, ...constants, ...grader }
}

/** A port with the whole app behind TLS, with a certificate that this process trusts. */
async function serveHttps(): Promise<number> {
  const certificate = selfSigned('localhost', '127.0.0.1')
  setDefaultCACertificates([...getCACertificates('default'), certificate.cert])
  let front: (request: never, response: never) => void = () => {}
  const server = createServer(certificate, (request, response) => front(request as never, response as never))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  after(() => server.close())
  const { port } = server.address() as AddressInfo
  const { app } = await openHost(undefined, { origin: `https://localhost:${port}` })
  front = app.routing as unknown as typeof front
  return port
}

test('V3.4.3 csp_evaluator finds nothing at all in the policy of a page', async () => {
  const { visitor } = await openHost(undefined, { origin: HTTPS })
  const policy = String((await visitor().open('/login')).headers['content-security-policy'])
  const findings = new CspEvaluator(new CspParser(policy).csp).evaluate()
  assert.deepEqual(findings, [])
  const careless = new CspEvaluator(new CspParser("script-src 'self' 'unsafe-inline'").csp).evaluate()
  assert.ok(careless.some(({ severity }) => severity <= Severity.MEDIUM_MAYBE))
})
