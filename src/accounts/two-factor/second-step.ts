// The second step of a sign-in: a code of the authenticator app or a recovery code, for a challenge that stands.
import type { ProofMethod } from '../../backend.ts'
import type { Account } from '../account.ts'
import { type Acting, noteActivity, transactionWithActivity } from '../activity/activity.ts'
import { type Challenge, consumeChallenge, countTry, findChallenge } from '../login/challenge.ts'
import type { AccountsBackend } from '../needs.ts'
import { noticeToOwner } from '../owner-mail.ts'
import { clearGuesses, reserveGuess, throttleId } from '../throttle.ts'
import { acceptCode } from './authenticator.ts'
import { recoveryCodeUsedMail } from './recovery-code-used.mail.ts'
import { looksLikeRecoveryCode, recoveryCodesLeft, useRecoveryCode } from './recovery-codes.ts'

export type SecondStep =
  /** Everything proven, both steps together: what a session may be opened with. */
  | { kind: 'proven'; account: Account; proven: ProofMethod[]; knownDevice: boolean }
  | { kind: 'wrong' }
  /** @property retryAfter seconds */
  | { kind: 'throttled'; retryAfter: number }
  /** The challenge is used, too old, tried too often, or its account has changed: the password is asked for again. */
  | { kind: 'over' }

/**
 * Wrong codes are counted for each challenge and, with the account's waits, for each account: starting anew resets
 * neither (ASVS V6.3.1, V6.6.3). A right one is used up together with the challenge in one transaction.
 */
export async function takeSecondStep(
  backend: AccountsBackend,
  { challenge: token, code, by }: { challenge: string; code: string; by: Acting },
): Promise<SecondStep> {
  const { store, keys, settings, now } = backend
  const challenge = await findChallenge(store.db, token, now())
  if (challenge === undefined) return { kind: 'over' }
  const userId = challenge.account.id
  const counter = throttleId(keys, { secondFactorOf: userId })
  const guess = await reserveGuess(store.db, counter, settings.throttle, now())
  if (guess.kind === 'throttled') return guess
  if (!(await countTry(store.db, token, now()))) return { kind: 'over' }
  const outcome = await spend(backend, { token, userId, code, by })
  if (outcome === 'wrong') {
    await noteActivity(backend, { userId, kind: 'second-factor-failed', by })
    return { kind: 'wrong' }
  }
  if (outcome === 'over') return { kind: 'over' }
  await clearGuesses(store.db, [counter])
  return outcome
}

async function spend(
  backend: AccountsBackend,
  { token, userId, code, by }: { token: string; userId: string; code: string; by: Acting },
): Promise<(SecondStep & { kind: 'proven' }) | 'wrong' | 'over'> {
  const { keys, now } = backend
  let queued = false
  try {
    return await transactionWithActivity(backend, async (tx, note) => {
      queued = false
      const recovery = looksLikeRecoveryCode(code)
      const right = recovery
        ? await useRecoveryCode(tx, { userId, code, now: now() })
        : await acceptCode(tx, keys, { userId, code, now: now() })
      if (!right) return 'wrong'
      const challenge = await consumeChallenge(tx, token, now())
      // Rolled back, so that a code isn't spent on a challenge that somebody else was quicker to use.
      if (challenge === undefined) throw new ChallengeOver()
      if (recovery) {
        const left = await recoveryCodesLeft(tx, userId)
        await note({ userId, kind: 'recovery-code-used', by, detail: { left } })
        const { siteName: site, origin } = backend.settings
        const { username } = challenge.account
        await noticeToOwner(
          tx,
          challenge.account,
          recoveryCodeUsedMail({ site, origin, username, left }),
          now(),
        )
        queued = true
      }
      return provenBy(challenge, recovery ? 'recovery-code' : 'authenticator-code')
    })
  } catch (error) {
    if (error instanceof ChallengeOver) return 'over'
    throw error
  } finally {
    if (queued) backend.nudgeMail()
  }
}

class ChallengeOver extends Error {}

function provenBy(
  { account, proven, knownDevice }: Challenge,
  method: ProofMethod,
): SecondStep & { kind: 'proven' } {
  return { kind: 'proven', account, proven: [...proven, method], knownDevice }
}
