// The page behind a mailed link: one button, since mail scanners follow links and press nothing.
import { submit } from './form.ts'
import { type Html, html } from './html.ts'
import { layout, type View } from './layout.ts'

export interface LinkPage {
  title: string
  /** What pressing the button does. */
  words: Html
  action: string
  button: string
  /** A sentence above it, when it has been pressed in vain. */
  notice?: string | undefined
  /** A field before the button. */
  field?: Html | undefined
}

export function linkPage(view: View, { title, words, action, button, notice, field }: LinkPage): Html {
  return layout(view, {
    title,
    main: html`<div class="card">
      <h1>${title}</h1>
      ${notice && html`<p class="notice" role="status">${notice}</p>`}
      ${words}
      <form method="post" action="${action}">
        ${view.csrf}
        ${field}
        ${submit(button)}
      </form>
    </div>`,
  })
}

/** For a link that is used, too old, replaced or mistyped, and for one whose doing is no longer possible. */
export function deadLinkPage(
  view: View,
  { title = 'This link does not work any more', words, next }: DeadLink,
): Html {
  return layout(view, {
    title,
    main: html`<div class="card">
      <h1>${title}</h1>
      <p>${words ?? 'It was used already, is too old, or a newer one has taken its place.'}</p>
      <p><a class="button" href="${next.href}">${next.label}</a></p>
    </div>`,
  })
}

export interface DeadLink {
  title?: string
  words?: string
  /** The way on. */
  next: { href: string; label: string }
}
