// The page on which an administrator sees one account, and can act on it: never a password, a token or a session of it.
import { accountLayout } from '../../html/account-layout.ts'
import { field, submit } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'
import { time } from '../../html/time.ts'

export interface OneAccount {
  id: string
  username: string
  displayName: string
  email: string
  emailVerified: boolean
  state: 'active' | 'suspended'
  roles: readonly string[]
  createdAt: Date
  lastSignInAt: Date | undefined
  deletesAt: Date | undefined
  /** The administrator's own, on which they can't act. */
  self: boolean
  /** The table of its activity; undefined when there is none here. */
  activity: Html | undefined
  /** The number of the last event here, when there are older ones. */
  older: number | undefined
  /** Whether these are the newest. */
  newest: boolean
  /** What was typed as a role, and what was wrong with it. */
  role: { value: string; problem: string } | undefined
}

export function oneAccountPage(view: View, account: OneAccount): Html {
  const { id, username, activity, older, newest } = account
  return accountLayout(view, {
    title: `Account ${username}`,
    main: html`<h1>Account <bdi>${username}</bdi></h1>
    <p><a href="/admin">All accounts</a></p>
    <div class="panels">${facts(account)}${rolesPanel(view, account)}</div>
    ${account.self ? html`<p class="notice">This is your own account. Another administrator can act on it, or the operator at the command line.</p>` : acts(view, account)}
    <section aria-labelledby="activity-title">
      <h2 id="activity-title">Activity</h2>
      ${activity ?? html`<p class="empty">${newest ? 'Nothing yet.' : 'Nothing older.'}</p>`}
    </section>
    ${
      (older !== undefined || !newest) &&
      html`<p class="actions">
      ${!newest && html`<a class="button button-quiet" href="/admin/accounts/${id}">Newest</a>`}
      ${older !== undefined && html`<a class="button button-quiet" href="/admin/accounts/${id}?before=${older}">Older</a>`}
    </p>`
    }`,
  })
}

function facts(account: OneAccount): Html {
  const { displayName, email, emailVerified, state, createdAt, lastSignInAt, deletesAt } = account
  return html`<section class="panel" aria-labelledby="facts-title">
        <h2 id="facts-title">Account</h2>
        <dl>
          <div><dt>State</dt><dd>${state === 'suspended' ? html`<span class="tag tag-notable">Suspended</span>` : 'Active'}</dd></div>
          ${displayName !== '' && html`<div><dt>Display name</dt><dd><bdi>${displayName}</bdi></dd></div>`}
          <div><dt>E-mail address</dt><dd><bdi>${email}</bdi> <div class="hint">${emailVerified ? 'confirmed' : 'not confirmed'}</div></dd></div>
          <div><dt>Created</dt><dd>${time(createdAt)}</dd></div>
          <div><dt>Last sign-in</dt><dd>${lastSignInAt === undefined ? 'never' : time(lastSignInAt)}</dd></div>
          ${deletesAt !== undefined && html`<div><dt>Its owner has left; it goes on</dt><dd>${time(deletesAt)}</dd></div>`}
        </dl>
      </section>`
}

function rolesPanel(view: View, account: OneAccount): Html {
  const { id, roles, self, role } = account
  return html`<section class="panel" aria-labelledby="roles-title">
        <h2 id="roles-title">Roles</h2>
        ${roles.length === 0 && html`<p>None.</p>`}
        ${roles.map((one) => (self ? html`<p>${one}</p>` : revokeForm(view, account, one)))}
        ${
          !self &&
          html`<form method="post" action="/admin/accounts/${id}/grant">
          ${view.csrf}${whatIsSent(account, 'Grant a role to')}
          ${field({ name: 'role', label: 'New role', value: role?.value, problem: role?.problem, hint: '“admin” opens these pages, and signs the account out once. Other names mean what your site makes of them.', verbatim: true, autocomplete: 'off', required: true, maxlength: 32 })}
          ${submit('Grant role')}
        </form>`
        }
      </section>`
}

function revokeForm(view: View, account: OneAccount, role: string): Html {
  return html`<form method="post" action="/admin/accounts/${account.id}/revoke">
          ${view.csrf}${whatIsSent(account, 'Revoke a role of')}
          <input type="hidden" name="role" value="${role}">
          <button class="button button-quiet" type="submit">Revoke ${role}</button>
        </form>`
}

interface ActWords {
  act: 'suspend' | 'restore' | 'sign-out' | 'reset'
  button: string
  words: string
  danger?: true
}

const SUSPEND: ActWords = {
  act: 'suspend',
  button: 'Suspend this account',
  words: 'Signed out everywhere at once, and nobody can sign in to it. Its owner is told by mail.',
  danger: true,
}
const RESTORE: ActWords = {
  act: 'restore',
  button: 'Restore this account',
  words: 'Its owner can sign in again, and is told by mail.',
}
const SIGN_OUT: ActWords = {
  act: 'sign-out',
  button: 'End all its sessions',
  words: 'Signed out everywhere at once. Its owner can sign in again.',
  danger: true,
}
const RESET: ActWords = {
  act: 'reset',
  button: 'Mail a reset link',
  words: 'Its owner gets a link to choose a new password. You never see either.',
}

function acts(view: View, account: OneAccount): Html {
  const offered = account.state === 'suspended' ? [RESTORE] : [RESET, SIGN_OUT, SUSPEND]
  return html`<section aria-labelledby="acts-title">
      <h2 id="acts-title">What you can do</h2>
      <p class="hint">Each act stands in the activity of this account, and in your own.</p>
      <ul class="entries">${offered.map((one) => actForm(view, account, one))}</ul>
    </section>`
}

function actForm(view: View, account: OneAccount, { act, button, words, danger }: ActWords): Html {
  return html`<li>
          <p id="${act}-words">${words}</p>
          <form method="post" action="/admin/accounts/${account.id}/${act}">
            ${view.csrf}${whatIsSent(account, `${button}:`)}
            <button class="button ${danger ? 'button-danger' : ''}" type="submit" aria-describedby="${act}-words">${button}</button>
          </form>
        </li>`
}

/** Read by nobody but the person who is shown the form once more, since it was out of date or they had to confirm first. */
function whatIsSent({ username }: OneAccount, words: string): Html {
  return html`<input type="hidden" name="what" value="${words} ${username}">`
}
