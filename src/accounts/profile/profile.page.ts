// One's profile: the name that others see, one's data to take along, and the way out.
import { accountLayout } from '../../html/account-layout.ts'
import { errorSummary, field, submit } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'

export interface Profile {
  username: string
  /** As it is, or as typed when there is a problem with it. */
  displayName: string
  problem?: string | undefined
  /** The section about the picture, where there are any. */
  picture?: Html | undefined
}

export function profilePage(view: View, { username, displayName, problem, picture }: Profile): Html {
  return accountLayout(view, {
    title: 'Profile',
    main: html`<h1>Your profile</h1>
    ${errorSummary({ displayName: problem })}
    <form method="post" action="/profile">
      ${view.csrf}
      ${field({
        name: 'displayName',
        label: 'Display name',
        value: displayName,
        autocomplete: 'nickname',
        hint: html`What others see in place of <bdi>${username}</bdi>. At most 64 characters; leave it empty to show your username.`,
        problem,
      })}
      ${submit('Save')}
    </form>
    ${picture}
    <section class="panel" aria-labelledby="data-title">
      <h2 id="data-title">Your data</h2>
      <p>Everything that we hold on you, as one file (JSON): profile, sessions, activity, links and mails.</p>
      <form method="post" action="/profile/data">
        ${view.csrf}
        <button class="button" type="submit">Download my data</button>
      </form>
    </section>
    <section class="panel" aria-labelledby="leave-title">
      <h2 id="leave-title">Leaving</h2>
      <p>You can delete your account with all that belongs to it.</p>
      <p class="actions"><a class="button button-quiet" href="/profile/delete">Delete my account</a></p>
    </section>`,
  })
}
