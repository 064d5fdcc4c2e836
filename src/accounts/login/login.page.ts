// The page on which somebody signs in with a username or an e-mail address.
import { ERROR_SUMMARY, errorSummary, field, passwordField, submit } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import { layout, type View } from '../../html/layout.ts'

export interface LoginForm {
  /** As typed before; the password is never given back. */
  values: { username: string }
  /** One sentence for the whole form: which of the two was wrong is nobody's business. */
  problem?: string | undefined
  /** Where to go afterwards: a path that the route has checked. */
  next?: string | undefined
  /** The button for a passkey. */
  passkey?: Html | undefined
}

export function loginPage(view: View, form: LoginForm): Html {
  const describedBy = form.problem && ERROR_SUMMARY
  return layout(view, {
    title: 'Sign in',
    main: html`<div class="card">
      <h1>Sign in</h1>
      ${errorSummary({ username: form.problem })}
      <form method="post" action="/login">
        ${view.csrf}
        ${form.next && html`<input type="hidden" name="next" value="${form.next}">`}
        ${field({
          name: 'username',
          label: 'Username or e-mail address',
          value: form.values.username,
          // Browsers offer passkeys in it, too (WebAuthn Level 3 5.1.4, conditional mediation).
          autocomplete: 'username webauthn',
          verbatim: true,
          required: true,
          describedBy,
        })}
        ${passwordField({
          name: 'password',
          label: 'Password',
          autocomplete: 'current-password',
          required: true,
          describedBy,
        })}
        ${submit('Sign in')}
      </form>
      ${form.passkey}
    </div>
    <p class="aside"><a href="/password/forgot">Forgot your password?</a></p>
    <p class="aside">New here? <a href="/register">Create account</a></p>`,
  })
}
