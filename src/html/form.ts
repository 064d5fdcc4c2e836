// The parts of a form: a label for every field, hints and problems tied to it, and a list of what went wrong.
import { type Html, html } from './html.ts'

/** A text field. `id` is the name unless given; `hint` and `problem` are read out with the field. */
export interface Field {
  name: string
  label: string
  id?: string
  type?: 'text' | 'email' | 'search' | 'tel' | 'url'
  value?: string | undefined
  autocomplete?: string
  inputmode?: 'text' | 'email' | 'numeric' | 'search' | 'tel' | 'url'
  /** Letters as typed: no spelling marks, no capital at the start. For names, addresses and codes. */
  verbatim?: boolean
  required?: boolean
  minlength?: number
  maxlength?: number
  hint?: string | Html | undefined
  problem?: string | undefined
  /** Ids of further elements that describe the field, separated by spaces. */
  describedBy?: string | undefined
}

export function field(options: Field): Html {
  const id = options.id ?? options.name
  return html`<div class="field">
    <label for="${id}">${options.label}</label>
    ${notes(id, options)}
    <input
      id="${id}"
      name="${options.name}"
      type="${options.type ?? 'text'}"
      value="${options.value}"
      autocomplete="${options.autocomplete}"
      inputmode="${options.inputmode}"
      spellcheck="${options.verbatim ? 'false' : undefined}"
      autocapitalize="${options.verbatim ? 'none' : undefined}"
      required="${options.required}"
      minlength="${options.minlength}"
      maxlength="${options.maxlength}"
      aria-invalid="${options.problem ? 'true' : undefined}"
      aria-describedby="${descriptions(id, options)}"
    />
  </div>`
}

/** A password field. It has no `value`: what was typed never travels back (OWASP Authentication Cheat Sheet). */
export interface PasswordField {
  name: string
  label: string
  id?: string
  autocomplete: 'current-password' | 'new-password'
  required?: boolean
  minlength?: number
  /** For generators only (`passwordrules`): a `maxlength` would cut a pasted password without a word. */
  maxlength?: number
  hint?: string | Html | undefined
  problem?: string | undefined
  describedBy?: string | undefined
}

export function passwordField(options: PasswordField): Html {
  const id = options.id ?? options.name
  return html`<div class="field">
    <label for="${id}">${options.label}</label>
    ${notes(id, options)}
    <div class="password">
      <input
        id="${id}"
        name="${options.name}"
        type="password"
        autocomplete="${options.autocomplete}"
        spellcheck="false"
        autocapitalize="none"
        required="${options.required}"
        minlength="${options.minlength}"
        passwordrules="${passwordRules(options)}"
        aria-invalid="${options.problem ? 'true' : undefined}"
        aria-describedby="${descriptions(id, options)}"
      />
      <button type="button" hidden data-show-password aria-pressed="false" aria-controls="${id}">
        <svg class="eye" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false">
          <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z" />
          <circle cx="12" cy="12" r="3" />
          <path class="eye-slash" d="M4 20 20 4" />
        </svg>
        <span class="visually-hidden">Show password</span>
      </button>
      <span class="visually-hidden" role="status"></span>
    </div>
  </div>`
}

/** Apple's rules for password generators; Safari and several managers read them. No classes are asked for. */
function passwordRules(options: PasswordField): string | undefined {
  if (options.autocomplete !== 'new-password') return undefined
  const rules = [
    options.minlength !== undefined && `minlength: ${options.minlength};`,
    options.maxlength !== undefined && `maxlength: ${options.maxlength};`,
  ]
  return rules.filter(Boolean).join(' ') || undefined
}

function notes(id: string, { hint, problem }: { hint?: Field['hint']; problem?: string | undefined }): Html {
  return html`${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}${
    problem &&
    html`<p class="problem" id="${id}-problem"><span class="visually-hidden">Problem: </span>${problem}</p>`
  }`
}

function descriptions(
  id: string,
  {
    hint,
    problem,
    describedBy,
  }: { hint?: Field['hint']; problem?: string | undefined; describedBy?: string | undefined },
): string | undefined {
  const ids = [problem && `${id}-problem`, hint && `${id}-hint`, describedBy]
  return ids.filter(Boolean).join(' ') || undefined
}

/**
 * Not shown: by it a password manager knows whose password stands in the form (Chromium, "Password Form Styles that
 * Chromium Understands").
 */
export function passwordOwner(username: string): Html {
  return html`<div hidden>
    <label for="password-owner">Username</label>
    <input id="password-owner" name="username" type="text" value="${username}" autocomplete="username" readonly>
  </div>`
}

/** The button that sends the form. One a form. */
export function submit(label: string): Html {
  return html`<button class="button button-primary" type="submit">${label}</button>`
}

/** The id of the summary, for fields that it describes. */
export const ERROR_SUMMARY = 'problems'

/**
 * What went wrong, by field id, each entry a link to its field; nothing when nothing did.
 * A page loads with it focused: alerts that stand in a page from the start are not read out by every screen reader.
 */
export function errorSummary(problems: Readonly<Record<string, string | undefined>>): Html | undefined {
  const entries = Object.entries(problems).filter(([, problem]) => problem)
  if (entries.length === 0) return undefined
  return html`<div class="summary" id="${ERROR_SUMMARY}" role="alert" tabindex="-1" autofocus>
    <h2>There is a problem</h2>
    <ul>
      ${entries.map(([id, problem]) => html`<li><a href="#${id}">${problem}</a></li>`)}
    </ul>
  </div>`
}
