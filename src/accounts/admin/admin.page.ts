// The page on which administrators find accounts: a search, a table, and the way to more.
import { accountLayout } from '../../html/account-layout.ts'
import { field, submit } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'
import { time } from '../../html/time.ts'

export interface ShownAccount {
  id: string
  username: string
  email: string
  emailVerified: boolean
  state: 'active' | 'suspended'
  roles: readonly string[]
  createdAt: Date
  lastSignInAt: Date | undefined
  /** Its owner has left, and it goes then. */
  deletesAt: Date | undefined
}

export interface AccountList {
  /** As typed; '' shows all. */
  query: string
  accounts: readonly ShownAccount[]
  /** Whether these are the first. */
  first: boolean
  /** The key after which there are more. */
  after: string | undefined
  /** Why nothing was looked for. */
  problem?: string
}

export function adminPage(view: View, { query, accounts, first, after, problem }: AccountList): Html {
  return accountLayout(view, {
    title: 'Administration',
    main: html`<h1>Accounts</h1>
    <form class="inline-form" method="get" action="/admin" role="search">
      ${field({ name: 'q', label: 'Name or e-mail address begins with', type: 'search', value: query, verbatim: true, autocomplete: 'off', maxlength: 320, problem })}
      ${submit('Find')}
    </form>
    ${problem === undefined && (accounts.length === 0 ? html`<p class="empty">${first ? 'No account fits.' : 'There are no more.'}</p>` : accountTable(accounts))}
    ${
      (!first || after !== undefined || query !== '' || problem !== undefined) &&
      html`<p class="actions">
      ${(query !== '' || problem !== undefined) && html`<a class="button button-quiet" href="/admin">All accounts</a>`}
      ${!first && html`<a class="button button-quiet" href="/admin?q=${query}">First page</a>`}
      ${after !== undefined && html`<a class="button button-quiet" href="/admin?q=${query}&amp;after=${after}">More accounts</a>`}
    </p>`
    }`,
  })
}

/** Can be scrolled by keyboard too where it is too wide. */
function accountTable(accounts: readonly ShownAccount[]): Html {
  return html`<div class="table-scroll" role="region" aria-label="Accounts, by name" tabindex="0">
      <table>
        <thead><tr>
          <th scope="col">Name</th><th scope="col">E-mail address</th><th scope="col">State</th>
          <th scope="col">Created</th><th scope="col">Last sign-in</th>
        </tr></thead>
        <tbody>${accounts.map(accountRow)}</tbody>
      </table>
    </div>`
}

function accountRow(account: ShownAccount): Html {
  const { id, username, email, emailVerified, roles, createdAt, lastSignInAt } = account
  return html`<tr>
          <th scope="row"><a href="/admin/accounts/${id}"><bdi>${username}</bdi></a>
            ${roles.length > 0 && html`<div class="hint">${roles.join(', ')}</div>`}</th>
          <td><bdi>${email}</bdi>${!emailVerified && html` <div class="hint">not confirmed</div>`}</td>
          <td>${stateInWords(account)}</td>
          <td>${time(createdAt)}</td>
          <td>${lastSignInAt === undefined ? 'never' : time(lastSignInAt)}</td>
        </tr>`
}

function stateInWords({ state, deletesAt }: ShownAccount): Html {
  return html`${state === 'suspended' ? html`<span class="tag tag-notable">Suspended</span>` : 'Active'}${
    deletesAt !== undefined && html` <div class="hint">leaving</div>`
  }`
}
