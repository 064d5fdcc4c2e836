// A new password, wherever it is set: the policy, then the breach look-up if that is switched on.
import { isBreached } from './breach.ts'
import type { AccountsBackend } from './needs.ts'
import { checkPassword } from './password-policy.ts'

/** What is wrong with a new password, in words for the person; undefined when nothing is. Takes no part in a transaction. */
export async function newPasswordProblem(
  { settings, log }: Pick<AccountsBackend, 'settings' | 'log'>,
  password: string,
  account: { username: string; email: string },
): Promise<string | undefined> {
  const { minLength, maxLength, breachLookup, breachEndpoint, breachTimeout } = settings.password
  const host = URL.parse(settings.origin)?.hostname ?? ''
  const context = { ...account, siteName: settings.siteName, host, minLength, maxLength }
  const problem = checkPassword(password, context)
  if (problem !== undefined || !breachLookup) return problem
  if (!(await isBreached(password, { endpoint: breachEndpoint, timeout: breachTimeout, log })))
    return undefined
  return 'This password is known from a breach of another site. Please choose one that you use nowhere else.'
}
