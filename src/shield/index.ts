// `portcullis/shield`: the security layer alone, for the routes of any Fastify app.

export { compileLimits } from '../limits/parse.ts'
export { type AssuranceMethod, isFreshTwoFactor, isTwoFactor } from './assurance.ts'
export { formsOnly } from './body.ts'
export { csrfField, csrfToken } from './csrf.ts'
export { wantsPage } from './errors.ts'
export { type Flash, type FlashKind, flash } from './flash.ts'
export { formRefusals } from './form-refusals.ts'
export type { PendingForm } from './gate.ts'
export {
  currentUser,
  requireRecentProof,
  requireRole,
  requireTwoFactors,
  requireUser,
  requireVerifiedEmail,
  signedInUser,
} from './guards.ts'
export { limitBy } from './limits.ts'
export { dropLinkToken, keepLinkToken, linkTokenOf, takeLinkToken } from './link.ts'
export { ownPath } from './redirect.ts'
export { Refusal, type RefusalCode, refusals } from './refusal.ts'
export type { RouteShield } from './route.ts'
export { endSession, renewSession, type SignIn, startSession } from './session.ts'
export type {
  MaybePromise,
  NewSession,
  SessionRecord,
  SessionStore,
  SessionUser,
} from './session-store.ts'
export { type SessionHandle, type SessionValues, sessionOf } from './session-values.ts'
export { type ShieldOptions, type ShieldParts, shield } from './shield.ts'
export {
  principalOf,
  requireToken,
  type TokenNeeds,
  tokenHolder,
} from './token-guard.ts'
export type { Principal, TokenReader } from './token-reader.ts'
export { page, viewOf } from './view.ts'
export { clientOf } from './visit.ts'
