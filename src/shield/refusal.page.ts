// The page for every answer that says no: the cause in plain words, a way back, and the form as it was filled in.
import { field, passwordField, submit } from '../html/form.ts'
import { gatehouse } from '../html/gatehouse.ts'
import { type Html, html } from '../html/html.ts'
import { layout, type View } from '../html/layout.ts'

/** Fields that come back empty. Better one too many than a secret in a page. */
const SECRET_NAME = /pass|pwd|secret|token|otp/i

export interface RefusalView {
  status: number
  title: string
  words: string
  /** Stands in the log line of this request as well. */
  requestId: string
  /** Where to go instead; the start page unless given. */
  back?: { href: string; label: string } | undefined
  form?: FormGivenBack | undefined
}

/** What was sent, all of it in sight, with a fresh token. Never for a request that came from another site. */
export interface FormGivenBack {
  action: string
  method: string
  fields: readonly (readonly [name: string, value: string])[]
  csrf: Html
}

export function refusalPage(view: View, refusal: RefusalView): Html {
  const back = refusal.back ?? { href: '/', label: 'Go to the start page' }
  return layout(view, {
    title: refusal.title,
    main: html`<div class="refusal">
      ${gatehouse('down')}
      <p class="refusal-status">${refusal.status}</p>
      <h1>${refusal.title}</h1>
      <p class="lead">${refusal.words}</p>
      ${refusal.form && formGivenBack(refusal.form)}
      <p class="actions"><a class="button" href="${back.href}">${back.label}</a></p>
      <p class="request-id">Request <code>${refusal.requestId}</code></p>
    </div>`,
  })
}

function formGivenBack({ action, method, fields, csrf }: FormGivenBack): Html {
  return html`<section class="card" aria-labelledby="form-title">
        <h2 id="form-title">What you sent</h2>
        <form method="${method}" action="${action}">
          ${csrf}
          ${fields.map(([name, value], index) => fieldGivenBack(`sent-${index}`, name, value))}
          ${submit('Send again')}
        </form>
      </section>`
}

function fieldGivenBack(id: string, name: string, value: string): Html {
  const label = inWords(name)
  if (SECRET_NAME.test(name)) {
    return passwordField({ id, name, label, autocomplete: 'current-password', hint: 'Please type it again.' })
  }
  if (/[\r\n]/.test(value)) {
    return html`<div class="field">
      <label for="${id}">${label}</label>
      <textarea id="${id}" name="${name}" rows="6">${value}</textarea>
    </div>`
  }
  return field({ id, name, label, value, verbatim: true })
}

/** `billing_address[street]` → "Billing address street". */
function inWords(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return words ? words[0]!.toUpperCase() + words.slice(1).toLowerCase() : 'Field'
}
