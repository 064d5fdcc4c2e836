// The pages of leaving and of coming back.
import { accountLayout } from '../../html/account-layout.ts'
import { errorSummary, field } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import { layout, type View } from '../../html/layout.ts'
import { time } from '../../html/time.ts'

export interface Leave {
  username: string
  /** Until when one could come back; undefined: it is gone at once. */
  until: Date | undefined
  /** Whether its owner is told by mail, with a link to come back. */
  byMail: boolean
  typed?: string
  problem?: string | undefined
}

export function leavePage(view: View, { username, until, byMail, typed, problem }: Leave): Html {
  return accountLayout(view, {
    title: 'Delete my account',
    main: html`<h1>Delete your account</h1>
    ${errorSummary({ username: problem })}
    ${
      until === undefined
        ? html`<p class="lead">Your account and all that belongs to it is deleted <strong>at once</strong>. Nothing of it can be brought back.</p>`
        : html`<p class="lead">You are signed out everywhere, and nobody can sign in any more. Until ${time(until)} you can come back: by signing in${byMail && ', or by the link that we mail to you'}. Then your account and all that belongs to it is gone, and nothing of it can be brought back.</p>`
    }
    <p>Do you want to keep something? <a href="/profile">Download your data</a> first.</p>
    <form method="post" action="/profile/delete">
      ${view.csrf}
      ${field({
        name: 'username',
        label: 'Your username',
        value: typed,
        autocomplete: 'off',
        verbatim: true,
        required: true,
        hint: html`To be sure that this is no slip, please type <bdi>${username}</bdi>.`,
        problem,
      })}
      <button class="button button-danger" type="submit">Delete my account</button>
    </form>
    <p class="actions"><a href="/profile">Keep it</a></p>`,
  })
}

/** Behind the link of the mail, and after a sign-in during the wait. */
export function returnPage(view: View, { until }: { until: Date }): Html {
  return layout(view, {
    title: 'Come back',
    main: html`<div class="card">
      <h1>Your account is to be deleted</h1>
      <p>It will be gone after ${time(until)}. Until then you can keep it.</p>
      <form method="post" action="/profile/return">
        ${view.csrf}
        <button class="button button-primary" type="submit">Keep my account</button>
      </form>
    </div>
    <p class="aside"><a href="/">Let it be deleted</a></p>`,
  })
}
