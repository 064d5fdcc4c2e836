// The frame of a signed-in person's own pages: the site's layout with a list of these pages beside the content.
import { type Html, html } from './html.ts'
import { layout, type Page, type View } from './layout.ts'

const TOKENS_PAGE = { href: '/tokens', label: 'Access tokens' } as const

const UPLOADS_PAGE = { href: '/uploads', label: 'Files' } as const

const PAGES = [
  { href: '/dashboard', label: 'Overview' },
  { href: '/profile', label: 'Profile' },
  { href: '/email/change', label: 'E-mail address' },
  { href: '/password/change', label: 'Password' },
  { href: '/two-factor', label: 'Second factor' },
  { href: '/passkeys', label: 'Passkeys' },
  { href: '/sessions', label: 'Sessions' },
  UPLOADS_PAGE,
  TOKENS_PAGE,
  { href: '/activity', label: 'Activity' },
] as const

const ADMIN_PAGE = { href: '/admin', label: 'Administration' } as const

/** A page of the account that is signed in. `main` begins with its `h1`. */
export function accountLayout(view: View, { title, main }: Omit<Page, 'wide'>): Html {
  const own = PAGES.filter(
    (page) =>
      !(page === TOKENS_PAGE && view.tokens === false) && !(page === UPLOADS_PAGE && view.uploads === false),
  )
  const pages = view.user?.admin === true ? [...own, ADMIN_PAGE] : own
  return layout(view, {
    title,
    wide: true,
    main: html`<div class="account">
      <nav class="account-nav" aria-label="Your account">
        <ul>
          ${pages.map(({ href, label }) => html`<li><a href="${href}" aria-current="${isAt(view.path, href) && 'page'}">${label}</a></li>`)}
        </ul>
      </nav>
      <div class="account-page">
        ${main}
      </div>
    </div>`,
  })
}

/** Pages below one of the list belong to it. */
function isAt(path: string, href: string): boolean {
  return path === href || path.startsWith(`${href}/`)
}
