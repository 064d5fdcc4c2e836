// The page that asks once more who one is, and the one that hands back a form that waited meanwhile.
import { ERROR_SUMMARY, errorSummary, field, passwordField, submit } from '../../html/form.ts'
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

export type Way = 'password' | 'authenticator-code'

export interface Confirm {
  /** Those that this account has; the first is asked for first. */
  ways: readonly Way[]
  /** The way that failed, which the problem is about. */
  failed?: Way | undefined
  /** The button for a passkey, where the account has one. */
  passkey?: Html | undefined
  /** The second factor is what is still owed: a password is not enough. */
  factorOnly?: boolean
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
      <p>${confirm.factorOnly ? 'This device is remembered, so that nobody asked for your second factor when you signed in. What comes next needs it.' : 'It has been a while since you signed in, and what comes next is sensitive.'}${
        waiting && ' Nothing is changed yet; what you sent waits and is not lost.'
      }</p>
      ${errorSummary({ [fieldOf(confirm)]: confirm.problem })}
      ${confirm.ways.map((way) => wayForm(view, confirm, way))}
      ${confirm.passkey}
      ${confirm.passkey && waiting && afterPasskey(view, waiting.sealed)}
    </div>
    ${waiting && html`<div class="panels">${whatWaits(waiting.form)}</div>`}
    <p class="aside"><a href="/dashboard">Not now</a></p>`,
  })
}

const FIELD_OF = { password: 'password', 'authenticator-code': 'code' } as const
const LABELS = { password: 'Confirm', 'authenticator-code': 'Confirm with a code' } as const
/** The id of the button's box. */
const PASSKEY = 'passkey'

/** The id of what a problem is about. */
function fieldOf({ failed, ways }: Confirm): string {
  const way = failed !== undefined && ways.includes(failed) ? failed : ways[0]
  return way === undefined ? PASSKEY : FIELD_OF[way]
}

/** Sent by the script when a passkey has proved who it is: what waits is not lost on that way either. */
function afterPasskey(view: View, sealed: string): Html {
  return html`<form id="${AFTER_PASSKEY}" method="post" action="/confirm" hidden>
        ${view.csrf}
        <input type="hidden" name="way" value="recent">
        <input type="hidden" name="waiting" value="${sealed}">
      </form>`
}

/** The id of that form. */
export const AFTER_PASSKEY = 'after-passkey'

function wayForm(view: View, confirm: Confirm, way: Way): Html {
  const { next, waiting, problem, ways } = confirm
  const describedBy = problem && fieldOf(confirm) === FIELD_OF[way] ? ERROR_SUMMARY : undefined
  return html`<form method="post" action="/confirm">
        ${view.csrf}
        <input type="hidden" name="way" value="${way}">
        ${next && html`<input type="hidden" name="next" value="${next}">`}
        ${waiting && html`<input type="hidden" name="waiting" value="${waiting.sealed}">`}
        ${way === 'password' ? passwordAsked(describedBy) : codeAsked(describedBy)}
        ${way === ways[0] ? submit(LABELS[way]) : html`<button class="button" type="submit">${LABELS[way]}</button>`}
      </form>`
}

function passwordAsked(describedBy: string | undefined): Html {
  return passwordField({
    name: 'password',
    label: 'Your password',
    autocomplete: 'current-password',
    required: true,
    describedBy,
  })
}

function codeAsked(describedBy: string | undefined): Html {
  return field({
    name: 'code',
    label: 'Code of your authenticator app',
    autocomplete: 'one-time-code',
    inputmode: 'numeric',
    verbatim: true,
    required: true,
    describedBy,
  })
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
