// On the dashboard: the offer to sign in without a password from now on.
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'

/** @param silently what has a browser that can make one by itself */
export function passkeyOffer(view: View, silently: Html | undefined): Html {
  return html`<section class="panel" aria-labelledby="passkey-offer-title">
      <h2 id="passkey-offer-title">Sign in without a password</h2>
      <p>With a passkey your fingerprint, face or PIN opens your account. There is nothing to remember, and nothing that a false site could ask you for.</p>
      <form class="inline-form" method="post" action="/passkeys/offer/dismiss">
        ${view.csrf}
        <a class="button" href="/passkeys">Add a passkey</a>
        <button class="button button-quiet" type="submit">Not on this device</button>
      </form>
      ${silently}
    </section>`
}
