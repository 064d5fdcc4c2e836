// The page on which somebody who is signed in changes the password.
import { accountLayout } from '../../html/account-layout.ts'
import { errorSummary, passwordField, passwordOwner, submit } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'

export interface ChangeForm {
  username: string
  /** false: the account has no password, so that none is asked for. */
  hasPassword: boolean
  problems: { 'old-password'?: string | undefined; password?: string | undefined }
  /** A sentence above the form. */
  notice?: string | undefined
  /** Length of a password, in characters. */
  minLength: number
  maxLength: number
}

export function changePage(view: View, form: ChangeForm): Html {
  const { username, hasPassword, problems, minLength, maxLength } = form
  return accountLayout(view, {
    title: 'Password',
    main: html`<h1>${hasPassword ? 'Change your password' : 'Set a password'}</h1>
    ${form.notice && html`<p class="notice" role="status">${form.notice}</p>`}
    ${errorSummary({ 'old-password': problems['old-password'], password: problems.password })}
    <p class="lead">You stay signed in here. Wherever else you are signed in, you will be signed out.</p>
    <form method="post" action="/password/change">
      ${view.csrf}
      ${passwordOwner(username)}
      ${
        hasPassword &&
        passwordField({
          name: 'old-password',
          label: 'Password until now',
          autocomplete: 'current-password',
          required: true,
          problem: problems['old-password'],
        })
      }
      ${passwordField({
        name: 'password',
        label: 'New password',
        autocomplete: 'new-password',
        required: true,
        minlength: minLength,
        maxlength: maxLength,
        hint: `${minLength} to ${maxLength} characters of any kind, spaces too. A few words in a row make a good one.`,
        problem: problems.password,
      })}
      ${submit(hasPassword ? 'Change password' : 'Set password')}
    </form>
    ${hasPassword && html`<p class="aside">Don’t know it any more? <a href="/password/forgot">Have a link mailed to you</a></p>`}`,
  })
}
