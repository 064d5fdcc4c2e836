// The pages behind "It was not me": what the button does, what it has done, and why it may do nothing any more.
import { submit } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import { layout, type View } from '../../html/layout.ts'

export function notMePage(view: View, { notice }: { notice?: string } = {}): Html {
  return layout(view, {
    title: 'Was it not you?',
    main: html`<div class="card">
      <h1>Was it not you?</h1>
      ${notice && html`<p class="notice" role="status">${notice}</p>`}
      <p>If somebody else has signed in to your account, end it here:</p>
      <ul>
        <li>Everybody is signed out, you too.</li>
        <li>The password opens nothing any more.</li>
        <li>We mail you a link, and with it you choose a new password.</li>
      </ul>
      <form method="post" action="/not-me">
        ${view.csrf}
        ${submit('It was not me')}
      </form>
    </div>
    <p class="aside">If it was you, close this page. Nothing has changed.</p>`,
  })
}

export function thrownOutPage(view: View): Html {
  return layout(view, {
    title: 'Everybody is signed out',
    main: html`<div class="card">
      <h1>Everybody is signed out</h1>
      <p>The password opens nothing any more. <strong>Look into your mail</strong>: by the link that we have just sent you, you choose a new one.</p>
      <p>Choose one that you use nowhere else. Afterwards look at your <a href="/activity">activity</a>: it tells what was done in your account.</p>
    </div>
    <p class="aside">No mail? <a href="/password/forgot">Ask for another link</a></p>`,
  })
}

export function changedSincePage(view: View): Html {
  return layout(view, {
    title: 'This has been ended already',
    main: html`<div class="card">
      <h1>This has been ended already</h1>
      <p>Since that sign-in the password or something else that guards the account was changed. With that, whoever was signed in then was signed out. So this link does nothing any more.</p>
      <p>Was that change not yours either? Then choose a new password now: the link goes to the address of the account. If you had a mail that the address was changed or that the account will be deleted, use the link in that mail first.</p>
      <p><a class="button button-primary" href="/password/forgot">Ask for a new password</a></p>
    </div>`,
  })
}

export function notMeOverPage(view: View): Html {
  return layout(view, {
    title: 'This link does not work any more',
    main: html`<div class="card">
      <h1>This link does not work any more</h1>
      <p>It was used already, or is too old. If you think that somebody else knows your password, choose a new one: that signs everybody out, too.</p>
      <p><a class="button button-primary" href="/password/forgot">Ask for a new password</a></p>
    </div>`,
  })
}
