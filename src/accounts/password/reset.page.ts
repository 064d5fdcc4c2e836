// The page behind the mailed link, where the new password is chosen; and what stands there when the link is over.
import { errorSummary, passwordField, passwordOwner, submit } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import { layout, type View } from '../../html/layout.ts'

export interface ResetForm {
  /** Whose password it is; password managers keep it with the new one. */
  username?: string | undefined
  problem?: string | undefined
  /** A sentence above the form. */
  notice?: string | undefined
  /** Length of a password, in characters. */
  minLength: number
  maxLength: number
}

export function resetPage(view: View, form: ResetForm): Html {
  const { username, minLength, maxLength } = form
  return layout(view, {
    title: 'Choose a new password',
    main: html`<div class="card">
      <h1>Choose a new password</h1>
      ${form.notice && html`<p class="notice" role="status">${form.notice}</p>`}
      ${errorSummary({ password: form.problem })}
      ${username && html`<p>For the account <strong><bdi>${username}</bdi></strong>.</p>`}
      <p>Wherever you are signed in, you will be signed out. Then you sign in with the new password.</p>
      <form method="post" action="/password/reset">
        ${view.csrf}
        ${username && passwordOwner(username)}
        ${passwordField({
          name: 'password',
          label: 'New password',
          autocomplete: 'new-password',
          required: true,
          minlength: minLength,
          maxlength: maxLength,
          hint: `${minLength} to ${maxLength} characters of any kind, spaces too. A few words in a row make a good one.`,
          problem: form.problem,
        })}
        ${submit('Set new password')}
      </form>
    </div>`,
  })
}

export function resetOverPage(view: View): Html {
  return layout(view, {
    title: 'This link does not work any more',
    main: html`<div class="card">
      <h1>This link does not work any more</h1>
      <p>It was used already, is too old, or a newer one has taken its place. It is over, too, when anything else that guards the account has changed since.</p>
      <p><a class="button button-primary" href="/password/forgot">Ask for a new link</a></p>
    </div>
    <p class="aside"><a href="/login">Back to signing in</a></p>`,
  })
}
