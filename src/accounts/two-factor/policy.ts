// Who has to have a second factor, and what the settings allow around it. Setting `secondFactor`.
import type { Settings } from '../../config/settings.ts'

/** Whether the policy asks for one; from when on depends on the grace period. */
export function needsFactor({ secondFactor }: Settings, roles: readonly string[]): boolean {
  switch (secondFactor.policy) {
    case 'optional':
      return false
    case 'roles':
      return roles.some((role) => secondFactor.roles.includes(role))
    case 'all':
      return true
  }
}

export function mayRemember({ secondFactor }: Settings): boolean {
  return allowed(secondFactor.remember, secondFactor.strict)
}

export function mayRemoveByMail({ secondFactor }: Settings): boolean {
  return allowed(secondFactor.removal, secondFactor.strict)
}

function allowed(choice: 'auto' | 'allowed' | 'off', strict: boolean): boolean {
  return choice === 'auto' ? !strict : choice === 'allowed'
}
