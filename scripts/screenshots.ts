// Takes pictures of pages. Without arguments: the one in README, of the real application. With --out or --url: of the
// pages' gallery, or of a running site, each page on a phone and a wide screen, light and dark.
//   node scripts/screenshots.ts [--out FOLDER] [--url http://localhost:3000] [PATH …]
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { createApp } from '../src/app.ts'
import { loadSettings } from '../src/config/load.ts'
import { launchChromium } from '../test/browser/chromium.ts'
import { gallery, serveGallery } from '../test/html/gallery.ts'

const PICTURE = fileURLToPath(new URL('../docs/screenshot.png', import.meta.url))
const SCREENS = {
  phone: { width: 375, height: 812 },
  desktop: { width: 1280, height: 900 },
}
const SCHEMES = ['light', 'dark'] as const
/** What a visitor can open without signing in. */
const PUBLIC_PATHS = ['/', '/register', '/login']
/** Nobody's name, for the picture alone; the account goes with the database in memory. */
const MEMBER = {
  username: 'riverside',
  email: 'riverside@example.test',
  password: 'a long walk by the river',
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    url: { type: 'string' },
  },
})

const browser = await launchChromium()
try {
  if (values.out !== undefined || values.url !== undefined) await takeAll(browser)
  else await takePicture(browser)
} finally {
  await browser.close()
}

async function takePicture(browser: Browser): Promise<void> {
  const port = await freePort()
  const app = await createApp({
    settings: loadSettings({
      env: {},
      options: { port, database: 'sqlite::memory:', log: { level: 'silent' } },
    }),
  })
  try {
    const origin = `http://localhost:${port}`
    await app.listen({ host: '127.0.0.1', port })
    const page = await browser.newPage({
      viewport: SCREENS.desktop,
      colorScheme: 'light',
      reducedMotion: 'reduce',
    })
    await page.goto(`${origin}/register`)
    await page.getByLabel('Username').fill(MEMBER.username)
    await page.getByLabel('E-mail address').fill(MEMBER.email)
    await page.getByLabel('Password', { exact: true }).fill(MEMBER.password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByLabel('Username or e-mail address').fill(MEMBER.username)
    await page.getByLabel('Password', { exact: true }).fill(MEMBER.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL(`${origin}/dashboard`)
    await page.goto(origin)
    await page.screenshot({ path: PICTURE })
    console.log(`Wrote ${PICTURE}`)
  } finally {
    await app.close()
  }
}

/** The address must stand in the settings before the application listens on it. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}

async function takeAll(browser: Browser): Promise<void> {
  const out = values.out ?? join(tmpdir(), 'portcullis-screenshots')
  const site = values.url ? { origin: values.url, close: () => {} } : await serveGallery()
  const paths = positionals.length > 0 ? positionals : values.url ? PUBLIC_PATHS : Object.keys(gallery)
  try {
    await mkdir(out, { recursive: true })
    for (const [screen, viewport] of Object.entries(SCREENS)) {
      for (const colorScheme of SCHEMES) {
        const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
        const page = await context.newPage()
        for (const path of paths) {
          await page.goto(new URL(path, site.origin).href)
          const name = path.replace(/^\//, '').replaceAll('/', '-') || 'home'
          await page.screenshot({
            path: join(out, `${name}-${screen}-${colorScheme}.png`),
            fullPage: true,
          })
        }
        await context.close()
      }
    }
    console.log(`Pictures of ${paths.length} pages in ${out}`)
  } finally {
    site.close()
  }
}
