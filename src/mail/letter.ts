// One letter, two versions: what it says is written once and comes out as plain text and as HTML.
import { type Html, html } from '../html/html.ts'
import { oneLine } from './line.ts'

/** Longest site or user name shown, in code points. */
const MAX_NAME = 64

export interface Message {
  subject: string
  text: string
  html: string
}

export interface Letter {
  subject: string
  /** The name of the account that belongs to the receiving address. */
  username: string
  /** Paragraphs in their order; a link stands on a line of its own. */
  body: readonly (string | LetterLink)[]
}

export interface LetterLink {
  label: string
  /** An absolute address of the site, made of the setting `origin`. */
  href: string
}

/** Texts are plain: whatever stands in them is escaped in the HTML version. */
export function writeLetter({ subject, username, body }: Letter): Message {
  const hello = greeting(username)
  return {
    subject: oneLine(subject, 2 * MAX_NAME),
    text: `${[hello, ...body.map(inText)].join('\n\n')}\n`,
    html: page(html`<p>${hello}</p>${body.map(inHtml)}`),
  }
}

/** A site's name as it stands in a letter. */
export function siteName(site: string): string {
  return oneLine(site, MAX_NAME)
}

/** An address of the site. `origin` is the setting, never a request's Host. */
export function siteLink(origin: string, path: string, token?: string): string {
  const url = new URL(path, origin)
  if (token !== undefined) url.searchParams.set('token', token)
  return url.href
}

function inText(part: string | LetterLink): string {
  return typeof part === 'string' ? part : `${part.label}:\n${part.href}`
}

function inHtml(part: string | LetterLink): Html {
  return typeof part === 'string'
    ? html`
      <p>${part}</p>`
    : html`
      <p><a href="${part.href}">${part.label}</a></p>`
}

/**
 * Mail programs turn `a.example` or `www.a` into links by themselves. A registration form must not let strangers
 * put links of their choice into other people's mail, so a name that could become one is not shown.
 */
const COULD_BECOME_A_LINK = /[/:@\\]|www\.|\.\p{L}{2,}/iu

/** What a stranger chose, as it may stand in a letter: '' when it could be read as something else. */
function harmlessName(name: string): string {
  const short = oneLine(name, MAX_NAME)
  return COULD_BECOME_A_LINK.test(short) ? '' : short
}

function greeting(username: string): string {
  const name = harmlessName(username)
  return name === '' ? 'Hello,' : `Hello ${name},`
}

function page(body: Html): string {
  return html`<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"></head>
  <body>${body}
  </body>
</html>
`.toString()
}
