// A real SMTP server on this machine that keeps what it is sent.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface ReceivedMail {
  from: string
  to: string[]
  /** Whether the connection was encrypted. */
  secure: boolean
  user: string | undefined
  raw: string
  parsed: ParsedMail
}

export interface MailServer {
  port: number
  /** `smtp://127.0.0.1:PORT` */
  url: string
  mails: ReceivedMail[]
  /** Every address of a RCPT TO command, taken or not. */
  recipients: string[]
  /** Resolves when so many mails have come in all. */
  received(count: number): Promise<void>
  close(): Promise<void>
}

export interface MailServerOptions extends SMTPServerOptions {
  /** Runs before a mail is taken; a throw refuses it with the error's `responseCode`. */
  beforeTaking?: () => Promise<void> | void
  /** Runs when a mail is taken, before the client is told. */
  onTaken?: (mail: ReceivedMail) => void
  /** A throw refuses the recipient. */
  onRecipient?: (address: string) => void
}

/** An error that the server answers with this code. */
export function reply(responseCode: number, message = 'as the test asked'): Error {
  return Object.assign(new Error(message), { responseCode })
}

/** Starts one on `port`, or any free one. Without a certificate it offers no STARTTLS. */
export async function startMailServer(options: MailServerOptions = {}, port = 0): Promise<MailServer> {
  const { beforeTaking, onTaken, onRecipient, ...serverOptions } = options
  const mails: ReceivedMail[] = []
  const recipients: string[] = []
  let waiting: { count: number; resolve: () => void }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.cert === undefined ? ['STARTTLS'] : [],
    logger: false,
    onRcptTo({ address }, _session, done) {
      recipients.push(address)
      settle(() => onRecipient?.(address), done)
    },
    onData(stream, session, done) {
      settle(async () => {
        const raw = Buffer.concat(await stream.toArray()).toString()
        await beforeTaking?.()
        const mail = {
          from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
          to: session.envelope.rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: session.user,
          raw,
          parsed: await simpleParser(raw),
        }
        mails.push(mail)
        onTaken?.(mail)
        for (const one of waiting) if (mails.length >= one.count) one.resolve()
        waiting = waiting.filter((one) => mails.length < one.count)
      }, done)
    },
    ...serverOptions,
  })
  // A client that hangs up on our certificate is what some tests are about.
  server.on('error', () => undefined)
  server.listen(port, '0.0.0.0')
  await once(server.server, 'listening')
  const bound = (server.server.address() as AddressInfo).port
  return {
    port: bound,
    url: `smtp://127.0.0.1:${bound}`,
    mails,
    recipients,
    received: (count) =>
      new Promise((resolve) => {
        if (mails.length >= count) resolve()
        else waiting.push({ count, resolve })
      }),
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

function settle(work: () => Promise<void> | void, done: (error?: Error | null) => void): void {
  Promise.resolve()
    .then(work)
    .then(() => done(), done)
}
