// The calls on files: GET and POST /api/uploads, GET and DELETE /api/uploads/{id}, GET /api/uploads/{id}/content.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '../shield/refusal.ts'
import { requireToken, tokenHolder } from '../shield/token-guard.ts'
import { findUpload, listUploads, type Upload } from '../uploads/find.ts'
import { usageOf } from '../uploads/quota.ts'
import { accountLimit } from '../uploads/receive.routes.ts'
import { deleteUpload } from '../uploads/remove.ts'
import { sendUpload } from '../uploads/serve.routes.ts'
import { takeOneFile } from '../uploads/take.routes.ts'
import type { Uploads } from '../uploads/uploads.ts'
import { actingOf, serve } from './call.routes.ts'
import { checked } from './json-body.ts'
import { type AnswerOf, type Operations, operations } from './operations.ts'

export function uploadCalls(app: FastifyInstance, uploads: Uploads): void {
  const { backend } = uploads

  serve(app, operations.listUploads, async ({ request, query: { limit, after } }) => {
    const { id: userId } = tokenHolder(request).user
    const found = await listUploads(backend, {
      userId,
      limit: limit + 1,
      after: after === undefined ? undefined : placeOf(after),
    })
    const files = found.slice(0, limit)
    const { bytes } = await usageOf(backend.store.db, userId, backend.now())
    return {
      uploads: files.map(shown),
      usedBytes: bytes,
      quotaBytes: backend.settings.uploads.quota,
      next: found.length > limit ? placeIn(files.at(-1)!) : null,
    }
  })

  serve(app, operations.getUpload, async ({ request, params }) =>
    shown(await ownUpload(uploads, request, params.id)),
  )

  serve(app, operations.deleteUpload, async ({ request, params }) => {
    const { id: userId } = tokenHolder(request).user
    const by = actingOf(request)
    if (!(await deleteUpload(uploads, { id: params.id, userId, by }))) throw new Refusal('not-found')
    return undefined
  })

  const { path, needs, params } = operations.downloadUpload
  app.get(
    path.replace('{id}', ':id'),
    { config: { shield: { withoutCookies: true } }, onRequest: requireToken(needs) },
    async (request, reply) => {
      const { id } = checked(params, request.params)
      const upload = await ownUpload(uploads, request, id)
      // For a program: nothing of it shall be shown by whatever opens the address.
      return sendUpload(request, reply, { uploads, upload }, { inline: false })
    },
  )
}

export function uploadCall(app: FastifyInstance, uploads: Uploads): void {
  const { path, needs } = operations.upload
  const limitAccount = accountLimit(uploads)
  const { limit } = uploads.backend.settings.uploads
  app.post(
    path,
    {
      config: { shield: { withoutCookies: true, multipart: true, limit } },
      onRequest: requireToken(needs),
    },
    async (request, reply) => {
      const { id: userId } = tokenHolder(request).user
      await limitAccount(request, userId)
      const { id } = await takeOneFile(request, uploads, { userId, by: actingOf(request), purpose: 'file' })
      return reply.code(201).send(shown(await ownUpload(uploads, request, id)))
    },
  )
}

/** A place in a list, which is there even when the file is not any more. */
function placeIn({ createdAt, id }: Upload): string {
  return `${createdAt}.${id}`
}

function placeOf(place: string): Pick<Upload, 'createdAt' | 'id'> {
  const [createdAt, id = ''] = place.split('.')
  return { createdAt: Number(createdAt), id }
}

/** Whose it is, is asked at every call; one that is not there and one of somebody else are told alike. */
async function ownUpload(uploads: Uploads, request: FastifyRequest, id: string): Promise<Upload> {
  const upload = await findUpload(uploads.backend, id)
  if (upload?.userId !== tokenHolder(request).user.id) throw new Refusal('not-found')
  return upload
}

function shown(upload: Upload): AnswerOf<Operations['getUpload']> {
  const { id, name, kind, type, bytes, sha256, width, height, waits, createdAt } = upload
  const state = waits ? 'waiting' : 'stored'
  return {
    ...{ id, name, type, bytes, sha256, width, height, state },
    kind: kind as 'image' | 'pdf' | 'text',
    createdAt: new Date(createdAt).toISOString(),
  }
}
