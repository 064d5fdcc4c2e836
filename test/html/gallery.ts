// Every page in every state that matters, with made-up contents, and a small server that shows them under our CSP.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { activityTable } from '../../src/accounts/activity/activity.page.ts'
import { adminPage } from '../../src/accounts/admin/admin.page.ts'
import { oneAccountPage } from '../../src/accounts/admin/one-account.page.ts'
import { confirmPage, goOnPage } from '../../src/accounts/confirm/confirm.page.ts'
import { dashboardPage } from '../../src/accounts/dashboard/dashboard.page.ts'
import { changePage as changeAddressPage, confirmChangePage } from '../../src/accounts/email/change.page.ts'
import { mailedPage } from '../../src/accounts/email/mailed.page.ts'
import { undoPage } from '../../src/accounts/email/undo.page.ts'
import { addressPage, verifyPage } from '../../src/accounts/email/verify.page.ts'
import { landingPage } from '../../src/accounts/landing/landing.page.ts'
import { loginPage } from '../../src/accounts/login/login.page.ts'
import { notMePage, thrownOutPage } from '../../src/accounts/notice/not-me.page.ts'
import { passkeyOffer } from '../../src/accounts/passkeys/offer.page.ts'
import {
  addButton,
  passkeySignals,
  secondStepButton,
  signInButton,
  signUpButton,
} from '../../src/accounts/passkeys/passkey-button.page.ts'
import { NEW_NAME, passkeysPage } from '../../src/accounts/passkeys/passkeys.page.ts'
import { changePage } from '../../src/accounts/password/change.page.ts'
import { forgotPage, forgotSentPage } from '../../src/accounts/password/forgot.page.ts'
import { resetOverPage, resetPage } from '../../src/accounts/password/reset.page.ts'
import { leavePage, returnPage } from '../../src/accounts/profile/leaving.page.ts'
import { profilePage } from '../../src/accounts/profile/profile.page.ts'
import { confirmSignupPage } from '../../src/accounts/signup/confirm-signup.page.ts'
import { signupPage } from '../../src/accounts/signup/signup.page.ts'
import { secondStepPage } from '../../src/accounts/two-factor/second-step.page.ts'
import { outboxPage } from '../../src/dev/outbox.page.ts'
import { assetFiles, assets } from '../../src/html/assets.ts'
import { field, submit } from '../../src/html/form.ts'
import { type Html, html } from '../../src/html/html.ts'
import { layout, type View } from '../../src/html/layout.ts'
import { deadLinkPage } from '../../src/html/link-page.ts'
import { refusalPage } from '../../src/shield/refusal.page.ts'
import { avatarPage, avatarSection } from '../../src/uploads/avatar.page.ts'
import { uploadsPage } from '../../src/uploads/uploads.page.ts'
import { factorGallery } from './gallery-factors.ts'

const SIGNED_IN = { user: { name: 'maren' }, path: '/dashboard' }
const LENGTHS = { minLength: 8, maxLength: 256 }
const ADMIN = { user: { name: 'ada', admin: true } }
const ACCOUNT = {
  id: 'id-1',
  username: 'maren',
  email: 'maren@example.org',
  emailVerified: true,
  state: 'active' as const,
  roles: ['admin', 'editor'],
  createdAt: new Date('2026-03-02T08:15:00Z'),
  lastSignInAt: new Date('2026-03-02T09:15:00Z'),
  deletesAt: undefined,
}
const LONG = 'a-name-of-sixty-four-characters-that-has-no-place-to-be-broken-x'

const UPLOAD_FORM = {
  accept: 'image/png,image/jpeg,application/pdf,text/plain',
  maxFiles: 10,
  maxBytes: 10_485_760,
  taken: 'Pictures, PDF documents and plain text, at most 10 MiB each, 10 at a time.',
}

const WAITING = {
  action: '/email/change',
  fields: [
    ['email', 'maren@example.net'],
    ['note', `${LONG} ${LONG} ${LONG} ${LONG}`],
  ],
  passwords: ['password'],
} as const

/** A view as a visitor gets it; `changes` for what a test is about. */
export function exampleView(changes: Partial<View> = {}): View {
  return {
    site: 'Portcullis',
    nonce: 'bm9uY2U',
    path: '/',
    user: null,
    flashes: [],
    csrf: html`<input type="hidden" name="csrf_token" value="token">`,
    assets: assets(),
    ...changes,
  }
}

type Picture = (nonce: string) => Html

/** Name → page. */
export const gallery: Readonly<Record<string, Picture>> = {
  landing: (nonce) => landingPage(exampleView({ nonce })),
  'landing-member': (nonce) => landingPage(exampleView({ ...SIGNED_IN, path: '/', nonce })),
  signup: (nonce) =>
    signupPage(exampleView({ nonce, path: '/register' }), {
      values: { username: '', email: '' },
      problems: {},
      ...LENGTHS,
    }),
  'signup-problems': (nonce) =>
    signupPage(exampleView({ nonce, path: '/register' }), {
      values: { username: 'ma', email: 'maren at example.org' },
      problems: {
        username: 'A username has 3 to 64 characters.',
        email: 'This is not one e-mail address.',
        password: 'This password is among those that everybody tries first. Please choose another.',
      },
      notice: 'Nothing was saved yet.',
      ...LENGTHS,
    }),
  'email-verify': (nonce) =>
    verifyPage(exampleView({ nonce, path: '/email/verify' }), {
      account: { username: LONG, email: `${LONG}@${LONG}.example.org` },
    }),
  'email-verify-again': (nonce) =>
    verifyPage(exampleView({ nonce, path: '/email/verify' }), { notice: 'This form is out of date.' }),
  'email-address': (nonce) =>
    addressPage(exampleView({ ...SIGNED_IN, nonce, path: '/email/verify' }), {
      email: 'maren@example.org',
      verified: false,
    }),
  'email-change': (nonce) =>
    changeAddressPage(exampleView({ ...SIGNED_IN, nonce, path: '/email/change' }), {
      email: 'maren@example.org',
      verified: true,
      wanted: '',
    }),
  'email-change-problem': (nonce) =>
    changeAddressPage(exampleView({ ...SIGNED_IN, nonce, path: '/email/change' }), {
      email: `${LONG}@${LONG}.example.org`,
      verified: false,
      wanted: 'maren at example.org',
      problem: 'Please give one e-mail address, such as name@example.org.',
      notice: 'This form is out of date.',
    }),
  'email-change-confirm': (nonce) =>
    confirmChangePage(exampleView({ nonce, path: '/email/change/confirm' }), {
      change: { username: 'maren', newEmail: 'maren@example.net' },
    }),
  'email-undo': (nonce) =>
    undoPage(exampleView({ nonce, path: '/email/undo' }), {
      undo: { username: 'maren', email: 'maren@example.org' },
    }),
  'link-dead': (nonce) =>
    deadLinkPage(exampleView({ nonce, path: '/email/verify' }), {
      next: { href: '/login', label: 'Sign in' },
    }),
  mailed: (nonce) =>
    mailedPage(exampleView({ nonce, path: '/register/sent' }), [
      'We have mailed you a link. Your account is made when you open it and press the button there.',
      'If nothing arrives, look among the spam.',
    ]),
  'signup-confirm': (nonce) =>
    confirmSignupPage(exampleView({ nonce, path: '/register/confirm' }), {
      account: { username: 'maren', email: 'maren@example.org' },
    }),
  'signup-confirm-name': (nonce) =>
    confirmSignupPage(exampleView({ nonce, path: '/register/confirm' }), {
      again: { username: 'maren', problem: 'This username is taken, or looks too much like one that is.' },
    }),
  'signup-passkey': (nonce) => {
    const view = exampleView({ nonce, path: '/register' })
    const values = { username: '', email: '' }
    return signupPage(view, { values, problems: {}, ...LENGTHS, passkey: signUpButton(view) })
  },
  'login-passkey': (nonce) => {
    const view = exampleView({ nonce, path: '/login' })
    return loginPage(view, { values: { username: '' }, passkey: signInButton(view, '/activity') })
  },
  'second-step-passkey': (nonce) => {
    const view = exampleView({ nonce, path: '/login/second-step' })
    return secondStepPage(view, { authenticator: false, passkey: secondStepButton(view) })
  },
  passkeys: (nonce) => {
    const view = exampleView({ ...SIGNED_IN, path: '/passkeys', nonce })
    const some = { createdAt: new Date('2026-03-02T08:15:00Z'), lastUsedAt: undefined }
    return passkeysPage(view, {
      passkeys: [
        { ...some, id: 'AAAA', name: 'Blue phone', kept: 'copied', transports: ['internal', 'hybrid'] },
        {
          ...some,
          id: 'BBBB',
          name: LONG,
          kept: 'here',
          transports: ['usb', 'nfc'],
          lastUsedAt: some.createdAt,
        },
        { ...some, id: 'CCCC', name: 'A', kept: 'copyable', transports: [] },
      ],
      add: addButton(view, NEW_NAME),
      problem: 'A name has 1 to 64 characters.',
      signals: passkeySignals({ rpId: 'localhost', userId: 'dQ', ids: [], name: 'u', displayName: 'u' }),
    })
  },
  login: (nonce) => loginPage(exampleView({ nonce, path: '/login' }), { values: { username: '' } }),
  'login-problem': (nonce) =>
    loginPage(exampleView({ nonce, path: '/login' }), {
      values: { username: 'maren' },
      problem: 'Name and password do not fit together.',
      next: '/dashboard',
    }),
  forgot: (nonce) =>
    forgotPage(exampleView({ nonce, path: '/password/forgot' }), {
      values: { username: '' },
      problem: 'Please type your username or your e-mail address.',
    }),
  'forgot-sent': (nonce) => forgotSentPage(exampleView({ nonce, path: '/password/forgot/sent' }), 30),
  reset: (nonce) =>
    resetPage(exampleView({ nonce, path: '/password/reset' }), {
      username: 'maren',
      problem: 'This password is among those that everybody tries first. Please choose another.',
      ...LENGTHS,
    }),
  'reset-over': (nonce) => resetOverPage(exampleView({ nonce, path: '/password/reset' })),
  'password-change': (nonce) =>
    changePage(exampleView({ ...SIGNED_IN, nonce, path: '/password/change' }), {
      username: 'maren',
      hasPassword: true,
      problems: { 'old-password': 'This is not your password until now.' },
      ...LENGTHS,
    }),
  'not-me': (nonce) => notMePage(exampleView({ nonce, path: '/not-me' })),
  'not-me-done': (nonce) => thrownOutPage(exampleView({ nonce, path: '/not-me/done' })),
  confirm: (nonce) =>
    confirmPage(exampleView({ ...SIGNED_IN, nonce, path: '/confirm' }), {
      ways: ['password'],
      next: '/sessions',
      problem: 'That is not your password.',
    }),
  'confirm-waiting': (nonce) =>
    confirmPage(exampleView({ ...SIGNED_IN, nonce, path: '/email/change' }), {
      ways: ['password'],
      waiting: { form: WAITING, sealed: 'sealed' },
    }),
  ...factorGallery({
    view: exampleView,
    member: SIGNED_IN,
    waiting: { form: WAITING, sealed: 'sealed' },
  }),
  'go-on': (nonce) => goOnPage(exampleView({ ...SIGNED_IN, nonce, path: '/confirm' }), WAITING),
  profile: (nonce) =>
    profilePage(exampleView({ ...SIGNED_IN, nonce, path: '/profile' }), {
      username: 'maren',
      displayName: LONG,
      problem: 'A display name has at most 64 characters.',
      picture: avatarSection(undefined),
    }),
  uploads: (nonce) =>
    uploadsPage(exampleView({ ...SIGNED_IN, nonce, path: '/uploads' }), {
      files: [
        {
          id: 'AAAAAAAAAAAAAAAAAAAAAA',
          name: 'Letter to the landlord.pdf',
          size: '212 KiB',
          kind: 'PDF document',
          at: new Date('2026-03-02T08:15:00Z'),
          waits: false,
        },
        {
          id: 'BBBBBBBBBBBBBBBBBBBBBB',
          name: `${LONG}${LONG}.png`,
          size: '3.1 MiB',
          kind: 'Picture, 4000 \u00d7 3000 pixels',
          at: new Date('2026-03-01T08:15:00Z'),
          waits: true,
        },
      ],
      usedBytes: 3_467_000,
      quotaBytes: 209_715_200,
      used: '3.3 MiB',
      quota: '200 MiB',
      form: UPLOAD_FORM,
      problem:
        'This file is not taken here. Files that hold markup or scripts, such as SVG and HTML, are not taken.',
    }),
  'uploads-none': (nonce) =>
    uploadsPage(exampleView({ ...SIGNED_IN, nonce, path: '/uploads' }), {
      files: [],
      usedBytes: 0,
      quotaBytes: 209_715_200,
      used: '0 bytes',
      quota: '200 MiB',
      form: UPLOAD_FORM,
    }),
  picture: (nonce) =>
    avatarPage(exampleView({ ...SIGNED_IN, nonce, path: '/profile/picture' }), {
      id: undefined,
      form: { ...UPLOAD_FORM, maxFiles: 1 },
      problem: 'This file is not taken here. The file is damaged, or ends too early.',
    }),
  leave: (nonce) =>
    leavePage(exampleView({ ...SIGNED_IN, nonce, path: '/profile/delete' }), {
      username: 'maren',
      until: new Date('2026-03-16T09:15:00Z'),
      byMail: true,
      typed: 'marten',
      problem: 'That is not your username.',
    }),
  'leave-at-once': (nonce) =>
    leavePage(exampleView({ ...SIGNED_IN, nonce, path: '/profile/delete' }), {
      username: LONG,
      until: undefined,
      byMail: false,
    }),
  return: (nonce) =>
    returnPage(exampleView({ nonce, path: '/profile/return' }), { until: new Date('2026-03-16T09:15:00Z') }),
  dashboard: (nonce) =>
    dashboardPage(
      exampleView({ ...SIGNED_IN, nonce, flashes: [{ kind: 'success', text: 'Welcome back, maren.' }] }),
      {
        username: 'maren',
        displayName: '',
        email: 'maren@example.org',
        emailVerified: false,
        signedInAt: new Date('2026-03-02T08:15:00Z'),
        sessionEndsAt: new Date('2026-04-01T08:15:00Z'),
        offer: passkeyOffer(exampleView({ ...SIGNED_IN, nonce }), undefined),
      },
    ),
  'dashboard-long': (nonce) =>
    dashboardPage(
      exampleView({
        ...SIGNED_IN,
        nonce,
        user: { name: LONG },
        flashes: [
          { kind: 'info', text: 'A note.' },
          {
            kind: 'error',
            text: 'Something that did not work, told in a sentence long enough for two lines on a phone.',
          },
        ],
      }),
      {
        username: LONG,
        displayName: LONG,
        emailVerified: true,
        email: `${LONG}@${LONG}.example.org`,
        signedInAt: new Date('2026-03-02T08:15:00Z'),
        sessionEndsAt: new Date('2026-04-01T08:15:00Z'),
      },
    ),
  admin: (nonce) =>
    adminPage(exampleView({ ...ADMIN, nonce, path: '/admin' }), {
      query: '',
      accounts: [
        ACCOUNT,
        {
          ...ACCOUNT,
          id: 'id-2',
          username: LONG,
          email: `${LONG}@${LONG}.example.org`,
          emailVerified: false,
          state: 'suspended',
          roles: [],
          lastSignInAt: undefined,
          deletesAt: new Date('2026-04-01T08:15:00Z'),
        },
      ],
      first: true,
      after: 'maren',
    }),
  'admin-nothing': (nonce) =>
    adminPage(exampleView({ ...ADMIN, nonce, path: '/admin' }), {
      query: 'nobody',
      accounts: [],
      first: true,
      after: undefined,
    }),
  'admin-account': (nonce) =>
    oneAccountPage(exampleView({ ...ADMIN, nonce, path: '/admin/accounts/id-1' }), {
      ...ACCOUNT,
      displayName: 'Maren K.',
      secondFactor: true,
      self: false,
      activity: activityTable([
        {
          what: 'Signed in on a new device',
          facts: [['note', LONG]],
          notable: true,
          at: new Date('2026-03-02T08:15:00Z'),
          address: '2001:db8::2',
          device: 'Firefox on Windows',
          by: '',
        },
      ]),
      older: 71,
      newest: true,
      role: { value: 'Chief Editor', problem: 'A role is a lower-case letter, followed by …' },
    }),
  'admin-account-suspended': (nonce) =>
    oneAccountPage(exampleView({ ...ADMIN, nonce, path: '/admin/accounts/id-1' }), {
      ...ACCOUNT,
      username: LONG,
      displayName: LONG,
      email: `${LONG}@${LONG}.example.org`,
      state: 'suspended',
      secondFactor: false,
      roles: [],
      deletesAt: new Date('2026-04-01T08:15:00Z'),
      self: false,
      activity: undefined,
      older: undefined,
      newest: true,
      role: undefined,
    }),
  refusal: (nonce) =>
    refusalPage(exampleView({ nonce, path: '/nowhere' }), {
      status: 404,
      title: 'There is no such page',
      words: 'The address may be mistyped, or the page has gone.',
      requestId: 'req-1f',
    }),
  'refusal-form': (nonce) =>
    refusalPage(exampleView({ nonce, path: '/register' }), {
      status: 400,
      title: 'This form is out of date',
      words:
        'You have signed in or out since the page was opened. Please check what you typed and send it again.',
      requestId: '0b6f1c52-6d5e-4a1f-9a51-6e9d8a1f2c3d',
      back: { href: '/register', label: 'Start over' },
      form: {
        action: '/register',
        method: 'post',
        fields: [
          ['username', 'maren'],
          ['email', 'maren@example.org'],
          ['password', 'never shown'],
          ['note', 'Two\nlines'],
          ['addEventListener', 'a name that is also a method'],
        ],
        csrf: exampleView().csrf,
      },
    }),
  outbox: (nonce) =>
    outboxPage(exampleView({ nonce, path: '/dev/outbox' }), [
      {
        to: 'maren@example.org',
        subject: 'Welcome to Portcullis',
        text: 'Hello maren,\n\nYour account is ready. Sign in here:\n\nhttp://localhost:3000/login\n\n<b>This is text.</b>',
        queuedAt: new Date('2026-03-02T08:15:00Z'),
      },
      {
        to: 'lars@example.org',
        subject: 'You already have an account at Portcullis',
        text: 'Hello lars,\n\nSomebody tried to register with your e-mail address. Nothing was changed.',
        queuedAt: new Date('2026-03-02T08:10:00Z'),
      },
    ]),
  'outbox-empty': (nonce) => outboxPage(exampleView({ nonce, path: '/dev/outbox' }), []),
  host: (nonce) =>
    layout(
      exampleView({ ...SIGNED_IN, nonce, path: '/notes', navigation: [{ href: '/notes', label: 'Notes' }] }),
      {
        title: 'Notes',
        main: html`<h1>Notes</h1>
        <p>A page of a host app, in our frame.</p>
        <ul><li>Milk</li><li>Bread</li></ul>
        <p>And what it says next.</p>
        <form method="post" action="/notes">
          ${field({ name: 'note', label: 'Note', maxlength: 200 })}
          ${submit('Keep')}
        </form>`,
      },
    ),
}

/** The policy of DESIGN.md, so that whatever it would block is seen here. */
function policy(nonce: string): string {
  return (
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self'; img-src 'self'; connect-src 'self'; ` +
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; " +
    "require-trusted-types-for 'script'; trusted-types 'none'"
  )
}

/** Serves each page at `/NAME` on 127.0.0.1, with its files. */
export async function serveGallery(): Promise<{ origin: string; close(): void }> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const file = assetFiles().get(path)
    if (file) {
      response
        .writeHead(200, { 'content-type': file.type, 'x-content-type-options': 'nosniff' })
        .end(file.body)
      return
    }
    // Calls of the pages' own scripts: nobody is behind them here.
    if (request.method === 'POST') {
      response.writeHead(204).end()
      return
    }
    const nonce = randomBytes(16).toString('base64url')
    const page = gallery[path.slice(1)]
    response.writeHead(page ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy(nonce),
    })
    response.end(page?.(nonce).toString())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
