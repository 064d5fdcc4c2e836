// The whole document around a page: head, header with the way out, messages, main part, footer.
import type { Assets } from './assets.ts'
import { type Html, html } from './html.ts'

/** What every page needs to know of the request it answers. */
export interface View {
  /** The site's name: in the header and at the end of each title. */
  site: string
  /** This response's CSP nonce. */
  nonce: string
  /** The path of this page, to mark it in the navigation. */
  path: string
  user: { name: string; admin?: boolean } | null
  flashes: { kind: 'info' | 'success' | 'error'; text: string }[]
  /** The hidden CSRF field, for every form that posts. */
  csrf: Html
  assets: Assets
  /** Further entries of a host app's navigation. */
  navigation?: readonly { href: string; label: string }[]
  /** false where the account pages are not served: no links to them in the header. */
  accounts?: boolean
  /** false where there is no API: no link to the tokens for it. */
  tokens?: boolean
  /** false where nobody can keep files: no link to theirs. */
  uploads?: boolean
}

export interface Page {
  /** What the title says before the site's name. */
  title: string
  /** One `h1` and what follows. */
  main: Html
  /** For a page with columns; others keep to a width that reads well. */
  wide?: boolean
}

/**
 * The whole document. Holds no inline script or style, so that the strictest CSP fits. Its own text is ASCII: one
 * character above U+00FF, and V8 keeps and copies the whole page in two bytes a character.
 */
export function layout(view: View, page: Page): Html {
  const { css, script, icon } = view.assets
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${page.title} &ndash; ${view.site}</title>
    <meta name="color-scheme" content="light dark">
    <meta name="theme-color" content="#f7f4ee" media="(prefers-color-scheme: light)">
    <meta name="theme-color" content="#14181a" media="(prefers-color-scheme: dark)">
    <link rel="icon" type="image/svg+xml" href="${icon.path}">
    <link rel="stylesheet" href="${css.path}" integrity="${css.integrity}">
    <script type="module" src="${script.path}" nonce="${view.nonce}" integrity="${script.integrity}"></script>
  </head>
  <body>
    <a class="skip" href="#main">Skip to the content</a>
    ${header(view)}
    <main id="main" class="${page.wide ? 'wide' : 'narrow'}" tabindex="-1">
      ${flashes(view)}
      ${page.main}
    </main>
    <footer class="site-footer">
      <p>${view.site}</p>
    </footer>
  </body>
</html>
`
}

function header(view: View): Html {
  return html`<header class="site-header">
      <div class="site-header-row">
        <a class="brand" href="/">
          <img src="${view.assets.logo.path}" alt="" width="32" height="32">
          <span>${view.site}</span>
        </a>
        <nav aria-label="Site">
          <ul>
            ${view.navigation?.map(({ href, label }) => navigationLink(view, href, label))}
            ${view.accounts !== false && (view.user ? signedIn(view, view.user.name) : signedOut(view))}
          </ul>
        </nav>
      </div>
    </header>`
}

function signedOut(view: View): Html {
  return html`${navigationLink(view, '/login', 'Sign in')} ${navigationLink(view, '/register', 'Create account')}`
}

/** The way out stands on every page of a signed-in visit (ASVS V7.4.4), and is a POST: no link can sign anyone out. */
function signedIn(view: View, name: string): Html {
  return html`${navigationLink(view, '/dashboard', html`<bdi class="user-name">${name}</bdi>`)}
            <li>
              <form method="post" action="/logout">
                ${view.csrf}
                <button class="button button-quiet" type="submit">Sign out</button>
              </form>
            </li>`
}

function navigationLink(view: View, href: string, label: string | Html): Html {
  return html`<li><a href="${href}" aria-current="${view.path === href && 'page'}">${label}</a></li>`
}

const FLASH_WORDS = { info: 'Note', success: 'Done', error: 'Problem' } as const

const FLASH_SIGNS = {
  info: html`<path d="M12 11v5M12 8v.01" />`,
  success: html`<path d="m8 12.5 2.8 2.800L16 9.5" />`,
  error: html`<path d="M12 7.500v5M12 16v.01" />`,
} as const

/** The kind stands in a word and in a sign, since a colour alone tells some people nothing (WCAG 1.4.1). */
function flashes(view: View): Html | undefined {
  if (view.flashes.length === 0) return undefined
  return html`<div class="flashes">${view.flashes.map(flash)}</div>`
}

function flash({ kind, text }: View['flashes'][number]): Html {
  return html`
        <div class="flash flash-${kind}" role="status">
          <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
            <circle cx="12" cy="12" r="9.5" />${FLASH_SIGNS[kind]}
          </svg>
          <p><span class="visually-hidden">${FLASH_WORDS[kind]}: </span>${text}</p>
        </div>`
}
