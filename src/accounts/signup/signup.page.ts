// The page on which somebody creates an account.
import { errorSummary, field, passwordField, submit } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import { layout, type View } from '../../html/layout.ts'

export interface SignupForm {
  /** As typed before; the password is never given back. */
  values: { username: string; email: string }
  problems: { username?: string | undefined; email?: string | undefined; password?: string | undefined }
  /** A sentence above the form. */
  notice?: string | undefined
  /** Length of a password, in characters. */
  minLength: number
  maxLength: number
  /** The button for a passkey in place of a password. */
  passkey?: Html | undefined
}

export function signupPage(view: View, form: SignupForm): Html {
  const { values, problems, minLength, maxLength } = form
  return layout(view, {
    title: 'Create account',
    main: html`<div class="card">
      <h1>Create account</h1>
      ${form.notice && html`<p class="notice" role="status">${form.notice}</p>`}
      ${errorSummary({ username: problems.username, email: problems.email, password: problems.password })}
      <form method="post" action="/register">
        ${view.csrf}
        ${field({
          name: 'username',
          label: 'Username',
          value: values.username,
          autocomplete: 'username',
          verbatim: true,
          required: true,
          problem: problems.username,
        })}
        ${field({
          name: 'email',
          label: 'E-mail address',
          type: 'email',
          value: values.email,
          autocomplete: 'email',
          inputmode: 'email',
          verbatim: true,
          required: true,
          hint: 'For messages about your account.',
          problem: problems.email,
        })}
        ${passwordField({
          name: 'password',
          label: 'Password',
          autocomplete: 'new-password',
          required: true,
          minlength: minLength,
          maxlength: maxLength,
          hint: `${minLength} to ${maxLength} characters of any kind, spaces too. A few words in a row make a good one.`,
          problem: problems.password,
        })}
        ${submit('Create account')}
      </form>
      ${form.passkey}
    </div>
    <p class="aside">Already have an account? <a href="/login">Sign in</a></p>`,
  })
}
