// Another origin for what people send: a link that is good for a minute leads there, and nothing else is answered there.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { openSigned, sign } from '../crypto/sealed.ts'
import { Refusal } from '../shield/refusal.ts'
import { findUpload, type Upload } from './find.ts'
import { sendUpload } from './serve.routes.ts'
import type { Uploads, UploadsBackend } from './uploads.ts'

/** Milliseconds. Cookies don't reach the other origin, so that the link itself opens the file, to whoever has it. */
const LINK_LIFETIME = 60_000
const PURPOSE = 'upload link'
const ROUTE = '/_portcullis/files/:link'

/** Where the file is given out; undefined: here. */
export function linkElsewhere(
  { settings, keys, now }: UploadsBackend,
  upload: Pick<Upload, 'id'>,
): string | undefined {
  const { origin } = settings.uploads
  if (origin === '') return undefined
  const link = sign(keys, PURPOSE, upload.id, now() + LINK_LIFETIME)
  return `${origin}/_portcullis/files/${link}`
}

export function originRoutes(app: FastifyInstance, uploads: Uploads): void {
  const { settings, keys, now } = uploads.backend
  if (settings.uploads.origin === '') return
  const host = new URL(settings.uploads.origin).host

  // Neither pages nor the API are found at the origin where foreign files are, and no file at that of the pages.
  app.addHook('onRequest', function keepOriginsApart(request, _reply, done) {
    const isThere = request.headers.host?.toLowerCase() === host
    const isFile = request.routeOptions.url === ROUTE
    done(isThere === isFile ? undefined : new Refusal('not-found'))
  })

  const shield = { withoutSession: true } as const
  app.get(
    ROUTE,
    { config: { shield } },
    async (request: FastifyRequest<{ Params: { link: string } }>, reply: FastifyReply) => {
      const id = openSigned(keys, PURPOSE, request.params.link, now())
      const upload = id === undefined ? undefined : await findUpload(uploads.backend, id)
      if (upload === undefined) throw new Refusal('not-found')
      return sendUpload(request, reply, { uploads, upload })
    },
  )
}
