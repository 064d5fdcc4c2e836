// "Look into your mail": where somebody lands who goes on by a mailed link.
import { type Html, html } from '../../html/html.ts'
import { layout, type View } from '../../html/layout.ts'

export function mailedPage(view: View, words: readonly string[]): Html {
  return layout(view, {
    title: 'Please look into your mail',
    main: html`<div class="card">
      <h1>Please look into your mail</h1>
      ${words.map((sentence) => html`<p>${sentence}</p>`)}
    </div>
    <p class="aside"><a href="/login">Sign in</a></p>`,
  })
}
