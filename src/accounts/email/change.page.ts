// The pages for changing the address: the form, and the button behind the link to the new address.
import { accountLayout } from '../../html/account-layout.ts'
import { errorSummary, field, submit } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'
import { linkPage } from '../../html/link-page.ts'

export const CHANGE_PATH = '/email/change'
export const CONFIRM_PATH = '/email/change/confirm'

export interface ChangeForm {
  /** The account's address. */
  email: string
  verified: boolean
  /** As typed before. */
  wanted: string
  problem?: string | undefined
  /** A sentence above the form. */
  notice?: string | undefined
}

export function changePage(view: View, { email, verified, wanted, problem, notice }: ChangeForm): Html {
  return accountLayout(view, {
    title: 'E-mail address',
    main: html`<h1>Your e-mail address</h1>
    <p>It is <bdi>${email}</bdi>${verified ? '.' : html`, and <a href="/email/verify">not confirmed yet</a>.`}</p>
    ${notice && html`<p class="notice" role="status">${notice}</p>`}
    ${errorSummary({ email: problem })}
    <form method="post" action="${CHANGE_PATH}">
      ${view.csrf}
      ${field({
        name: 'email',
        label: 'New e-mail address',
        type: 'email',
        value: wanted,
        autocomplete: 'email',
        inputmode: 'email',
        verbatim: true,
        required: true,
        hint: 'We mail a link to it. The address changes when you open that link, and everybody else who is signed in to your account is signed out.',
        problem,
      })}
      ${submit('Change address')}
    </form>`,
  })
}

/** @param change what would be changed; left out where the form only comes back */
export function confirmChangePage(
  view: View,
  { change, notice }: { change?: { username: string; newEmail: string }; notice?: string },
): Html {
  return linkPage(view, {
    title: 'Confirm your new e-mail address',
    words: change
      ? html`<p>This makes <bdi>${change.newEmail}</bdi> the address of the account <bdi>${change.username}</bdi>. If that is not your account, please do not go on.</p>`
      : html`<p>Please press the button once more.</p>`,
    action: CONFIRM_PATH,
    button: 'Use this address',
    notice,
  })
}
