// Recovery codes: ten, shown once, kept as hashes, each good for one sign-in. NIST SP 800-63B-4 3.1.2 and 4.2.1, ASVS V6.5.
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import { hashToken } from '../../crypto/token.ts'
import type { Database } from '../../store/schema.ts'

const RECOVERY_CODES = 10
/** 80 bits, above the 64 that NIST asks for: 16 characters. Nobody guesses one from its hash. */
const CODE_BYTES = 10
/** RFC 4648 base32: no 0, 1 and 8, which people take for letters. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const CODE = /^[A-Z2-7]{16}$/

/** Takes the place of all older ones. Returns them as shown, this once: `ABCD-EFGH-IJKL-MNOP`. */
export async function makeRecoveryCodes(
  tx: Kysely<Database>,
  userId: string,
  now: number,
): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newCode)
  await tx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute()
  await tx
    .insertInto('recovery_codes')
    .values(
      codes.map((code) => ({ id: idOf(userId, code), user_id: userId, created_at: now, used_at: null })),
    )
    .execute()
  return codes.map(grouped)
}

function newCode(): string {
  let bits = ''
  for (const byte of randomBytes(CODE_BYTES)) bits += byte.toString(2).padStart(8, '0')
  return bits.replace(/.{5}/g, (five) => ALPHABET[Number.parseInt(five, 2)]!)
}

function grouped(code: string): string {
  return code.match(/.{4}/g)!.join('-')
}

/** Uses one up: of any number of callers one gets true. */
export async function useRecoveryCode(
  tx: Kysely<Database>,
  { userId, code, now }: { userId: string; code: string; now: number },
): Promise<boolean> {
  const typed = readCode(code)
  if (typed === undefined) return false
  const { numUpdatedRows } = await tx
    .updateTable('recovery_codes')
    .set({ used_at: now })
    .where('id', '=', idOf(userId, typed))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** As typed: in any case, grouped or not, with the digits that people read into letters. */
function readCode(given: string): string | undefined {
  const typed = given
    .normalize('NFKC')
    .replace(/[\s\p{Pd}]/gu, '')
    .toUpperCase()
    .replaceAll('0', 'O')
    .replaceAll('1', 'I')
    .replaceAll('8', 'B')
  return CODE.test(typed) ? typed : undefined
}

/** Whether text looks like a recovery code rather than one of an authenticator app. */
export function looksLikeRecoveryCode(given: string): boolean {
  return readCode(given) !== undefined
}

export async function recoveryCodesLeft(db: Kysely<Database>, userId: string): Promise<number> {
  const rows = await db
    .selectFrom('recovery_codes')
    .select('id')
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .execute()
  return rows.length
}

export async function dropRecoveryCodes(tx: Kysely<Database>, userId: string): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute()
}

/** Bound to the account: the same code of another one is another row. */
function idOf(userId: string, code: string): string {
  return hashToken(`${userId} ${code}`)
}
