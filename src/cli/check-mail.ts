// What `portcullis check` finds in the outbox: mail that was given up, and mail that waits too long.
import { outboxTrouble, type TroubledMail } from '../mail/trouble.ts'
import type { Store } from '../store/open.ts'
import type { JudgedFinding } from './checklist.ts'
import { printable } from './output.ts'

/** Nobody's address, no text and no credentials are told: what is printed here is read in logs and in tickets. */
export async function judgeMail(store: Store, now: number): Promise<JudgedFinding[]> {
  const { dead, deadInAll, late, oldest } = await outboxTrouble(store.db, now)
  const findings = dead.map((mail) => advice('mail-dead', `${inWords(mail)}, was given up: ${fate(mail)}`))
  const more = deadInAll - dead.length
  if (more > 0) findings.push(advice('mail-dead', `and ${more} more mails were given up`))
  if (oldest !== undefined) {
    const words = `mails that have been waiting for more than an hour: ${late}; longest ${inWords(oldest)}: ${fate(oldest)}`
    findings.push(advice('mail-waiting', words))
  }
  return findings
}

function inWords({ id, subject, createdAt }: TroubledMail): string {
  return `mail ${printable(id)} ("${printable(subject)}"), written ${new Date(createdAt).toISOString()}`
}

function fate({ attempts, lastError }: TroubledMail): string {
  return `attempts: ${attempts}${lastError === '' ? '' : `, the last error: ${printable(lastError)}`}`
}

function advice(code: string, words: string): JudgedFinding {
  return { state: 'advice', code, words }
}
