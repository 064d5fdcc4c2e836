// GET /passkeys, POST /passkeys/rename, /passkeys/remove, /passkeys/add/begin and /finish: an account's own passkeys.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Backend } from '../../backend.ts'
import { formsOnly } from '../../shield/body.ts'
import { type FlashKind, flash } from '../../shield/flash.ts'
import { requireRecentProof, requireUser, signedInUser } from '../../shield/guards.ts'
import { Refusal } from '../../shield/refusal.ts'
import { renewSession } from '../../shield/session.ts'
import { viewOf } from '../../shield/view.ts'
import { visitOf } from '../../shield/visit.ts'
import { readFields, text } from '../fields.ts'
import { addPasskey, beginAdding } from './add.ts'
import { actorOf, problem, readCall, refuse, scriptCall } from './call.routes.ts'
import { type Changer, removePasskey, renamePasskey } from './manage.ts'
import { addButton, passkeySignals } from './passkey-button.page.ts'
import { NEW_NAME, passkeysPage, type ShownPasskey } from './passkeys.page.ts'
import { listPasskeys, MOST_PASSKEYS } from './passkeys.ts'
import { relyingParty, userHandleOf } from './relying-party.ts'
import { attestationResponse } from './response.ts'

const PAGE = '/passkeys'
const FIELDS = { passkey: text, name: text }
const BEGIN = z.strictObject({ silently: z.boolean().optional() })
const FINISH = z.strictObject({
  credential: attestationResponse,
  name: text,
  silently: z.boolean().optional(),
})
const WRONG = 'The passkey could not be added. Please try again.'
const KNOWN = 'This passkey is in use already.'
const FULL = `An account has ${MOST_PASSKEYS} passkeys at most. Remove one first.`

export function managePasskeysRoutes(app: FastifyInstance, backend: Backend): void {
  const open = { config: { shield: { whileEnrolling: true } } } as const

  async function page(request: FastifyRequest, problem?: string) {
    const { id, username, displayName = '' } = signedInUser(request)
    const view = viewOf(request)
    const passkeys = await listPasskeys(backend.store.db, id)
    const signals = passkeySignals({
      rpId: relyingParty(backend.settings).id,
      userId: userHandleOf(id),
      ids: passkeys.map((passkey) => passkey.id),
      name: username,
      displayName: displayName || username,
    })
    const add = passkeys.length < MOST_PASSKEYS ? addButton(view, NEW_NAME) : undefined
    return passkeysPage(view, { passkeys: passkeys.map(shown), add, problem, signals })
  }

  app.get(PAGE, { ...open, preHandler: requireUser }, (request) => page(request))

  app.post('/passkeys/rename', { onRequest: formsOnly, preHandler: requireUser }, async (request, reply) => {
    const { passkey: id, name } = readFields(FIELDS, request.body).values
    switch (await renamePasskey(backend, changerOf(request), { id, name })) {
      case 'renamed':
        return back(request, reply, 'success', 'The passkey has a new name.')
      case 'not-there':
        return back(request, reply, 'info', 'That passkey was no longer there.')
      case 'no-name':
        return reply.code(422).send(await page(request, 'A name has 1 to 64 characters.'))
    }
  })

  app.post(
    '/passkeys/remove',
    { onRequest: formsOnly, preHandler: requireRecentProof },
    async (request, reply) => {
      const { passkey: id } = readFields(FIELDS, request.body).values
      const removed = await removePasskey(backend, changerOf(request), id)
      switch (removed.kind) {
        case 'no-session':
          throw new Refusal('sign-in-needed')
        case 'not-there':
          return back(request, reply, 'info', 'That passkey was no longer there.')
        case 'last-way-in':
          return reply.code(422).send(await page(request, LAST_WAY_IN))
        case 'last-factor':
          return reply.code(422).send(await page(request, LAST_FACTOR))
        case 'removed':
          await renewSession(request, { user: removed, assurance: [] })
          return back(request, reply, 'success', REMOVED)
      }
    },
  )

  const adding = scriptCall({ whileEnrolling: true }, requireRecentProof)

  app.post('/passkeys/add/begin', adding, async (request, reply) => {
    const { silently = false } = readCall(BEGIN, request)
    return (await beginAdding(backend, { ...changerOf(request), silently })) ?? problem(reply, 422, FULL)
  })

  app.post('/passkeys/add/finish', adding, async (request, reply) => {
    const { credential: response, name, silently = false } = readCall(FINISH, request)
    const added = await addPasskey(backend, changerOf(request), { response, name, silently })
    switch (added.kind) {
      case 'no-session':
        throw new Refusal('sign-in-needed')
      case 'refused':
        return refuse(request, reply, { fault: added.fault, status: 422, words: WRONG })
      case 'known':
        return problem(reply, 422, KNOWN)
      case 'full':
        return problem(reply, 422, FULL)
      case 'added':
        // Whoever made it by hand was verified by it just now.
        await renewSession(request, { user: added, assurance: silently ? [] : ['passkey'] })
        flash(request, 'success', silently ? SAVED : ADDED)
        return reply.send({ next: silently ? '/dashboard' : PAGE })
    }
  })
}

const LAST_WAY_IN =
  'This is your only way in: you have no password and no other passkey. Add another passkey, or set a password, and then remove this one.'
const LAST_FACTOR =
  'Signing in to your account asks for a second step, and this is all you have for it. Set up an authenticator app or another passkey first, or turn the second step off.'
const REMOVED =
  'The passkey is removed, and all other sessions have ended. If your device still offers it, delete it there too.'
const ADDED = 'The passkey is added. You can sign in with it from now on. All other sessions have ended.'
const SAVED =
  'Your password manager has made a passkey for this account, so that you can sign in without the password. All other sessions have ended.'

function changerOf(request: FastifyRequest): Changer {
  const sessionId = visitOf(request).session!.id
  return { userId: signedInUser(request).id, sessionId, by: actorOf(request) }
}

function back(request: FastifyRequest, reply: FastifyReply, kind: FlashKind, words: string) {
  flash(request, kind, words)
  return reply.redirect(PAGE, 303)
}

function shown(passkey: Awaited<ReturnType<typeof listPasskeys>>[number]): ShownPasskey {
  const { id, name, transports, backupEligible, backedUp, createdAt, lastUsedAt } = passkey
  return {
    id,
    name,
    transports,
    kept: backedUp ? 'copied' : backupEligible ? 'copyable' : 'here',
    createdAt: new Date(createdAt),
    lastUsedAt: lastUsedAt === null ? undefined : new Date(lastUsedAt),
  }
}
