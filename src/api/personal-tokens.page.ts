// The page on which somebody sees, makes and revokes the tokens that their scripts use.
import { accountLayout } from '../html/account-layout.ts'
import { errorSummary, field, submit } from '../html/form.ts'
import { type Html, html } from '../html/html.ts'
import type { View } from '../html/layout.ts'
import { time } from '../html/time.ts'

const MAX_NAME = 64

export interface ShownToken {
  id: string
  name: string
  scopes: readonly string[]
  createdAt: Date
  expiresAt: Date
  lastUsedAt: Date | undefined
}

export interface TokensForm {
  values: { name: string; scopes: readonly string[]; days: string }
  /** By the id of the field. */
  problems: { name?: string; scopes?: string; days?: string; main?: string }
}

export interface TokensPage {
  tokens: readonly ShownToken[]
  scopes: readonly { name: string; words: string }[]
  /** Lifetimes to choose from. */
  days: readonly string[]
  form: TokensForm
}

export function tokensPage(view: View, { tokens, form, ...choices }: TokensPage): Html {
  return accountLayout(view, {
    title: 'Access tokens',
    main: html`<h1>Personal access tokens</h1>
    <p class="lead">A token lets a script or another service use your account <a href="/api/docs">over the API</a>, without your password. Give each its own, so that you can end one alone.</p>
    ${errorSummary(form.problems)}
    ${tokens.length === 0 ? html`<p class="empty">You have none.</p>` : html`<div class="panels">${tokens.map((token, index) => panel(view, token, index))}</div>`}
    ${newToken(view, form, choices)}`,
  })
}

function panel(view: View, token: ShownToken, index: number): Html {
  const title = `token-${index}`
  return html`<section class="panel" aria-labelledby="${title}">
        <h2 id="${title}"><bdi>${token.name}</bdi></h2>
        <dl>
          <div><dt>May</dt><dd>${token.scopes.join(', ')}</dd></div>
          <div><dt>Made</dt><dd>${time(token.createdAt)}</dd></div>
          <div><dt>Last used</dt><dd>${token.lastUsedAt === undefined ? 'Never' : time(token.lastUsedAt)}</dd></div>
          <div><dt>Ends</dt><dd>${time(token.expiresAt)}</dd></div>
        </dl>
        <form method="post" action="/tokens/revoke">
          ${view.csrf}
          <input type="hidden" name="token" value="${token.id}">
          <button class="button button-danger" type="submit" aria-describedby="${title}">Revoke</button>
        </form>
      </section>`
}

function newToken(
  view: View,
  { values, problems }: TokensForm,
  { scopes, days }: Pick<TokensPage, 'scopes' | 'days'>,
): Html {
  return html`<h2>Make a token</h2>
    <form method="post" action="/tokens">
      ${view.csrf}
      ${field({
        name: 'name',
        label: 'Name',
        value: values.name,
        autocomplete: 'off',
        required: true,
        maxlength: MAX_NAME,
        hint: 'What it is for, such as “Nightly backup”.',
        problem: problems.name,
      })}
      <fieldset id="scopes" aria-describedby="${problems.scopes && 'scopes-problem'}">
        <legend>What it may do</legend>
        ${problems.scopes && html`<p class="problem" id="scopes-problem"><span class="visually-hidden">Problem: </span>${problems.scopes}</p>`}
        ${scopes.map(
          ({ name, words }) => html`
        <p class="choice"><input id="scope-${name}" name="scope-${name}" type="checkbox" value="yes" checked="${values.scopes.includes(name)}"> <label for="scope-${name}">${words}</label></p>`,
        )}
      </fieldset>
      <div class="field">
        <label for="days">Good for</label>
        ${problems.days && html`<p class="problem" id="days-problem"><span class="visually-hidden">Problem: </span>${problems.days}</p>`}
        <select id="days" name="days" aria-describedby="${problems.days && 'days-problem'}">${days.map((one) => html`<option value="${one}" selected="${one === values.days}">${one} days</option>`)}</select>
      </div>
      ${submit('Make the token')}
    </form>`
}

export function madeTokenPage(view: View, { name, token }: { name: string; token: string }): Html {
  return accountLayout(view, {
    title: 'New access token',
    main: html`<h1>Your new token</h1>
    <p class="lead">Copy it now to where <bdi>${name}</bdi> reads it from. It is not shown again.</p>
    <p class="panel"><code class="key">${token}</code></p>
    <p>Whoever has it can do what it may do, without your password. Send it as <code>Authorization: Bearer …</code>, and never in an address.</p>
    <p class="actions"><a class="button" href="/tokens">I have it</a></p>`,
  })
}
