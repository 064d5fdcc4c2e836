// The mails of this development machine, newest first, as their receivers would read them in plain text.
import { type Html, html } from '../html/html.ts'
import { layout, type View } from '../html/layout.ts'
import { time } from '../html/time.ts'

const LINK = /(https?:\/\/[^\s<>"]+)/

export interface OutboxMail {
  to: string
  subject: string
  text: string
  queuedAt: Date
}

export function outboxPage(view: View, mails: readonly OutboxMail[]): Html {
  return layout(view, {
    title: 'Outbox',
    wide: true,
    main: html`<h1>Outbox</h1>
    <p class="lead">Mails that this site has written. This page exists in development only.</p>
    ${mails.length === 0 ? html`<p class="empty">No mail yet.</p>` : mails.map(mailArticle)}`,
  })
}

function mailArticle(mail: OutboxMail, index: number): Html {
  return html`<article class="panel mail" aria-labelledby="mail-${index}">
      <h2 id="mail-${index}">${mail.subject}</h2>
      <p class="hint">To <bdi>${mail.to}</bdi> · ${time(mail.queuedAt)}</p>
      <div class="mail-text">${mail.text.split(LINK).map((part, at) => (at % 2 ? link(part) : part))}</div>
    </article>`
}

/** A developer follows the links that a receiver would. */
function link(address: string): Html {
  return html`<a href="${address}">${address}</a>`
}
