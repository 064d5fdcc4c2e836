// What a page needs to know of the request it is made for.
import type { FastifyRequest } from 'fastify'
import { assets } from '../html/assets.ts'
import { type Html, html } from '../html/html.ts'
import { layout, type View } from '../html/layout.ts'
import { csrfField } from './csrf.ts'
import { takeFlashes } from './flash.ts'
import { linkField } from './link.ts'
import { visitOf } from './visit.ts'

/** The hidden field is made when a page asks for it: a page without a form costs an anonymous visitor no cookie. */
export function viewOf(request: FastifyRequest): View {
  const visit = visitOf(request)
  const user = visit.session?.user
  // Not parsed: what comes over the wire need not be a URL (`//` is none), and it only marks the navigation.
  const [path = ''] = request.url.split('?', 1)
  let csrf: Html | undefined
  return {
    site: visit.gate.settings.siteName,
    nonce: visit.nonce,
    path,
    user: user
      ? { name: user.displayName || user.username, admin: user.roles?.includes('admin') === true }
      : null,
    flashes: takeFlashes(request),
    get csrf() {
      csrf ??= withLink(csrfField(request), linkField(request))
      return csrf
    },
    assets: assets(),
    accounts: visit.gate.signInPath !== undefined,
    tokens: visit.gate.tokens !== undefined,
    uploads: visit.gate.forms !== undefined,
  }
}

function withLink(csrf: Html, link: Html | undefined): Html {
  return link === undefined ? csrf : html`${csrf}${link}`
}

/** A whole page around a host's own content, with the site's header, messages and sign-out button. */
export function page(request: FastifyRequest, title: string, main: Html): Html {
  return layout(viewOf(request), { title, main })
}
