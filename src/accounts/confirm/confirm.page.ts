// The page that asks once more who one is, and the one that hands back a form that waited meanwhile.
import { ERROR_SUMMARY, errorSummary, passwordField, submit } from '../../html/form.ts'
import { type Html, html } from '../../html/html.ts'
import { layout, type View } from '../../html/layout.ts'

/** What is shown of a form that waits; all of it goes on. */
const MOST_FIELDS_SHOWN = 12
const MOST_CHARACTERS_SHOWN = 200

export interface FormInWaiting {
  action: string
  fields: readonly (readonly [name: string, value: string])[]
  passwords: readonly string[]
}

export interface Confirm {
  /** Those that this account has; the first is asked for first. */
  ways: readonly 'password'[]
  /** Where to go afterwards: a path that the route has checked. */
  next?: string | undefined
  /** A form to send on afterwards, and the same signed. */
  waiting?: { form: FormInWaiting; sealed: string } | undefined
  problem?: string | undefined
}

export function confirmPage(view: View, confirm: Confirm): Html {
  const { waiting } = confirm
  return layout(view, {
    title: 'Confirm that it is you',
    main: html`<div class="card">
      <h1>Please confirm that it is you</h1>
      <p>It has been a while since you signed in, and what comes next is sensitive.${
        waiting && ' Nothing is changed yet; what you sent waits and is not lost.'
      }</p>
      ${errorSummary({ [confirm.ways[0] ?? 'main']: confirm.problem })}
      ${confirm.ways.map((way) => wayForm(view, confirm, way))}
    </div>
    ${waiting && html`<div class="panels">${whatWaits(waiting.form)}</div>`}
    <p class="aside"><a href="/dashboard">Not now</a></p>`,
  })
}

function wayForm(view: View, { next, waiting, problem }: Confirm, way: 'password'): Html {
  return html`<form method="post" action="/confirm">
        ${view.csrf}
        <input type="hidden" name="way" value="${way}">
        ${next && html`<input type="hidden" name="next" value="${next}">`}
        ${waiting && html`<input type="hidden" name="waiting" value="${waiting.sealed}">`}
        ${passwordField({
          name: 'password',
          label: 'Your password',
          autocomplete: 'current-password',
          required: true,
          describedBy: problem && ERROR_SUMMARY,
        })}
        ${submit('Confirm')}
      </form>`
}

/** Nothing is sent by itself: whoever proved who they are sees first what they send, and presses the button. */
export function goOnPage(view: View, form: FormInWaiting): Html {
  return layout(view, {
    title: 'Go on',
    main: html`<div class="card">
      <h1>Thank you</h1>
      <p>What you sent before has waited. Please check that it is what you want, then send it on.</p>
      <form method="post" action="${form.action}">
        ${view.csrf}
        ${form.fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
        ${form.passwords.map((name, index) =>
          passwordField({
            id: `again-${index}`,
            name,
            label: inWords(name),
            autocomplete: /new|repeat|again|confirm/i.test(name) ? 'new-password' : 'current-password',
            hint: 'Passwords are not kept. Please type it again.',
          }),
        )}
        ${submit('Go on')}
      </form>
    </div>
    <div class="panels">${whatWaits(form)}</div>
    <p class="aside"><a href="/dashboard">Do not send it</a></p>`,
  })
}

function whatWaits({ action, fields }: FormInWaiting): Html {
  const more = fields.length - MOST_FIELDS_SHOWN
  return html`<section class="panel" aria-labelledby="waiting-title">
      <h2 id="waiting-title">What you sent</h2>
      <dl>
        <div><dt>To</dt><dd>${action.split('?', 1)}</dd></div>
        ${fields
          .slice(0, MOST_FIELDS_SHOWN)
          .map(
            ([name, value]) =>
              html`<div><dt><bdi>${inWords(name)}</bdi></dt><dd><bdi>${shortened(value)}</bdi></dd></div>`,
          )}
      </dl>
      ${more > 0 && html`<p class="hint">And ${more} more.</p>`}
    </section>`
}

function shortened(value: string): string {
  return value.length > MOST_CHARACTERS_SHOWN ? `${value.slice(0, MOST_CHARACTERS_SHOWN)}…` : value
}

/** `new_password` → "New password". */
function inWords(name: string): string {
  const words = name
    .slice(0, MOST_CHARACTERS_SHOWN)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return words === '' ? 'Field' : words[0]!.toUpperCase() + words.slice(1)
}
