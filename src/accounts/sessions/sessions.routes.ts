// GET /sessions, POST /sessions/end, POST /sessions/end-others: where one is signed in, and ending it. ASVS V7.5.2.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { formsOnly } from '../../shield/body.ts'
import { flash } from '../../shield/flash.ts'
import { requireRecentProof, signedInUser } from '../../shield/guards.ts'
import { Refusal } from '../../shield/refusal.ts'
import { endSession } from '../../shield/session.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf, visitOf } from '../../shield/visit.ts'
import { noteActivity } from '../activity/activity.ts'
import { readFields, text } from '../fields.ts'
import { deviceInWords } from './device-in-words.ts'
import { type FurtherSessions, NONE_FURTHER } from './further.ts'
import { sessionsPage } from './sessions.page.ts'
import { type Ender, endOneSession, endOtherSessions, handleOf, listSessions } from './sessions.ts'

const FIELDS = { session: text }
const PAGE = '/sessions'

export function sessionsRoutes(
  app: FastifyInstance,
  backend: Backend,
  further: FurtherSessions = NONE_FURTHER,
): void {
  app.get(PAGE, { preHandler: requireRecentProof }, async (request) => {
    const current = handleOf(visitOf(request).session!.id)
    const userId = signedInUser(request).id
    const browsers = await listSessions(backend, userId)
    const apps = await further.list(userId)
    const shown = [...browsers, ...apps].map((session) => ({
      handle: session.handle,
      device: deviceInWords(session.userAgent),
      address: session.address,
      signedInAt: new Date(session.signedInAt),
      lastSeenAt: new Date(session.lastSeenAt),
      current: session.handle === current,
      overApi: apps.includes(session),
    }))
    return sessionsPage(
      viewOf(request),
      shown.toSorted((a, b) => Number(b.current) - Number(a.current)),
    )
  })

  const changes = { onRequest: formsOnly, preHandler: requireRecentProof }

  app.post('/sessions/end', changes, async (request, reply) => {
    const { session: handle } = readFields(FIELDS, request.body).values
    const ender = enderOf(request)
    if (handle === handleOf(ender.sessionId)) return signOut(backend, ender, request, reply)
    const among = await endOneSession(backend, ender, handle)
    const end = among === 'not-there' ? await further.endOne({ ...ender, handle }) : among
    switch (end) {
      case 'no-session':
        throw new Refusal('sign-in-needed')
      case 'ended':
        flash(request, 'success', 'The session has ended.')
        break
      case 'not-there':
        flash(request, 'info', 'That session was no longer there. Those below are still going on.')
        break
    }
    return reply.redirect(PAGE, 303)
  })

  app.post('/sessions/end-others', changes, async (request, reply) => {
    const ender = enderOf(request)
    const browsers = await endOtherSessions(backend, ender)
    if (browsers === undefined) throw new Refusal('sign-in-needed')
    const apps = await further.endAll(ender)
    flash(request, 'success', `All other sessions have ended: ${browsers + apps}.`)
    return reply.redirect(PAGE, 303)
  })
}

function enderOf(request: FastifyRequest): Ender {
  const by = { actor: 'owner', ...clientOf(request) } as const
  return { userId: signedInUser(request).id, sessionId: visitOf(request).session!.id, by }
}

/** Its own session: as by the button in the header. */
async function signOut(
  backend: Backend,
  { userId, by }: Ender,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  await endSession(request, reply)
  await noteActivity(backend, { userId, kind: 'signed-out', by })
  flash(request, 'success', 'You are signed out.')
  return reply.redirect('/', 303)
}
