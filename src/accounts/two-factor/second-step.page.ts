// The second step of signing in, and what to do when every second factor is lost.
import { errorSummary, field, passwordField, submit } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import { layout, type View } from '../../html/layout.ts'

export interface SecondStepPage {
  /** Whether codes of an app can be typed; recovery codes always can. */
  authenticator: boolean
  /** The button for a passkey, where the account has one. */
  passkey?: Html | undefined
  /** In words ("30 days"), where a device may be remembered. */
  rememberFor?: string | undefined
  problem?: string | undefined
  /** A path that the route has checked. */
  next?: string | undefined
}

export function secondStepPage(view: View, shown: SecondStepPage): Html {
  return layout(view, {
    title: 'Second step',
    main: html`<div class="card">
      <h1>Second step</h1>
      <p>Your password was right.</p>
      ${errorSummary({ code: shown.problem })}
      ${shown.passkey}
      <form method="post" action="/login/second-step">
        ${view.csrf}
        ${shown.next && html`<input type="hidden" name="next" value="${shown.next}">`}
        ${field({
          name: 'code',
          label: shown.authenticator ? 'Code' : 'Recovery code',
          autocomplete: 'one-time-code',
          verbatim: true,
          required: true,
          hint: shown.authenticator
            ? 'Six digits from your authenticator app, or one of your recovery codes.'
            : 'One of the codes that you kept when you set the second step up.',
          problem: shown.problem,
        })}
        ${
          shown.rememberFor &&
          html`<p class="choice"><input id="remember" name="remember" type="checkbox" value="yes"> <label for="remember">Don't ask for it on this device for ${shown.rememberFor}</label></p>`
        }
        ${submit('Sign in')}
      </form>
    </div>
    <p class="aside"><a href="/login/second-step/lost">Lost your second factor?</a></p>
    <p class="aside"><a href="/login">Start again</a></p>`,
  })
}

export interface LostPage {
  /** In words ("24 hours"), where the site lets people have it removed by mail. */
  wait: string | undefined
  /** A confirmed address is needed, since everything goes by mail. */
  confirmedAddress: boolean
}

export function lostPage(view: View, { wait, confirmedAddress }: LostPage): Html {
  return layout(view, {
    title: 'Lost your second factor',
    main: html`<div class="card">
      <h1>Lost your second factor?</h1>
      <ol class="steps">
        <li><p><strong>A recovery code</strong> takes its place: <a href="/login/second-step">type one in</a>.</p></li>
        <li><p><strong>Another passkey</strong> of yours signs in without a password: <a href="/login">sign in with it</a>.</p></li>
        <li>${wait === undefined ? html`<p><strong>The people who run this site</strong> can start the removal, once they know that it is you.</p>` : removal(view, wait, confirmedAddress)}</li>
      </ol>
    </div>`,
  })
}

function removal(view: View, wait: string, confirmedAddress: boolean): Html {
  if (!confirmedAddress)
    return html`<p>It can't be removed by mail, since your e-mail address was never confirmed. Please ask the people who run this site.</p>`
  return html`<p><strong>Have it removed.</strong> You get a mail now, and after ${wait} another one with a link. Signing in with the second factor meanwhile calls it off.</p>
          <form method="post" action="/login/second-step/lost">
            ${view.csrf}
            <button class="button button-danger" type="submit">Start the removal</button>
          </form>`
}

export function removalLinkPage(view: View, { problem }: { problem?: string | undefined }): Html {
  return layout(view, {
    title: 'Remove the second factor',
    main: html`<div class="card">
      <h1>Remove the second factor</h1>
      <p>After this your password alone opens your account. All sessions end.</p>
      ${errorSummary({ password: problem })}
      <form method="post" action="/two-factor/removal">
        ${view.csrf}
        ${passwordField({
          name: 'password',
          label: 'Password',
          autocomplete: 'current-password',
          required: true,
          problem,
        })}
        <button class="button button-danger" type="submit">Remove it</button>
      </form>
    </div>`,
  })
}

export function removalStopPage(view: View): Html {
  return layout(view, {
    title: 'Keep the second factor',
    main: html`<div class="card">
      <h1>Keep the second factor</h1>
      <p>Somebody, who may know your password, asked to have your second factor removed. Press this, and it stays.</p>
      <form method="post" action="/two-factor/removal/stop">
        ${view.csrf}
        ${submit('Keep it')}
      </form>
    </div>`,
  })
}
