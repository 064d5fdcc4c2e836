// The page that shows where one is signed in, with a button to end each.
import { accountLayout } from '../../html/account-layout.ts'
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'
import { time } from '../../html/time.ts'

export interface ShownSession {
  handle: string
  /** In words. */
  device: string
  address: string
  signedInAt: Date
  lastSeenAt: Date
  /** The one that looks at the page. */
  current: boolean
  /** An app that uses the API, and no browser. */
  overApi?: boolean
}

export function sessionsPage(view: View, sessions: readonly ShownSession[]): Html {
  const others = sessions.filter(({ current }) => !current).length
  return accountLayout(view, {
    title: 'Sessions',
    main: html`<h1>Where you are signed in</h1>
    <p class="lead">Each browser and app that is signed in to your account. End what you don’t know, and then <a href="/password/change">choose a new password</a>.</p>
    <div class="panels">${sessions.map((session, index) => sessionPanel(view, session, index))}</div>
    ${others === 0 ? html`<p class="empty">You are signed in nowhere else.</p>` : endOthers(view, others)}`,
  })
}

function sessionPanel(view: View, session: ShownSession, index: number): Html {
  const title = `session-${index}`
  return html`<section class="panel" aria-labelledby="${title}">
        <h2 id="${title}">${session.device}</h2>
        ${session.current && html`<p><strong>This session</strong></p>`}
        ${session.overApi && html`<p><span class="tag">API</span></p>`}
        <dl>
          <div><dt>Address</dt><dd><bdi>${session.address || 'unknown'}</bdi></dd></div>
          <div><dt>Signed in</dt><dd>${time(session.signedInAt)}</dd></div>
          <div><dt>Last seen</dt><dd>${session.current ? 'Now' : time(session.lastSeenAt)}</dd></div>
        </dl>
        <form method="post" action="/sessions/end">
          ${view.csrf}
          <input type="hidden" name="session" value="${session.handle}">
          <button class="button button-quiet" type="submit" aria-describedby="${title}">${session.current ? 'Sign out here' : 'End this session'}</button>
        </form>
      </section>`
}

function endOthers(view: View, others: number): Html {
  return html`<form method="post" action="/sessions/end-others">
      ${view.csrf}
      <p class="hint">${others === 1 ? 'One other session.' : `${others} other sessions.`} You stay signed in here.</p>
      <button class="button button-danger" type="submit">End all other sessions</button>
    </form>`
}
