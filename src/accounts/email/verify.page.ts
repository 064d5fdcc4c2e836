// The pages for confirming an address: behind the link, and for looking how it stands.
import { accountLayout } from '../../html/account-layout.ts'
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'
import { linkPage } from '../../html/link-page.ts'

export const VERIFY_PATH = '/email/verify'

/** @param account what would be confirmed; left out where the form only comes back */
export function verifyPage(
  view: View,
  { account, notice }: { account?: { username: string; email: string }; notice?: string },
): Html {
  return linkPage(view, {
    title: 'Confirm your e-mail address',
    words: account
      ? html`<p>This confirms that <bdi>${account.email}</bdi> is the address of the account <bdi>${account.username}</bdi>. If that is not your account, please do not go on.</p>`
      : html`<p>Please press the button once more.</p>`,
    action: VERIFY_PATH,
    button: 'Confirm my address',
    notice,
  })
}

export function addressPage(view: View, { email, verified }: { email: string; verified: boolean }): Html {
  return accountLayout(view, {
    title: 'Confirm your e-mail address',
    main: html`<h1>Your e-mail address</h1>
    <p><bdi>${email}</bdi> ${verified ? 'is confirmed.' : 'is not confirmed yet.'}</p>
    ${!verified && resend(view)}
    <p><a href="/email/change">Change the address</a></p>`,
  })
}

/** A button on its own: the link goes to the address on file. */
function resend(view: View): Html {
  return html`<p>We have mailed you a link that confirms it. Only the newest one works. If it does not arrive, look among the spam, and check that the address is right.</p>
    <form method="post" action="/email/verify/resend">
      ${view.csrf}
      <button class="button" type="submit">Send the link again</button>
    </form>`
}
