// GET /admin, GET /admin/accounts/ID and a POST for each act: what administrators see and do.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { formsOnly } from '../../shield/body.ts'
import { flash } from '../../shield/flash.ts'
import { requireRecentProof, requireRole, requireTwoFactors, signedInUser } from '../../shield/guards.ts'
import { Refusal } from '../../shield/refusal.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf, visitOf } from '../../shield/visit.ts'
import type { Account } from '../account.ts'
import { activityTable } from '../activity/activity.page.ts'
import { readSeq } from '../activity/activity.routes.ts'
import { eventInWords } from '../activity/in-words.ts'
import { readFields, text } from '../fields.ts'
import { ADMIN_ROLE, ROLE_NAME_IN_WORDS, TOO_MANY_ROLES_IN_WORDS } from '../roles.ts'
import { type Administrator, actAsAdministrator, actNames } from './act.ts'
import { adminPage } from './admin.page.ts'
import { searchAccounts } from './find.ts'
import { DONE, UNCHANGED } from './in-words.ts'
import { lookAtAccount } from './look.ts'
import { type OneAccount, oneAccountPage } from './one-account.page.ts'

/** For each page and each act, from one address: more than a person reads, less than a script copies. */
const LIMIT = '120 per minute'
/** What an id can be; anything else has no page. */
const ID = /^[\w-]{1,64}$/
const SEARCH = { q: text, after: text }
const FIELDS = { role: text }
const UNREADABLE = 'This can’t be searched for.'

export function adminRoutes(app: FastifyInstance, backend: Backend): void {
  const config = { shield: { limit: LIMIT } }
  const guards = [requireRole(ADMIN_ROLE), requireSecondFactor]

  app.get('/admin', { config, preHandler: guards }, async (request) => {
    const asked = readFields(SEARCH, request.query)
    const { q: query, after } = asked.values
    // What can't be read comes as '', which would find everybody.
    if (asked.kind === 'invalid')
      return adminPage(viewOf(request), {
        query,
        accounts: [],
        first: true,
        after: undefined,
        problem: UNREADABLE,
      })
    const found = await searchAccounts(backend.store, { query, after })
    const accounts = found.accounts.map(shown)
    return adminPage(viewOf(request), { query, accounts, first: after === '', after: found.after })
  })

  app.get('/admin/accounts/:id', { config, preHandler: guards }, (request) => showAccount(request))

  async function showAccount(request: FastifyRequest, role?: OneAccount['role']) {
    const before = readSeq((request.query as { before?: unknown }).before)
    const look = await lookAtAccount(backend, administrator(request), {
      accountId: accountId(request),
      before,
    })
    if (look === undefined) throw new Refusal('not-found')
    const { account, events, older, self } = look
    return oneAccountPage(viewOf(request), {
      ...shown(account),
      displayName: account.displayName,
      self,
      activity: events.length === 0 ? undefined : activityTable(events.map(eventInWords)),
      older,
      newest: before === undefined,
      role,
    })
  }

  const acting = { config, onRequest: formsOnly, preHandler: [...guards, requireRecentProof] }

  for (const act of actNames) {
    app.post(`/admin/accounts/:id/${act}`, acting, async (request, reply) => {
      const withRole = act === 'grant' || act === 'revoke'
      const role = withRole ? readFields(FIELDS, request.body).values.role.trim() : ''
      const asked = { act, accountId: accountId(request), role }
      const acted = await actAsAdministrator(backend, administrator(request), asked)
      switch (acted.kind) {
        case 'no-session':
          throw new Refusal('sign-in-needed')
        case 'not-admin':
          throw new Refusal('forbidden')
        case 'unknown':
          throw new Refusal('not-found')
        case 'bad-name':
        case 'too-many': {
          const problem = acted.kind === 'bad-name' ? ROLE_NAME_IN_WORDS : TOO_MANY_ROLES_IN_WORDS
          return reply.code(422).send(await showAccount(request, { value: role, problem }))
        }
        case 'self':
          flash(request, 'error', 'This is your own account: as an administrator you can’t act on it.')
          break
        case 'not-sent':
          flash(
            request,
            'error',
            'No link was sent: three an hour are the most, and none goes to an account that is suspended or leaving.',
          )
          break
        case 'unchanged':
          flash(request, 'info', UNCHANGED[act](acted.username, role))
          break
        case 'done':
          flash(request, 'success', DONE[act](acted.username, role))
          break
      }
      return reply.redirect(`/admin/accounts/${asked.accountId}`, 303)
    })
  }
}

/** What the setting `admin.secondFactor` asks for. A session that was minted by a password alone has proved nothing else. */
function requireSecondFactor(
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  if (visitOf(request).gate.settings.admin.secondFactor) requireTwoFactors(request, reply, done)
  else done()
}

/** @throws Refusal `not-found` for what can be nobody's id */
function accountId(request: FastifyRequest): string {
  const { id } = request.params as { id: string }
  if (!ID.test(id)) throw new Refusal('not-found')
  return id
}

function administrator(request: FastifyRequest): Administrator {
  return {
    id: signedInUser(request).id,
    sessionId: visitOf(request).session!.id,
    client: clientOf(request),
  }
}

function shown(account: Account) {
  const { id, username, email, emailVerifiedAt, state, roles, createdAt, lastSignInAt, deletesAt } = account
  return {
    secondFactor: account.secondFactor,
    id,
    username,
    email,
    emailVerified: emailVerifiedAt !== null,
    state,
    roles,
    createdAt: new Date(createdAt),
    lastSignInAt: lastSignInAt === null ? undefined : new Date(lastSignInAt),
    deletesAt: deletesAt === null ? undefined : new Date(deletesAt),
  }
}
