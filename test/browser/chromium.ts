// Debian's Chromium for the tests: quiet on the network, with a profile and a home of its own that go when it closes.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Playwright switches the back/forward cache off; people's browsers have it on. */
const SWITCHED_OFF_BY_PLAYWRIGHT = ['--disable-back-forward-cache']

/** Starts a browser; `close()` it when done. Throws with the remedy when there is none on this machine. */
export async function launchChromium(extraArgs: readonly string[] = []): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `No Chromium at ${CHROMIUM}. Install Debian's package "chromium", or set CHROMIUM to its path.`,
    )
  }
  // Playwright makes a new profile per launch; what Chromium keeps besides it (crash reports, caches) goes to HOME.
  const home = mkdtempSync(join(tmpdir(), 'portcullis-chromium-'))
  const discard = () => rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  try {
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [...ARGUMENTS, ...extraArgs],
      ignoreDefaultArgs: SWITCHED_OFF_BY_PLAYWRIGHT,
      env: {
        ...process.env,
        HOME: home,
        XDG_CONFIG_HOME: join(home, 'config'),
        XDG_CACHE_HOME: join(home, 'cache'),
      },
    })
    browser.on('disconnected', discard)
    return browser
  } catch (error) {
    discard()
    throw error
  }
}
