// The page for every answer that says no: the cause in plain words, a way back, and the form as it was filled in.
import { field, passwordField, submit } from '../html/form.ts'
import { gatehouse } from '../html/gatehouse.ts'
import { type Html, html } from '../html/html.ts'
import { layout, type View } from '../html/layout.ts'

/** Fields that come back empty, by a part of their name. Better one too many than a secret in a page. */
const SECRET_NAME =
  /pass|pwd|secret|token|otp|credential|api.?key|private.?key|kennwort|contrase|senha|wachtwoord|lösenord|losenord|hasło|haslo|heslo|jelsz|şifre|sifre|парол|密码|密碼|パスワード|비밀번호/iu
/** And by a whole word of it, since these stand in many others: `shipping` is no PIN. */
const SECRET_WORDS: ReadonlySet<string> = new Set(
  'pin puk tan cvv cvv2 cvc cvc2 csc key ssn iban pan cardnumber mfa totp'.split(' '),
)
/** Codes that are no secret, by the word before. */
const OPEN_CODES: ReadonlySet<string> = new Set(
  'postal post zip country area region state city currency language lang product item color colour dial'.split(
    ' ',
  ),
)

export interface RefusalView {
  status: number
  title: string
  words: string
  /** Until it is worth trying again, in words ("40 seconds"). */
  wait?: string | undefined
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
  /** Names of fields that the route calls secret, besides those that sound like it. */
  secrets?: readonly string[] | undefined
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
      ${refusal.wait && html`<p>You can try again in ${refusal.wait}.</p>`}
      ${refusal.form && formGivenBack(refusal.form)}
      <p class="actions"><a class="button" href="${back.href}">${back.label}</a></p>
      <p class="request-id">Request <code>${refusal.requestId}</code></p>
    </div>`,
  })
}

function formGivenBack({ action, method, fields, secrets = [], csrf }: FormGivenBack): Html {
  return html`<section class="card" aria-labelledby="form-title">
        <h2 id="form-title">What you sent</h2>
        <form method="${method}" action="${action}">
          ${csrf}
          ${fields.map(([name, value], index) => fieldGivenBack(`sent-${index}`, name, value, secrets))}
          ${submit('Send again')}
        </form>
      </section>`
}

function fieldGivenBack(id: string, name: string, value: string, secrets: readonly string[]): Html {
  const label = inWords(name)
  if (secrets.includes(name) || soundsSecret(name)) {
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

function soundsSecret(name: string): boolean {
  if (SECRET_NAME.test(name.normalize('NFC'))) return true
  const words = wordsOf(name).toLowerCase().split(' ')
  return words.some(
    (word, at) =>
      SECRET_WORDS.has(word) ||
      (word === 'code' && !OPEN_CODES.has(words[at - 1] ?? '')) ||
      (word === 'number' && words[at - 1] === 'card'),
  )
}

/** `billing_address[street]` → "billing address street". */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** `billing_address[street]` → "Billing address street". */
function inWords(name: string): string {
  const words = wordsOf(name)
  return words ? words[0]!.toUpperCase() + words.slice(1).toLowerCase() : 'Field'
}
