// The page of a forgotten password, and the one that follows, whether there is such an account or not.
import { errorSummary, field, submit } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import { layout, type View } from '../../html/layout.ts'

export interface ForgotForm {
  values: { username: string }
  problem?: string | undefined
  /** A sentence above the form. */
  notice?: string | undefined
}

export function forgotPage(view: View, form: ForgotForm): Html {
  return layout(view, {
    title: 'Forgot your password?',
    main: html`<div class="card">
      <h1>Forgot your password?</h1>
      ${form.notice && html`<p class="notice" role="status">${form.notice}</p>`}
      ${errorSummary({ username: form.problem })}
      <p>We mail you a link to choose a new one. Until you use it, nothing changes.</p>
      <form method="post" action="/password/forgot">
        ${view.csrf}
        ${field({
          name: 'username',
          label: 'Username or e-mail address',
          value: form.values.username,
          autocomplete: 'username',
          verbatim: true,
          required: true,
          problem: form.problem,
        })}
        ${submit('Mail me a link')}
      </form>
    </div>
    <p class="aside"><a href="/login">Back to signing in</a></p>`,
  })
}

/** @param lifetime minutes */
export function forgotSentPage(view: View, lifetime: number): Html {
  return layout(view, {
    title: 'Look into your mail',
    main: html`<div class="card">
      <h1>Look into your mail</h1>
      <p>If there is an account with that name or address, a link is on its way to the address of the account. It works for ${lifetime} minutes.</p>
      <p>Nothing there after a few minutes? Look among the unwanted mail, and check how you wrote the name. An account gets at most 3 such mails in an hour.</p>
    </div>
    <p class="aside"><a href="/password/forgot">Ask once more</a></p>
    <p class="aside"><a href="/login">Back to signing in</a></p>`,
  })
}
