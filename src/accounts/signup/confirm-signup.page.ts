// The page behind the link that makes an account, with a field for another name when the first was taken meanwhile.
import { errorSummary, field } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'
import { linkPage } from '../../html/link-page.ts'

export const CONFIRM_PATH = '/register/confirm'

export interface ConfirmSignup {
  /** What would be made; left out where the form only comes back. */
  account?: { username: string; email: string }
  /** Another name is needed. */
  again?: { username: string; problem: string } | undefined
  /** A sentence above the button. */
  notice?: string
}

export function confirmSignupPage(view: View, { account, again, notice }: ConfirmSignup): Html {
  return linkPage(view, {
    title: 'Confirm your registration',
    words: again ? errorSummary({ username: again.problem })! : words(account),
    action: CONFIRM_PATH,
    button: 'Create my account',
    notice,
    field: again && anotherName(again),
  })
}

function words(account: ConfirmSignup['account']): Html {
  return account
    ? html`<p>This creates the account <bdi>${account.username}</bdi> for <bdi>${account.email}</bdi>. If you did not ask for that, please do not go on.</p>`
    : html`<p>Please press the button once more.</p>`
}

function anotherName({ username, problem }: { username: string; problem: string }): Html {
  return field({
    name: 'username',
    label: 'Username',
    value: username,
    autocomplete: 'username',
    verbatim: true,
    required: true,
    problem,
  })
}
