// Takes pictures of pages on a phone and a wide screen, light and dark: of the pages' gallery, or of a running site.
//   node --conditions=portcullis-source scripts/screenshots.ts [--out FOLDER] [--url http://localhost:3000] [PATH …]
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { launchChromium } from '../test/browser/chromium.ts'
import { gallery, serveGallery } from '../test/html/gallery.ts'

const SCREENS = {
  phone: { width: 375, height: 812 },
  desktop: { width: 1280, height: 900 },
}
const SCHEMES = ['light', 'dark'] as const
/** What a visitor can open without signing in. */
const PUBLIC_PATHS = ['/', '/register', '/login']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: join(tmpdir(), 'portcullis-screenshots') },
    url: { type: 'string' },
  },
})

const site = values.url ? { origin: values.url, close: () => {} } : await serveGallery()
const paths = positionals.length > 0 ? positionals : values.url ? PUBLIC_PATHS : Object.keys(gallery)
const browser = await launchChromium()
try {
  await mkdir(values.out, { recursive: true })
  for (const [screen, viewport] of Object.entries(SCREENS)) {
    for (const colorScheme of SCHEMES) {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
      const page = await context.newPage()
      for (const path of paths) {
        await page.goto(new URL(path, site.origin).href)
        const name = path.replace(/^\//, '').replaceAll('/', '-') || 'home'
        await page.screenshot({
          path: join(values.out, `${name}-${screen}-${colorScheme}.png`),
          fullPage: true,
        })
      }
      await context.close()
    }
  }
  console.log(`Pictures of ${paths.length} pages in ${values.out}`)
} finally {
  await browser.close()
  site.close()
}
