// Devices by the names that their owners would give them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceInWords } from '../../../src/accounts/sessions/device-in-words.ts'
import { processorTime } from '../../processor-time.ts'

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'

const devices: Record<string, string> = {
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0': 'Firefox on Windows',
  'Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0': 'Firefox on Android',
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0': 'Firefox on Linux',
  [`Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36`]: 'Chrome on Android',
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36`]: 'Chrome on Windows',
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`]:
    'Edge on Windows',
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36 OPR/124.0.0.0`]:
    'Opera on macOS',
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36`]: 'Chrome on ChromeOS',
  [`Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`]:
    'Samsung Internet on Android',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15':
    'Safari on macOS',
  [`${IPHONE} Version/18.6 Mobile/15E148 Safari/604.1`]: 'Safari on iPhone',
  [`${IPHONE} CriOS/142.0.0.0 Mobile/15E148 Safari/604.1`]: 'Chrome on iPhone',
  [`${IPHONE} FxiOS/144.0 Mobile/15E148 Safari/605.1.15`]: 'Firefox on iPhone',
  'Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1':
    'Safari on iPad',
  'Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8)': 'A browser on Android',
  'Firefox/1': 'Firefox',
  'curl/8.16.0': 'An unknown device',
  '': 'An unknown device',
  'firefox on windows': 'An unknown device',
  '<b>Firefox/1</b> on Mars': 'Firefox',
}

for (const [userAgent, words] of Object.entries(devices)) {
  test(`${words}: ${userAgent.slice(0, 60)}`, () => assert.equal(deviceInWords(userAgent), words))
}

test('an enormous one takes no time', () => {
  const spent = processorTime(() => {
    for (const part of ['Version/', 'Version/1.1.1 Mobile/a ', ' ', '(', 'Linux']) {
      assert.equal(typeof deviceInWords(part.repeat(100_000 / part.length)), 'string')
    }
  })
  assert.ok(spent < 1_000, `${spent} ms`)
})
