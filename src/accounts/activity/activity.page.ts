// The page on which somebody reads what happened to their account, newest first.
import { accountLayout } from '../../html/account-layout.ts'
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'
import { time } from '../../html/time.ts'

export interface ShownActivity {
  /** What happened, in words. */
  what: string
  /** Small facts to it: name and value. */
  facts: readonly (readonly [string, string | number])[]
  /** What its owner should look at twice. */
  notable: boolean
  at: Date
  address: string
  /** In words; '' where no browser had part in it. */
  device: string
  /** Who did it, when it wasn't the owner: "by an administrator". */
  by: string
}

export interface ActivityPage {
  rows: readonly ShownActivity[]
  /** Where the older ones are; undefined at the end. */
  older: string | undefined
  /** Whether these are the newest. */
  newest: boolean
}

export function activityPage(view: View, { rows, older, newest }: ActivityPage): Html {
  return accountLayout(view, {
    title: 'Activity',
    main: html`<h1>Activity</h1>
    <p class="lead">What happened to your account. Is there something that you didn’t do? <a href="/sessions">End the sessions</a> that you don’t know, and <a href="/password/change">choose a new password</a>.</p>
    ${rows.length === 0 ? html`<p class="empty">${newest ? 'Nothing yet.' : 'Nothing older.'}</p>` : activityTable(rows)}
    ${
      (older !== undefined || !newest) &&
      html`<p class="actions">
      ${!newest && html`<a class="button button-quiet" href="/activity">Newest</a>`}
      ${older !== undefined && html`<a class="button button-quiet" href="${older}">Older</a>`}
    </p>`
    }`,
  })
}

/** Can be scrolled by keyboard too where it is too wide. */
export function activityTable(rows: readonly ShownActivity[]): Html {
  return html`<div class="table-scroll" role="region" aria-label="Activity, newest first" tabindex="0">
      <table>
        <thead><tr><th scope="col">What</th><th scope="col">When</th><th scope="col">Where from</th></tr></thead>
        <tbody>${rows.map(activityRow)}</tbody>
      </table>
    </div>`
}

function activityRow({ what, facts, notable, at, address, device, by }: ShownActivity): Html {
  return html`<tr>
          <td>${what}${by !== '' && ` ${by}`}${notable && html` <span class="tag tag-notable">Important</span>`}
            ${facts.map(([name, value]) => html`<div class="hint">${name}: <bdi>${value}</bdi></div>`)}</td>
          <td>${time(at)}</td>
          <td>${device}${address !== '' && html` <div class="hint"><bdi>${address}</bdi></div>`}</td>
        </tr>`
}
