// The front page: what the site offers a visitor, and what stands guard over an account here.
import { gatehouse } from '../../html/gatehouse.ts'
import { type Html, html } from '../../html/html.ts'
import { layout, type View } from '../../html/layout.ts'

/** Only what holds under the default settings. */
const GUARDS = [
  [
    'Your password is not kept',
    'What is stored is an Argon2id hash. Passwords that everybody tries first are turned away.',
  ],
  [
    'Guessing gets slow',
    'Each wrong try makes the next one wait, and a stranger can’t lock you out for good by guessing.',
  ],
  [
    'Signed out is signed out',
    'Your visit ends on the server, not only in your browser. A copied cookie opens nothing afterwards.',
  ],
  [
    'Only you send your forms',
    'Each form carries a token of your own visit, so that no other site can send one in your name.',
  ],
  [
    'Nothing from elsewhere',
    'Pages load from this site alone, and your browser is told to refuse anything else.',
  ],
  [
    'Works without scripts',
    'Every form does its work with JavaScript switched off, on a phone and with a screen reader.',
  ],
] as const

export function landingPage(view: View): Html {
  return layout(view, {
    title: 'Welcome',
    wide: true,
    main: html`<section class="hero">
      <div class="hero-words">
        <h1>Your account, behind a proper gate</h1>
        <p class="lead">Come in with a name and a password. ${view.site} looks after the locks.</p>
        ${view.user ? forMember(view.user.name) : forVisitor()}
      </div>
      ${gatehouse('up')}
    </section>
    <section class="guards" aria-labelledby="guards-title">
      <h2 id="guards-title">What stands guard here</h2>
      <ul>
        ${GUARDS.map(([title, words]) => html`<li><h3>${title}</h3><p>${words}</p></li>`)}
      </ul>
    </section>`,
  })
}

function forVisitor(): Html {
  return html`<p class="actions">
          <a class="button button-primary" href="/register">Create account</a>
          <a class="button" href="/login">Sign in</a>
        </p>`
}

function forMember(name: string): Html {
  return html`<p>You are signed in as <strong><bdi>${name}</bdi></strong>.</p>
        <p class="actions"><a class="button button-primary" href="/dashboard">Open your dashboard</a></p>`
}
