// A signed-in person's own page: who they are here, and how long this visit lasts.
import { type Html, html } from '../../html/html.ts'
import { layout, type View } from '../../html/layout.ts'
import { time } from '../../html/time.ts'

export interface Dashboard {
  username: string
  email: string
  signedInAt: Date
  /** The latest moment this visit can last; it ends earlier when unused. */
  sessionEndsAt: Date
}

export function dashboardPage(view: View, { username, email, signedInAt, sessionEndsAt }: Dashboard): Html {
  return layout(view, {
    title: 'Dashboard',
    wide: true,
    main: html`<h1>Hello, <bdi>${username}</bdi></h1>
    <div class="panels">
      <section class="panel" aria-labelledby="account-title">
        <h2 id="account-title">Your account</h2>
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
    </div>`,
  })
}
