// The page on which an authenticator app is set up: QR code, the same key as text, and the first code.
import { accountLayout } from '../../html/account-layout.ts'
import { errorSummary, field, submit } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'
import { qrCode } from '../../html/qr.ts'

export interface AuthenticatorPage {
  /** Base32. */
  key: string
  modules: readonly (readonly boolean[])[]
  problem?: string | undefined
}

export function beginAuthenticatorPage(view: View): Html {
  return accountLayout(view, {
    title: 'Set up an authenticator app',
    main: html`<h1>Set up an authenticator app</h1>
    <p class="lead">You need an app that shows time-based codes (TOTP), on your phone or in your password manager.</p>
    <form method="post" action="/two-factor/authenticator/begin">
      ${view.csrf}
      ${submit('Show the key')}
    </form>`,
  })
}

export function authenticatorPage(view: View, { key, modules, problem }: AuthenticatorPage): Html {
  return accountLayout(view, {
    title: 'Set up an authenticator app',
    main: html`<h1>Set up an authenticator app</h1>
    ${errorSummary({ code: problem })}
    <ol class="steps">
      <li>
        <p>Scan this with the app:</p>
        ${qrCode(modules, 'QR code with the key below')}
        <p>Or type the key into it:</p>
        <p><code class="key">${grouped(key)}</code></p>
        <p class="hint">Time-based, 6 digits, 30 seconds. Nobody else should see it.</p>
      </li>
      <li>
        <form method="post" action="/two-factor/authenticator">
          ${view.csrf}
          ${field({
            name: 'code',
            label: 'The code that the app shows now',
            autocomplete: 'one-time-code',
            inputmode: 'numeric',
            verbatim: true,
            required: true,
            hint: 'Six digits.',
            problem,
          })}
          ${submit('Turn it on')}
        </form>
      </li>
    </ol>
    <form method="post" action="/two-factor/authenticator/begin">
      ${view.csrf}
      <button class="button button-quiet" type="submit">Make another key</button>
    </form>`,
  })
}

/** Four letters at a time, for people who type it. */
function grouped(key: string): string {
  return key.replace(/(.{4})(?=.)/g, '$1 ')
}
