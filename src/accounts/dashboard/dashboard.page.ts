// A signed-in person's own page: who they are here, what needs their attention, and how long this visit lasts.
import { accountLayout } from '../../html/account-layout.ts'
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'
import { time } from '../../html/time.ts'

export interface Dashboard {
  username: string
  /** What others see; '' for none. */
  displayName: string
  email: string
  emailVerified: boolean
  signedInAt: Date
  /** The latest moment this visit can last; it ends earlier when unused. */
  sessionEndsAt: Date
  /** The picture of whoever it is. */
  picture?: Html | undefined
  /** The offer of a passkey, for people without one. */
  offer?: Html | undefined
}

export function dashboardPage(view: View, dashboard: Dashboard): Html {
  const { username, displayName, email, emailVerified, signedInAt, sessionEndsAt } = dashboard
  return accountLayout(view, {
    title: 'Dashboard',
    main: html`<h1>Hello, <bdi>${displayName || username}</bdi></h1>
    ${!emailVerified && unconfirmed(view)}
    <div class="panels">
      <section class="panel" aria-labelledby="account-title">
        <h2 id="account-title">Your account</h2>
        ${dashboard.picture}
        <dl>
          <div><dt>Username</dt><dd><bdi>${username}</bdi></dd></div>
          <div><dt>E-mail address</dt><dd><bdi>${email}</bdi></dd></div>
        </dl>
      </section>
      <section class="panel" aria-labelledby="visit-title">
        <h2 id="visit-title">This visit</h2>
        <dl>
          <div><dt>Signed in</dt><dd>${time(signedInAt)}</dd></div>
          <div><dt>Ends at the latest</dt><dd>${time(sessionEndsAt)}</dd></div>
        </dl>
        <p class="hint">On a device that is not yours, sign out when you leave.</p>
      </section>
    </div>
    ${dashboard.offer}`,
  })
}

/** Until then no notice is mailed: the address may be somebody else's. */
function unconfirmed(view: View): Html {
  return html`<section class="panel" aria-labelledby="confirm-title">
      <h2 id="confirm-title">Please confirm your e-mail address</h2>
      <p>Until then we can't warn you by mail when something happens to your account. The link is in the mail that we sent you.</p>
      <form method="post" action="/email/verify/resend">
        ${view.csrf}
        <button class="button" type="submit">Send the link again</button>
      </form>
    </section>`
}
