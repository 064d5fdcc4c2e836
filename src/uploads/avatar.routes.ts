// GET and POST /profile/picture, its image, and its removal; and the picture for the pages that show it.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Html } from '../html/html.ts'
import { formsOnly } from '../shield/body.ts'
import { wantsPage } from '../shield/errors.ts'
import { flash } from '../shield/flash.ts'
import { requireUser, signedInUser } from '../shield/guards.ts'
import { Refusal } from '../shield/refusal.ts'
import { viewOf } from '../shield/view.ts'
import { clientOf } from '../shield/visit.ts'
import { placeholder } from '../store/prepared.ts'
import { avatarImage, avatarPage, avatarSection } from './avatar.page.ts'
import { avatarOf } from './find.ts'
import { fileRefusals } from './form-refusals.routes.ts'
import { accountLimit } from './receive.routes.ts'
import { deleteUpload } from './remove.ts'
import { sendUpload } from './serve.routes.ts'
import { takeOneFile } from './take.routes.ts'
import { formFor } from './uploads.routes.ts'
import type { Uploads } from './uploads.ts'

const PAGE = '/profile/picture'
const KINDS = ['image']
/** Pixels a side: twice what pages show, for screens that have as many. */
const SIDE = 192

export interface Avatars {
  /** For the dashboard; undefined: there is none. */
  image(request: FastifyRequest): Promise<Html | undefined>
  /** For the profile. */
  section(request: FastifyRequest): Promise<Html>
}

/** Asked on every dashboard, so on a prepared statement. */
export function avatars({ backend: { store } }: Uploads): Avatars {
  const pictureOf = store.prepared((db) =>
    db
      .selectFrom('uploads')
      .select('id')
      .where('user_id', '=', placeholder<string>())
      .where('purpose', '=', 'avatar')
      .where('state', '=', 'stored')
      .orderBy('created_at', 'desc')
      .limit(1),
  )
  async function idOf(request: FastifyRequest): Promise<string | undefined> {
    const found = pictureOf([signedInUser(request).id])
    return (found instanceof Promise ? await found : found)[0]?.id
  }
  return {
    async image(request) {
      const id = await idOf(request)
      return id === undefined ? undefined : avatarImage(id)
    },
    async section(request) {
      return avatarSection(await idOf(request))
    },
  }
}

export function avatarRoutes(app: FastifyInstance, uploads: Uploads): void {
  const { backend } = uploads
  const { limit } = backend.settings.uploads
  const limitAccount = accountLimit(uploads)
  const form = formFor(uploads, KINDS, { maxFiles: 1 })

  async function page(request: FastifyRequest, problem?: string): Promise<Html> {
    const picture = await avatarOf(backend, signedInUser(request).id)
    return avatarPage(viewOf(request), { id: picture?.id, form, problem })
  }

  app.get(PAGE, { preHandler: requireUser }, (request) => page(request))

  app.post(
    PAGE,
    {
      // By the headers, before anything of the body is read.
      onRequest: requireUser,
      config: { shield: { multipart: true, limit } },
      errorHandler: fileRefusals(page),
    },
    async (request, reply) => {
      const { id: userId } = signedInUser(request)
      await limitAccount(request, userId)
      const by = { actor: 'owner', ...clientOf(request) } as const
      const options = { userId, by, purpose: 'avatar', kinds: KINDS, square: SIDE } as const
      const { waits } = await takeOneFile(request, uploads, options)
      flash(
        request,
        'success',
        waits ? 'The virus scanner has to look at your picture first.' : 'This is your picture now.',
      )
      if (!wantsPage(request)) return reply.code(200).send({ kept: 1, of: 1 })
      return reply.redirect(PAGE, 303)
    },
  )

  app.get('/profile/picture/image', { preHandler: requireUser }, async (request, reply) => {
    const upload = await avatarOf(backend, signedInUser(request).id)
    if (upload === undefined) throw new Refusal('not-found')
    return sendUpload(request, reply, { uploads, upload }, { cache: 'private, no-cache' })
  })

  app.post(
    '/profile/picture/remove',
    { onRequest: formsOnly, preHandler: requireUser },
    async (request, reply) => {
      const { id: userId } = signedInUser(request)
      const picture = await avatarOf(backend, userId)
      const by = { actor: 'owner', ...clientOf(request) } as const
      if (picture !== undefined && (await deleteUpload(uploads, { id: picture.id, userId, by })))
        flash(request, 'success', 'Your picture is gone for good.')
      else flash(request, 'info', 'There was no picture any more.')
      return reply.redirect(PAGE, 303)
    },
  )
}
