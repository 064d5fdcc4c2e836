// The page on which somebody sees, names, adds and removes their passkeys.
import { accountLayout } from '../../html/account-layout.ts'
import { errorSummary, field } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'
import { time } from '../../html/time.ts'

const MAX_NAME = 64
/** The id of the field in which a new one can be named. */
export const NEW_NAME = 'new-name'

export interface ShownPasskey {
  id: string
  name: string
  transports: readonly (keyof typeof REACHED)[]
  kept: keyof typeof KEPT
  createdAt: Date
  lastUsedAt: Date | undefined
}

const KEPT = {
  copied: 'By a password manager that copies it to your other devices',
  copyable: 'By a password manager that can copy it to your other devices, and has not yet',
  here: 'On one device alone. It is lost with that device',
} as const

const REACHED = {
  internal: 'on the device itself',
  hybrid: 'by a phone nearby',
  usb: 'by USB',
  nfc: 'by holding it close (NFC)',
  ble: 'by Bluetooth',
  'smart-card': 'by a card reader',
} as const

export interface PasskeysPage {
  passkeys: readonly ShownPasskey[]
  /** The button; undefined where there are as many as an account may have. */
  add: Html | undefined
  problem?: string | undefined
  /** What the browser is told of them. */
  signals: Html
}

export function passkeysPage(view: View, { passkeys, add, problem, signals }: PasskeysPage): Html {
  return accountLayout(view, {
    title: 'Passkeys',
    main: html`<h1>Passkeys</h1>
    <p class="lead">A passkey signs you in with the fingerprint, face or PIN of your device, without a password. It counts as two factors, and no false site can ask you for it.</p>
    ${errorSummary({ main: problem })}
    ${passkeys.length === 0 ? html`<p class="empty">You have no passkey yet.</p>` : html`<div class="panels">${passkeys.map((passkey, index) => panel(view, passkey, index))}</div>`}
    ${passkeys.length === 1 && html`<p class="hint">One is easily lost. A second one, on another device, lets you in then.</p>`}
    ${add === undefined ? html`<p>You have as many as an account may have. Remove one to add another.</p>` : addSection(add)}
    ${signals}`,
  })
}

function panel(view: View, passkey: ShownPasskey, index: number): Html {
  const title = `passkey-${index}`
  const { id, name, createdAt, lastUsedAt, kept, transports } = passkey
  return html`<section class="panel" aria-labelledby="${title}">
        <h2 id="${title}"><bdi>${name}</bdi></h2>
        <dl>
          <div><dt>Added</dt><dd>${time(createdAt)}</dd></div>
          <div><dt>Last used</dt><dd>${lastUsedAt === undefined ? 'Never' : time(lastUsedAt)}</dd></div>
          <div><dt>Kept</dt><dd>${KEPT[kept]}</dd></div>
          ${transports.length > 0 && html`<div><dt>Used</dt><dd>${transports.map((one) => REACHED[one]).join(', ')}</dd></div>`}
        </dl>
        <form class="inline-form" method="post" action="/passkeys/rename">
          ${view.csrf}
          <input type="hidden" name="passkey" value="${id}">
          ${field({ id: `name-${index}`, name: 'name', label: 'Name', value: name, autocomplete: 'off', required: true, maxlength: MAX_NAME })}
          <button class="button button-quiet" type="submit" aria-describedby="${title}">Rename</button>
        </form>
        <form method="post" action="/passkeys/remove">
          ${view.csrf}
          <input type="hidden" name="passkey" value="${id}">
          <button class="button button-danger" type="submit" aria-describedby="${title}">Remove this passkey</button>
        </form>
      </section>`
}

function addSection(button: Html): Html {
  return html`<h2>Add a passkey</h2>
    <p>Your browser asks where to keep it. All other sessions end.</p>
    ${field({
      id: NEW_NAME,
      name: 'name',
      label: 'Name (if you like)',
      autocomplete: 'off',
      maxlength: MAX_NAME,
      hint: 'Such as “Blue phone”. Without one it is called after where it is kept.',
    })}
    ${button}`
}
