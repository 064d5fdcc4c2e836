// Reads whatever stands behind `Bearer`: an access token or a personal one. What the shield's guard asks.
import { verifyAccessToken } from './access-token.ts'
import type { ApiBackend } from './needs.ts'
import { findPersonalToken, looksLikePersonalToken } from './personal-tokens.ts'
import type { Principal } from './principal.ts'
import { isStillGood } from './still-good.ts'

export function tokenReader(backend: ApiBackend) {
  return {
    read: (token: string): Promise<Principal | undefined> =>
      looksLikePersonalToken(token) ? findPersonalToken(backend, token) : verifyAccessToken(backend, token),
    isStillGood: (principal: Principal) => isStillGood(backend, principal),
    twoFactorsName: 'two-factor',
  }
}
