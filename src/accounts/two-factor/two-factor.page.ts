// The page on which somebody sees and changes their second factor, and the one that shows new recovery codes once.
import { accountLayout } from '../../html/account-layout.ts'
import { type Html, html } from '../../html/html.ts'
import { layout, type View } from '../../html/layout.ts'
import { time } from '../../html/time.ts'

export interface ShownDevice {
  handle: string
  /** In words. */
  device: string
  address: string
  lastUsedAt: Date
  expiresAt: Date
}

export interface TwoFactorPage {
  on: boolean
  authenticator: boolean
  passkeys: number
  recoveryCodes: number
  required: boolean
  /** When it has to be set up, where the policy asks for it and there is none. */
  dueAt: Date | undefined
  devices: readonly ShownDevice[]
}

export function twoFactorPage(view: View, shown: TwoFactorPage): Html {
  return accountLayout(view, {
    title: 'Second factor',
    main: html`<h1>Second factor</h1>
    <p class="lead">With a second step after the password, a stolen password alone opens nothing.</p>
    ${shown.dueAt && due(shown.dueAt)}
    <div class="panels">
      ${authenticatorPanel(shown)}
      ${passkeysPanel(view, shown)}
      ${shown.on && recoveryPanel(view, shown)}
    </div>
    ${shown.devices.length > 0 && devicesSection(view, shown.devices)}
    ${shown.on && html`<p class="actions"><a class="button button-quiet" href="/two-factor/off">Turn the second step off</a></p>`}`,
  })
}

function due(at: Date): Html {
  return html`<p class="notice" role="status">This site asks for a second factor. Please set one up by ${time(at)}; after that nothing else here opens without it.</p>`
}

function authenticatorPanel({ authenticator }: TwoFactorPage): Html {
  return html`<section class="panel" aria-labelledby="app-title">
        <h2 id="app-title">Authenticator app</h2>
        <p>${authenticator ? 'Set up: signing in asks for a code of the app.' : 'An app on your phone shows a new code every 30 seconds.'}</p>
        <p class="actions"><a class="button" href="/two-factor/authenticator">${authenticator ? 'Set up another app' : 'Set up an app'}</a></p>
        ${authenticator && html`<p class="hint">The app that is set up now counts until a code of the other one was right.</p>`}
      </section>`
}

function passkeysPanel(view: View, { on, authenticator, passkeys }: TwoFactorPage): Html {
  return html`<section class="panel" aria-labelledby="passkeys-title">
        <h2 id="passkeys-title">Passkeys</h2>
        <p>${passkeysInWords(passkeys)}</p>
        <p class="actions"><a class="button" href="/passkeys">Passkeys</a></p>
        ${
          passkeys > 0 &&
          !on &&
          !authenticator &&
          html`<form method="post" action="/two-factor/on">
          ${view.csrf}
          <p class="hint">Your password alone still signs in. You can have it ask for a passkey as well.</p>
          <button class="button" type="submit">Ask for a passkey after the password</button>
        </form>`
        }
      </section>`
}

function passkeysInWords(count: number): string {
  if (count === 0)
    return 'Your device itself proves who you are: nothing to type, nothing to be tricked out of.'
  return count === 1
    ? 'You have one. It signs in without a password.'
    : `You have ${count}. Each signs in without a password.`
}

function recoveryPanel(view: View, { recoveryCodes }: TwoFactorPage): Html {
  return html`<section class="panel" aria-labelledby="codes-title">
        <h2 id="codes-title">Recovery codes</h2>
        <p>For when the app or the device is lost. Codes left: <strong>${recoveryCodes}</strong>.</p>
        ${recoveryCodes < 4 && html`<p class="problem">Please make new ones before they run out.</p>`}
        <form method="post" action="/two-factor/recovery-codes">
          ${view.csrf}
          <button class="button" type="submit">Make new recovery codes</button>
        </form>
        <p class="hint">The old ones stop working then.</p>
      </section>`
}

function devicesSection(view: View, devices: readonly ShownDevice[]): Html {
  return html`<h2>Remembered devices</h2>
    <p>These are not asked for the second step. Every change of your password or of a factor ends that.</p>
    <div class="panels">${devices.map((device, index) => devicePanel(view, device, index))}</div>`
}

function devicePanel(view: View, device: ShownDevice, index: number): Html {
  const title = `device-${index}`
  return html`<section class="panel" aria-labelledby="${title}">
        <h3 id="${title}">${device.device}</h3>
        <dl>
          <div><dt>Address</dt><dd><bdi>${device.address || 'unknown'}</bdi></dd></div>
          <div><dt>Last used</dt><dd>${time(device.lastUsedAt)}</dd></div>
          <div><dt>Until</dt><dd>${time(device.expiresAt)}</dd></div>
        </dl>
        <form method="post" action="/two-factor/forget-device">
          ${view.csrf}
          <input type="hidden" name="device" value="${device.handle}">
          <button class="button button-quiet" type="submit" aria-describedby="${title}">Forget this device</button>
        </form>
      </section>`
}

/** Shown as the answer to the form that made them, and never again. */
export function recoveryCodesPage(view: View, codes: readonly string[]): Html {
  return accountLayout(view, {
    title: 'Recovery codes',
    main: html`<h1>Your recovery codes</h1>
    <p class="lead">Keep them where your password is not. Each works once, in place of a code of the app. They are shown now and never again.</p>
    <ol class="codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ol>
    <form method="post" action="/two-factor/recovery-codes/download">
      ${view.csrf}
      ${codes.map((code) => html`<input type="hidden" name="code" value="${code}">`)}
      <p class="actions">
        <button class="button" type="submit">Download as a file</button>
        <button class="button" type="button" hidden data-print>Print</button>
      </p>
    </form>
    <p class="actions"><a class="button button-primary" href="/two-factor">I have kept them</a></p>`,
  })
}

export function turnOffPage(view: View, { required }: { required: boolean }): Html {
  return accountLayout(view, {
    title: 'Turn the second step off',
    main: required
      ? html`<h1>The second step stays on</h1>
    <p class="lead">This site asks everybody with your rights for one, so it can't be turned off. You can set up another app instead.</p>
    <p class="actions"><a class="button" href="/two-factor">Back</a></p>`
      : html`<h1>Turn the second step off?</h1>
    <p class="lead">Your password alone will then open your account. The key of the app and the recovery codes are removed, and all other sessions end. Passkeys stay.</p>
    <form method="post" action="/two-factor/off">
      ${view.csrf}
      <button class="button button-danger" type="submit">Turn it off</button>
    </form>
    <p class="actions"><a class="button button-quiet" href="/two-factor">Leave it on</a></p>`,
  })
}

/** For people who can't do anything else before it is set up; the account's other pages are out of reach. */
export function mustEnrolPage(view: View): Html {
  return layout(view, {
    title: 'Please set up a second factor',
    main: html`<div class="card">
      <h1>Please set up a second factor</h1>
      <p>This site asks for one from now on. Everything else opens as soon as it is there.</p>
      <p class="actions">
        <a class="button button-primary" href="/two-factor/authenticator">Set up an authenticator app</a>
        <a class="button" href="/passkeys">Add a passkey</a>
      </p>
    </div>`,
  })
}
