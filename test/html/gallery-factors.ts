// The gallery's pages of second factors: setting them up, proving them, losing them.
import { confirmPage } from '../../src/accounts/confirm/confirm.page.ts'
import { confirmButton, secondStepButton } from '../../src/accounts/passkeys/passkey-button.page.ts'
import {
  authenticatorPage,
  beginAuthenticatorPage,
} from '../../src/accounts/two-factor/authenticator.page.ts'
import { qrModules } from '../../src/accounts/two-factor/qr.ts'
import {
  lostPage,
  removalLinkPage,
  removalStopPage,
  secondStepPage,
} from '../../src/accounts/two-factor/second-step.page.ts'
import {
  mustEnrolPage,
  recoveryCodesPage,
  turnOffPage,
  twoFactorPage,
} from '../../src/accounts/two-factor/two-factor.page.ts'
import type { Html } from '../../src/html/html.ts'
import type { View } from '../../src/html/layout.ts'

/** Nobody's. */
const KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const URI = `otpauth://totp/Portcullis:maren?issuer=Portcullis&secret=${KEY}&algorithm=SHA1&digits=6&period=30`
const CODES = Array.from({ length: 10 }, (_, at) => `ABCD-EFGH-IJKL-MNO${'ABCDEFGHIJ'[at]}`)
const WRONG = 'That code was not right, or was used already. Codes of the app change every 30 seconds.'
const AT = new Date('2026-03-02T08:15:00Z')
const NO_FACTOR = {
  on: false,
  authenticator: false,
  passkeys: 0,
  recoveryCodes: 0,
  required: false,
  dueAt: undefined,
  devices: [],
}

interface Parts {
  view(changes: Partial<View>): View
  /** Somebody who is signed in. */
  member: Partial<View>
  /** A form that waits. */
  waiting: Parameters<typeof confirmPage>[1]['waiting']
}

export function factorGallery({ view, member, waiting }: Parts): Record<string, (nonce: string) => Html> {
  const signedIn = (nonce: string, path: string) => view({ ...member, nonce, path })
  const codeOrKey = ['password', 'authenticator-code'] as const
  return {
    'two-factor': (nonce) =>
      twoFactorPage(signedIn(nonce, '/two-factor'), {
        ...NO_FACTOR,
        on: true,
        authenticator: true,
        passkeys: 2,
        recoveryCodes: 3,
        devices: ['Firefox on Windows', 'Safari on iPhone'].map((device, at) => ({
          handle: `handle-${at}`,
          device,
          address: at === 0 ? '2001:db8:85a3:8d3:1319:8a2e:370:7348' : '',
          lastUsedAt: AT,
          expiresAt: AT,
        })),
      }),
    'two-factor-none': (nonce) =>
      twoFactorPage(signedIn(nonce, '/two-factor'), { ...NO_FACTOR, required: true, dueAt: AT }),
    'two-factor-passkey': (nonce) =>
      twoFactorPage(signedIn(nonce, '/two-factor'), { ...NO_FACTOR, passkeys: 1 }),
    'two-factor-needed': (nonce) => mustEnrolPage(signedIn(nonce, '/two-factor/needed')),
    'authenticator-begin': (nonce) => beginAuthenticatorPage(signedIn(nonce, '/two-factor/authenticator')),
    authenticator: (nonce) =>
      authenticatorPage(signedIn(nonce, '/two-factor/authenticator'), { key: KEY, modules: qrModules(URI) }),
    'authenticator-problem': (nonce) =>
      authenticatorPage(signedIn(nonce, '/two-factor/authenticator'), {
        key: KEY,
        modules: qrModules(URI),
        problem: 'That code was not right. Please look at the app, and at the clock of the device.',
      }),
    'recovery-codes': (nonce) => recoveryCodesPage(signedIn(nonce, '/two-factor/recovery-codes'), CODES),
    'two-factor-off': (nonce) => turnOffPage(signedIn(nonce, '/two-factor/off'), { required: false }),
    'two-factor-stays': (nonce) => turnOffPage(signedIn(nonce, '/two-factor/off'), { required: true }),
    'second-step': (nonce) => {
      const page = view({ nonce, path: '/login/second-step' })
      const passkey = secondStepButton(page, '/activity')
      const rememberFor = '30 days'
      return secondStepPage(page, { authenticator: true, passkey, rememberFor, next: '/activity' })
    },
    'second-step-problem': (nonce) =>
      secondStepPage(view({ nonce, path: '/login/second-step' }), {
        authenticator: true,
        rememberFor: '30 days',
        problem: WRONG,
      }),
    lost: (nonce) =>
      lostPage(view({ nonce, path: '/login/second-step/lost' }), {
        wait: '24 hours',
        confirmedAddress: true,
      }),
    'lost-unconfirmed': (nonce) =>
      lostPage(view({ nonce, path: '/login/second-step/lost' }), {
        wait: '24 hours',
        confirmedAddress: false,
      }),
    'lost-strict': (nonce) =>
      lostPage(view({ nonce, path: '/login/second-step/lost' }), {
        wait: undefined,
        confirmedAddress: true,
      }),
    'factor-removal': (nonce) => removalLinkPage(view({ nonce, path: '/two-factor/removal' }), {}),
    'factor-removal-problem': (nonce) =>
      removalLinkPage(view({ nonce, path: '/two-factor/removal' }), {
        problem: 'That password was not right.',
      }),
    'factor-removal-stop': (nonce) => removalStopPage(view({ nonce, path: '/two-factor/removal/stop' })),
    'confirm-ways': (nonce) => {
      const page = signedIn(nonce, '/confirm')
      const passkey = confirmButton(page, { next: '/sessions', otherwise: codeOrKey })
      return confirmPage(page, { ways: codeOrKey, passkey, next: '/sessions' })
    },
    'confirm-ways-waiting': (nonce) => {
      const page = signedIn(nonce, '/confirm')
      const passkey = confirmButton(page, { submits: 'after-passkey', otherwise: codeOrKey })
      const problem = 'That code was not right, or was used already.'
      return confirmPage(page, { ways: codeOrKey, passkey, waiting, failed: 'authenticator-code', problem })
    },
    'confirm-passkey': (nonce) => {
      const page = signedIn(nonce, '/confirm')
      const passkey = confirmButton(page, { next: '/sessions', otherwise: [] })
      return confirmPage(page, { ways: [], passkey, next: '/sessions', problem: 'This form is out of date.' })
    },
  }
}
