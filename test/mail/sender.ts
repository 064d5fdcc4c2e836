// What the tests of SMTP share: a mail, a sender for it, and a server.
import type { Delivery } from '../../src/mail/delivery.ts'
import type { ClaimedMail } from '../../src/mail/queue.ts'
import { type SmtpOptions, smtpSender } from '../../src/mail/smtp.ts'

export const MAIL: ClaimedMail = {
  id: 'k3Yz_-0123456789abcdef',
  to: 'ada@example.test',
  subject: 'Grüße & <b>',
  text: 'Plain text, ünïcode.\n.\nAfter a lone dot.',
  html: '<p>Hello &amp; welcome</p>',
  createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  attempts: 1,
  claimedUntil: 0,
}

const UNCUT = new AbortController().signal

export function sender(
  options: Partial<SmtpOptions>,
): (mail: ClaimedMail, signal?: AbortSignal) => Promise<Delivery> {
  const send = smtpSender({ url: '', from: '', siteName: 'Tower', origin: 'https://tower.test', ...options })
  return (mail, signal = UNCUT) => send(mail, signal)
}
