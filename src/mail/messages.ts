// What the mails say: one function a mail, each with its subject, its plain text and its HTML.
import { type Html, html } from '../html/html.ts'
import { oneLine } from './line.ts'

/** Longest site or user name shown, in code points. */
const MAX_NAME = 64

export interface Message {
  subject: string
  text: string
  html: string
}

/** What a mail about an account speaks of. `origin` is the setting, never a request's Host. */
export interface AccountMail {
  /** The site's name, as the settings have it. */
  site: string
  /** `https://example.org`, without a path. */
  origin: string
  /** The name of the account that belongs to the receiving address. */
  username: string
}

/** The first mail to the owner of a new account. */
export function welcomeMail({ site, origin, username }: AccountMail): Message {
  const name = oneLine(site, MAX_NAME)
  const hello = greeting(username)
  const signIn = new URL('/login', origin).href
  return {
    subject: `Welcome to ${name}`,
    text: paragraphs(
      hello,
      `Your account at ${name} is ready. Sign in here:`,
      signIn,
      'If you did not register, somebody typed your address by mistake. You need not do anything.',
    ),
    html: page(html`
      <p>${hello}</p>
      <p>Your account at ${name} is ready.</p>
      <p><a href="${signIn}">Sign in</a></p>
      <p>If you did not register, somebody typed your address by mistake. You need not do anything.</p>`),
  }
}

/**
 * To the owner of an address with which somebody tried to register once more. The page answers that person as it
 * answers everybody (ASVS V6.3.8); only the owner learns that an account exists. `username` is the existing
 * account's: the name just tried was chosen by a stranger and must not reach the owner's eyes.
 */
export function registrationAttemptMail({ site, origin, username }: AccountMail): Message {
  const name = oneLine(site, MAX_NAME)
  const hello = greeting(username)
  const signIn = new URL('/login', origin).href
  return {
    subject: `You already have an account at ${name}`,
    text: paragraphs(
      hello,
      `Somebody tried to register at ${name} with your e-mail address. You already have an account, so nothing was changed.`,
      'If that was you, sign in here:',
      signIn,
      'If it was not you, you need not do anything.',
    ),
    html: page(html`
      <p>${hello}</p>
      <p>Somebody tried to register at ${name} with your e-mail address.
        You already have an account, so nothing was changed.</p>
      <p>If that was you: <a href="${signIn}">sign in</a>.</p>
      <p>If it was not you, you need not do anything.</p>`),
  }
}

/**
 * Mail programs turn `a.example` or `www.a` into links by themselves. A registration form must not let strangers
 * put links of their choice into other people's mail, so a name that could become one is not shown.
 */
const COULD_BECOME_A_LINK = /[/:@\\]|www\.|\.\p{L}{2,}/iu

function greeting(username: string): string {
  const name = oneLine(username, MAX_NAME)
  return name === '' || COULD_BECOME_A_LINK.test(name) ? 'Hello,' : `Hello ${name},`
}

function paragraphs(...lines: string[]): string {
  return `${lines.join('\n\n')}\n`
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
