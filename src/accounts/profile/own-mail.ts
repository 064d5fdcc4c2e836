// Which mails of the outbox are an account's: those to its address, in any case.
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Account } from '../account.ts'

/**
 * For `where` on the outbox. An address keeps the spelling in which it was typed; SQLite folds ASCII letters alone, so
 * that the address as it stands in the account counts beside the folded one.
 */
export function isMailTo({
  email,
  emailKey,
}: Pick<Account, 'email'> & { emailKey: string }): Expression<SqlBool> {
  return sql<SqlBool>`(recipient = ${email} or lower(recipient) = ${emailKey})`
}
