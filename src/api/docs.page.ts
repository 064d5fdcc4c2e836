// The page of the API: each call with what it takes and gives. No script is needed to read it.
import { type Html, html } from '../html/html.ts'
import { layout, type View } from '../html/layout.ts'

export interface DocsPage {
  title: string
  words: string
  documentPath: string
  server: string
  groups: readonly {
    name: string
    calls: readonly {
      id: string
      method: string
      path: string
      summary: string
      description: string
      scopes: readonly string[] | undefined
      body: DocsObject | undefined
      answers: readonly { status: string; words: string; objects: readonly DocsObject[] }[]
    }[]
  }[]
}

interface DocsObject {
  name: string
  words: string
  members: readonly { name: string; type: string; optional: boolean; words: string }[]
}

type DocsCall = DocsPage['groups'][number]['calls'][number]

export function docsPage(view: View, { title, words, documentPath, server, groups }: DocsPage): Html {
  return layout(view, {
    title: 'API',
    wide: true,
    main: html`<h1>${title}</h1>
    <p class="lead">${words}</p>
    <p>All calls are below <code>${server}</code>. <a href="${documentPath}">The same as an OpenAPI document</a>, for tools.</p>
    <div class="calls">
      <nav aria-label="Calls">
        <ul>${groups.map(({ calls }) => calls.map(link))}</ul>
      </nav>
      ${groups.map(({ name, calls }) => html`<h2>${name}</h2>${calls.map(panel)}`)}
    </div>`,
  })
}

function link({ id, method, path, summary }: DocsCall): Html {
  return html`
        <li><a href="#${id}"><code>${method} ${path}</code></a> ${summary}</li>`
}

function panel(call: DocsCall): Html {
  const { id, method, path, summary, description, scopes, body, answers } = call
  return html`
    <section class="panel" id="${id}" aria-labelledby="${id}-title">
      <h3 id="${id}-title">${summary}</h3>
      <p><code>${method} ${path}</code></p>
      <p>${description}</p>
      <p>${scopes === undefined ? 'No token is asked for.' : html`Needs a token with the scope ${scopes.map((scope) => html`<code>${scope}</code>`)}.`}</p>
      ${body && html`<h4>What is sent</h4>${object(body)}`}
      <h4>Answers</h4>
      ${answers.map(({ status, words, objects }) => html`<p><span class="tag">${status}</span> ${inCode(words)}</p>${objects.map(object)}`)}
    </section>`
}

function object({ name, words, members }: DocsObject): Html {
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label="${name}">
        <table>
          <caption>${name}: ${words}</caption>
          <thead><tr><th scope="col">Member</th><th scope="col">Type</th><th scope="col">What it is</th></tr></thead>
          <tbody>${members.map(
            (member) => html`
            <tr><th scope="row"><code>${member.name}</code></th><td>${member.type}${member.optional && ', may be left out'}</td><td>${inCode(member.words)}</td></tr>`,
          )}
          </tbody>
        </table>
      </div>`
}

/** What stands in backticks in the document. */
function inCode(words: string): (string | Html)[] {
  return words.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))
}
