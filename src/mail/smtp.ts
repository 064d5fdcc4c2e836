// Sending one mail over SMTP: never in clear text across a network, to one recipient exactly.
import { isIP } from 'node:net'
import { createTransport } from 'nodemailer'
import type { Delivery, Send } from './delivery.ts'
import { oneLine } from './line.ts'

const SECOND = 1000
const KIBIBYTE = 1024
/** A server that answers more than this at once is none. RFC 5321 4.5.3.1.5: 512 bytes a line. */
const MAX_ANSWER = 64 * KIBIBYTE

const SMTPS_PORT = 465
/** Submission (RFC 6409). */
const SMTP_PORT = 587

const MAX_ADDRESS = 254
const MAX_NAME = 64
const MAX_SUBJECT = 200

/** Milliseconds. */
export interface SmtpTimeouts {
  /** From looking up the name to the greeting and the end of STARTTLS. */
  connection: number
  /** Silence within the conversation; RFC 5321 4.5.3.2 would wait minutes, a queue can come back instead. */
  silence: number
  /** The whole attempt. Shorter than the worker's turn and claim, so that no two workers send one mail. */
  attempt: number
}

const TIMEOUTS: SmtpTimeouts = { connection: 10 * SECOND, silence: 30 * SECOND, attempt: 60 * SECOND }

export interface SmtpOptions {
  /** Setting `mail.smtp`: `smtps://user:password@host` or `smtp://…` (STARTTLS, unless the host is this machine). */
  url: string
  /** Setting `mail.from`: `Name <address>`, an address, or '' for the site's name and `no-reply@` the origin's host. */
  from: string
  siteName: string
  /** Setting `origin`; its host stands in Message-ID, EHLO and the default sender. */
  origin: string
  /** A certificate authority to trust instead of the public ones, PEM. */
  ca?: string | undefined
  timeouts?: SmtpTimeouts | undefined
}

/**
 * A sender for the worker. Every mail opens its own connection, so that nothing is left to close.
 * @throws Error naming the setting, never its value, when `mail.smtp` or `mail.from` is wrong
 */
export function smtpSender({ url, from, siteName, origin, ca, timeouts = TIMEOUTS }: SmtpOptions): Send {
  const server = smtpServer(url)
  const host = mailDomain(origin)
  const sender = senderAddress(from, siteName, host)
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.tls === 'from-start',
    requireTLS: server.tls === 'starttls',
    ignoreTLS: server.tls === 'none',
    ...(server.auth ? { auth: server.auth, forceAuth: true } : {}),
    name: host,
    connectionTimeout: timeouts.connection,
    socketTimeout: timeouts.silence,
    maxResponseSize: MAX_ANSWER,
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  })

  return async function sendBySmtp(mail, signal): Promise<Delivery> {
    const to = soleAddress(mail.to)
    if (to === undefined)
      return { kind: 'refused', code: 'EENVELOPE', error: 'the recipient is not one plain address' }
    try {
      await transport.sendMail({
        // Objects, since nodemailer would read a text as a list of addresses.
        envelope: { from: { name: '', address: sender.address }, to: [{ name: '', address: to }] },
        from: sender,
        to: { name: '', address: to },
        subject: oneLine(mail.subject, MAX_SUBJECT),
        text: mail.text,
        html: mail.html,
        // The same at each attempt: whoever gets a mail twice, after a crash, can tell.
        messageId: `<${mail.id}@${host}>`,
        date: new Date(mail.createdAt),
        // RFC 3834: no holiday notes and no loops in answer to this.
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeouts.attempt)]),
      })
      return { kind: 'sent' }
    } catch (error) {
      return failedDelivery(error as SmtpError, server.auth)
    }
  }
}

interface Credentials {
  user: string
  pass: string
}

interface SmtpServer {
  host: string
  port: number
  tls: 'from-start' | 'starttls' | 'none'
  auth: Credentials | undefined
}

/** RFC 3207 4.1: a STARTTLS that may be left out can be stripped by anyone on the way, so here it never may. */
function smtpServer(text: string): SmtpServer {
  const url = URL.parse(text)
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new Error('mail.smtp is not an smtp:// or smtps:// address')
  }
  if (url.search !== '' || url.hash !== '' || !/^\/?$/.test(url.pathname)) {
    throw new Error('mail.smtp has nothing after its host and port: no path, no options')
  }
  const secure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return {
    host,
    port: Number(url.port) || (secure ? SMTPS_PORT : SMTP_PORT),
    tls: secure ? 'from-start' : isLoopback(host) ? 'none' : 'starttls',
    auth: credentialsOf(url),
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function credentialsOf(url: URL): Credentials | undefined {
  if (url.username === '' && url.password === '') return undefined
  try {
    return { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
  } catch {
    throw new Error('mail.smtp: write a % in the user name or password as %25')
  }
}

/** The domain that mail comes from. An address of numbers is none; only development has one. */
function mailDomain(origin: string): string {
  const host = new URL(origin).hostname
  return isIP(host) !== 0 || host.startsWith('[') ? 'localhost' : host
}

function senderAddress(from: string, siteName: string, host: string): { name: string; address: string } {
  const [, name, inBrackets] = /^([^<>]*)<([^<>]*)>\s*$/.exec(from) ?? []
  const address = soleAddress((inBrackets ?? from).trim() || `no-reply@${host}`)
  if (address === undefined)
    throw new Error('mail.from is neither one address nor a name and one address in <>')
  const shown = name ?? (from === '' ? siteName : '')
  return { name: oneLine(shown, MAX_NAME).replace(/^"(.*)"$/, '$1'), address }
}

/** No blanks, no controls, none of RFC 5322 3.2.3's specials: where these stand, a second recipient could. */
const SOLE_ADDRESS =
  /^[^\s\p{Cc}\p{Cs}\p{Bidi_Control}"(),:;<>@[\]\\]+@[^\s\p{Cc}\p{Cs}\p{Bidi_Control}"(),:;<>@[\]\\]+$/u

/**
 * `text` when it is one plain address, else undefined. Quoted local parts and domain literals are not plain, and
 * neither is what becomes two addresses in a server that reads `\uFF0C` as a comma (Unicode's compatibility forms) or
 * decodes an encoded word (RFC 2047 5 forbids both in an address; portswigger.net/research/splitting-the-email-atom).
 */
function soleAddress(text: string): string | undefined {
  const plain = [text, text.normalize('NFKC')].every((form) => SOLE_ADDRESS.test(form))
  return plain && !text.includes('=?') && text.length <= MAX_ADDRESS ? text : undefined
}

/** What nodemailer tells of a failure. */
interface SmtpError extends Error {
  code?: string
  command?: string
  responseCode?: number
  permanent?: boolean
}

/** Steps whose refusal speaks of this mail; every other one speaks of the server or our account there. */
const ABOUT_THIS_MAIL = ['RCPT TO', 'DATA']
/** A server that closes, whatever the step was (RFC 5321 3.8). */
const CLOSING = 421

function failedDelivery(error: SmtpError, auth: Credentials | undefined): Delivery {
  const { code = 'UNKNOWN', command = '', responseCode, permanent = false } = error
  const aboutThisMail =
    responseCode !== undefined && responseCode !== CLOSING && ABOUT_THIS_MAIL.includes(command)
  return {
    kind: !aboutThisMail ? 'unreachable' : permanent ? 'refused' : 'deferred',
    code: responseCode === undefined ? code : `${code} ${responseCode}`,
    error: withoutCredentials(error.message, auth),
  }
}

/** A server may repeat what it was sent, and its words go into the outbox row. */
function withoutCredentials(text: string, auth: Credentials | undefined): string {
  if (auth === undefined) return text
  const secrets = [`\0${auth.user}\0${auth.pass}`, auth.pass]
  return secrets
    .flatMap((secret) => [Buffer.from(secret).toString('base64'), encodeURIComponent(secret), secret])
    .filter((secret) => secret !== '')
    .reduce((safe, secret) => safe.replaceAll(secret, '…'), text)
}
