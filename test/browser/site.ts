// The whole application on a real port, over http or https, and a stranger's site beside it.
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http'
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net'
import { after } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import type { Browser, BrowserContext, BrowserContextOptions, Page, Response } from 'playwright-core'
import type { SettingsInput } from '../../src/config/settings.ts'
import { selfSigned } from '../certificate.ts'
import { type House, openHouse, PASSWORD } from '../house.ts'
import { launchChromium } from './chromium.ts'

/** Milliseconds for anything that a page should come to. */
const PATIENCE = 15_000

/** A request as it reached a server. */
export interface Arrival {
  method: string
  url: string
  headers: IncomingHttpHeaders
}

export interface Site extends House {
  origin: string
  /** Every request so far, as the application's server saw it. */
  arrivals: Arrival[]
}

/**
 * The application behind a door whose port is known before the application is made: `origin` must be the very
 * address that a browser shows. For https the door ends TLS, as a proxy in front would.
 */
export async function openSite(scheme: 'http' | 'https', options: SettingsInput = {}): Promise<Site> {
  let inside = 0
  const door = openDoor(scheme, () => inside)
  const origin = `${scheme}://localhost:${await listening(door)}`
  const house = await openHouse({ ...options, origin })
  const arrivals: Arrival[] = []
  house.app.server.prependListener('request', ({ method = '', url = '', headers }) =>
    arrivals.push({ method, url, headers }),
  )
  await house.app.listen({ host: '127.0.0.1', port: 0 })
  inside = (house.app.server.address() as AddressInfo).port
  return { ...house, origin, arrivals }
}

function openDoor(scheme: 'http' | 'https', inside: () => number): Server {
  const sockets = new Set<Socket>()
  const pass = (outer: Socket) => {
    const inner = connect(inside(), '127.0.0.1')
    for (const [one, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  }
  const door =
    scheme === 'https' ? createTlsServer(selfSigned('localhost', '127.0.0.1'), pass) : createTcpServer(pass)
  after(() => {
    door.close()
    for (const socket of sockets) socket.destroy()
  })
  return door
}

/** Another origin, and another site too: an address is no part of `localhost`. Answers every path with a page. */
export async function openStranger(
  pageAt: (path: string) => string,
): Promise<{ origin: string; arrivals: Arrival[] }> {
  const arrivals: Arrival[] = []
  const server = createHttpServer(({ method = '', url = '', headers }, response) => {
    arrivals.push({ method, url, headers })
    response.setHeader('content-type', 'text/html; charset=utf-8').end(pageAt(url))
  })
  after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { origin: `http://127.0.0.1:${await listening(server)}`, arrivals }
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}

/** One browser for a test file. A window of its own per test: own cookies, closed with the browser. */
export async function openBrowser(extraArgs: readonly string[] = []): Promise<{
  newWindow(options?: BrowserContextOptions): Promise<Page>
  browser: Browser
}> {
  const browser = await launchChromium(extraArgs)
  after(() => browser.close())
  return {
    browser,
    async newWindow(options = {}) {
      // The certificate is made on the spot, and nobody vouches for it.
      const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options })
      context.setDefaultTimeout(PATIENCE)
      return context.newPage()
    },
  }
}

/** Refusals are pages with a status of their own, which Chromium writes down as a failure. */
const NO_COMPLAINT = [/^Failed to load resource: the server responded with a status of 4\d\d/]

/** What the browser complains of from now on: blocked by policy, scripts that failed. */
export function complaintsOf(target: BrowserContext): string[] {
  const complaints: string[] = []
  target.on('console', (message) => {
    const text = message.text()
    if (!['error', 'warning'].includes(message.type()) || NO_COMPLAINT.some((one) => one.test(text))) return
    complaints.push(`${message.page()?.url()}: ${text}`)
  })
  target.on('weberror', (error) => complaints.push(String(error.error())))
  return complaints
}

/** The answer to a form, and not to a call that a script makes meanwhile. */
export function isFormSent(response: Response): boolean {
  return response.request().method() === 'POST' && response.request().isNavigationRequest()
}

export async function register(page: Page, site: Site, username: string): Promise<void> {
  await page.goto(`${site.origin}/register`)
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('E-mail address').fill(`${username}@example.test`)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account', exact: true }).click()
  await page.waitForURL(`${site.origin}/login`)
}

export async function signIn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Username or e-mail address').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** A window of somebody who has registered and signed in, on the dashboard. */
export async function becomeMember(page: Page, site: Site, username: string): Promise<void> {
  await register(page, site, username)
  await signIn(page, username)
  await page.waitForURL(`${site.origin}/dashboard`)
}
