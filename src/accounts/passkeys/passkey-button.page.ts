// The button that asks for a passkey, wherever one helps: signing in, the second step, confirming, signing up, adding.
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'

const INSTEAD = { password: 'Use your password.', 'authenticator-code': 'Use a code of your app.' } as const
const ELSEWHERE = 'Another browser or device may be able to.'

interface Ceremony {
  /** Whether one is made, or asked for. */
  kind: 'create' | 'get'
  /** The path below which `begin` and `finish` are. */
  at: string
  label: string
  /** A path that the route has checked. */
  next?: string | undefined
  /** The browser offers passkeys in the field for the name as well. */
  autofill?: boolean
  /** Ids of fields of the page that go along when it begins or finishes, separated by spaces. */
  begins?: string
  finishes?: string
  /** Id of a form to send when it has finished, in place of going to a page. */
  submits?: string | undefined
  /** What else to do where passkeys can't be used. */
  otherwise: string
}

export function signInButton(view: View, next?: string): Html {
  return ceremony(view, {
    kind: 'get',
    at: '/passkeys/sign-in',
    label: 'Sign in with a passkey',
    next,
    autofill: true,
    otherwise: 'Sign in with your password.',
  })
}

export function secondStepButton(view: View, next?: string): Html {
  return ceremony(view, {
    kind: 'get',
    at: '/passkeys/second-step',
    label: 'Use a passkey',
    next,
    otherwise: 'Use a code.',
  })
}

export function confirmButton(
  view: View,
  {
    next,
    submits,
    otherwise,
  }: {
    next?: string | undefined
    submits?: string | undefined
    /** What this account can do besides. */
    otherwise: readonly (keyof typeof INSTEAD)[]
  },
): Html {
  return ceremony(view, {
    kind: 'get',
    at: '/passkeys/confirm',
    label: 'Confirm with a passkey',
    next,
    submits,
    otherwise: otherwise[0] === undefined ? ELSEWHERE : INSTEAD[otherwise[0]],
  })
}

export function signUpButton(view: View): Html {
  return ceremony(view, {
    kind: 'create',
    at: '/passkeys/sign-up',
    label: 'Sign up with a passkey',
    begins: 'username email',
    otherwise: 'Choose a password.',
  })
}

/** In place of the button where an account is made when its address is confirmed. */
export function signUpLater(): Html {
  return html`<p class="hint">You can add a passkey once your account is there. Until then it takes a password.</p>`
}

/** @param name id of the field in which the new one can be named */
export function addButton(view: View, name: string): Html {
  return ceremony(view, {
    kind: 'create',
    at: '/passkeys/add',
    label: 'Add a passkey',
    finishes: name,
    otherwise: ELSEWHERE,
  })
}

/** What can't be used is hidden until the script has found that it can. */
function ceremony(
  view: View,
  { kind, at, label, next, autofill, begins, finishes, submits, otherwise }: Ceremony,
): Html {
  return html`<div class="passkey" id="passkey" data-passkey="${kind}" data-at="${at}" data-next="${next}" data-autofill="${autofill && 'yes'}" data-begins="${begins}" data-finishes="${finishes}" data-submits="${submits}">
      ${view.csrf}
      <button class="button" type="button" hidden>${label}</button>
      <p class="problem" role="status"></p>
      <p class="hint" hidden data-missing>This browser can’t use passkeys here. ${otherwise}</p>
      <noscript><p class="hint">Passkeys need JavaScript. ${otherwise}</p></noscript>
    </div>
    ${scripts(view)}`
}

/** No button: where the browser can, it makes one by itself after a sign-in by password, or doesn't. */
export function silentPasskey(view: View): Html {
  return html`<div hidden data-passkey="create" data-at="/passkeys/add" data-silently="yes">${view.csrf}</div>
    ${scripts(view)}`
}

/** For the page of passkeys: tells the browser which of those it keeps are still good. */
interface Signals {
  rpId: string
  userId: string
  ids: readonly string[]
  name: string
  displayName: string
}

export function passkeySignals(signals: Signals): Html {
  return html`<div hidden data-passkey-signals="${JSON.stringify(signals)}"></div>`
}

/**
 * In this order: ours needs the other. Both run when the page is read. Without `crossorigin` a script that is no module is
 * fetched in a mode in which no digest counts, and `Integrity-Policy` stops it.
 */
function scripts({ assets: { webauthn, passkeys }, nonce }: View): Html {
  return html`<script defer crossorigin src="${webauthn.path}" nonce="${nonce}" integrity="${webauthn.integrity}"></script>
    <script type="module" src="${passkeys.path}" nonce="${nonce}" integrity="${passkeys.integrity}"></script>`
}
