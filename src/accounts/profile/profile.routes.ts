// GET and POST /profile, POST /profile/data: the name that others see, and one's data to take along.
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import type { Html } from '../../html/html.ts'
import { formsOnly } from '../../shield/body.ts'
import { flash } from '../../shield/flash.ts'
import { memberFormRefusals } from '../../shield/form-refusals.ts'
import { requireRecentProof, requireUser, signedInUser } from '../../shield/guards.ts'
import { Refusal } from '../../shield/refusal.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf } from '../../shield/visit.ts'
import { noteActivity } from '../activity/activity.ts'
import { readFields, text } from '../fields.ts'
import { accountData } from './data.ts'
import { leavingRoutes } from './leaving.routes.ts'
import { profilePage } from './profile.page.ts'
import { changeDisplayName } from './profile.ts'

const FIELDS = { displayName: text }
const PAGE = '/profile'

/** What the uploads' room has of people's pictures. */
interface Pictures {
  section(request: FastifyRequest): Promise<Html>
}

export function profileRoutes(app: FastifyInstance, backend: Backend, pictures?: Pictures): void {
  async function profile(request: FastifyRequest, displayName: string, problem?: string): Promise<Html> {
    const { username } = signedInUser(request)
    const picture = await pictures?.section(request)
    return profilePage(viewOf(request), { username, displayName, problem, picture })
  }

  app.get(PAGE, { preHandler: requireUser }, async (request) =>
    profile(request, signedInUser(request).displayName ?? ''),
  )

  app.post(
    PAGE,
    {
      onRequest: formsOnly,
      preHandler: requireUser,
      errorHandler: memberFormRefusals((request, words) =>
        profile(request, readFields(FIELDS, request.body).values.displayName, words),
      ),
    },
    async (request, reply) => {
      const fields = readFields(FIELDS, request.body)
      const { displayName } = fields.values
      if (fields.kind === 'invalid')
        return reply.code(422).send(await profile(request, displayName, fields.problems.displayName))
      const by = { actor: 'owner', ...clientOf(request) } as const
      const { id: userId } = signedInUser(request)
      const result = await changeDisplayName(backend, { userId, displayName, by })
      switch (result.kind) {
        case 'invalid':
          return reply.code(422).send(await profile(request, displayName, result.problem))
        case 'changed':
          flash(request, 'success', 'Saved.')
          break
        case 'same':
          flash(request, 'info', 'That is your display name already.')
          break
      }
      return reply.redirect(PAGE, 303)
    },
  )

  // A POST, since it is written down, and since no other site shall make somebody's browser keep a copy of their data.
  app.post(
    '/profile/data',
    { onRequest: formsOnly, preHandler: requireRecentProof },
    async (request, reply) => {
      const { id: userId } = signedInUser(request)
      const by = { actor: 'owner', ...clientOf(request) } as const
      await noteActivity(backend, { userId, kind: 'data-downloaded', by })
      const data = await accountData(backend, userId)
      if (data === undefined) throw new Refusal('sign-in-needed')
      const day = new Date(backend.now()).toISOString().slice(0, 10)
      return reply
        .header('content-disposition', `attachment; filename="my-data-${day}.json"`)
        .header('cache-control', 'no-store')
        .type('application/json; charset=utf-8')
        .send(Readable.from(data))
    },
  )

  leavingRoutes(app, backend)
}
