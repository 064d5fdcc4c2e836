// GET and POST /uploads, GET /uploads/ID, POST /uploads/ID/delete: somebody's files.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { bytesInWords } from '../config/units.ts'
import type { Html } from '../html/html.ts'
import type { UploadForm } from '../html/upload-form.ts'
import { formsOnly } from '../shield/body.ts'
import { wantsPage } from '../shield/errors.ts'
import { flash } from '../shield/flash.ts'
import { requireUser, signedInUser } from '../shield/guards.ts'
import { Refusal } from '../shield/refusal.ts'
import type { MaybePromise, SessionUser } from '../shield/session-store.ts'
import { viewOf } from '../shield/view.ts'
import { clientOf } from '../shield/visit.ts'
import { findUpload, listUploads, type Upload } from './find.ts'
import { fileRefusals } from './form-refusals.routes.ts'
import { KINDS_IN_WORDS, sizeInWords } from './in-words.ts'
import { linkElsewhere } from './origin.routes.ts'
import { usageOf } from './quota.ts'
import { accountLimit } from './receive.routes.ts'
import { deleteUpload } from './remove.ts'
import { sendUpload } from './serve.routes.ts'
import { type Taken, takeFiles } from './take.routes.ts'
import { uploadsPage } from './uploads.page.ts'
import type { Uploads } from './uploads.ts'

const PAGE = '/uploads'
/** Files on one page. */
const SHOWN = 100
/** Characters of a name in a message. */
const NAME_SHOWN = 60

/** Who may have a file besides its owner. Asked only for somebody who is signed in and not its owner. */
export type MayOpenUpload = (user: SessionUser, upload: Upload) => MaybePromise<boolean>

export function uploadsRoutes(
  app: FastifyInstance,
  uploads: Uploads,
  { mayOpen }: { mayOpen?: MayOpenUpload | undefined } = {},
): void {
  const { backend } = uploads
  const settings = backend.settings.uploads
  const limitAccount = accountLimit(uploads)

  async function page(request: FastifyRequest, problem?: string): Promise<Html> {
    const { id: userId } = signedInUser(request)
    const { after: id } = request.query as { after?: unknown }
    const found = typeof id === 'string' ? await findUpload(backend, id) : undefined
    const after = found?.userId === userId ? found : undefined
    const list = await listUploads(backend, { userId, after, limit: SHOWN + 1 })
    const files = list.slice(0, SHOWN)
    const { bytes } = await usageOf(backend.store.db, userId, backend.now())
    return uploadsPage(viewOf(request), {
      files: files.map((file) => ({
        id: file.id,
        name: file.name,
        size: sizeInWords(file.bytes),
        kind: kindInWords(file),
        at: new Date(file.createdAt),
        waits: file.waits,
      })),
      usedBytes: bytes,
      quotaBytes: settings.quota,
      used: sizeInWords(bytes),
      quota: sizeInWords(settings.quota),
      form: formFor(uploads, settings.kinds),
      problem,
      older: list.length > SHOWN ? files.at(-1)?.id : undefined,
    })
  }

  app.get(PAGE, { preHandler: requireUser }, (request) => page(request))

  app.post(
    PAGE,
    {
      // By the headers: who is nobody takes up no place, and none of the body is read.
      onRequest: requireUser,
      config: { shield: { multipart: true, limit: settings.limit } },
      errorHandler: fileRefusals(page),
    },
    async (request, reply) => {
      const { id: userId } = signedInUser(request)
      await limitAccount(request, userId)
      const by = { actor: 'owner', ...clientOf(request) } as const
      const { maxFiles } = settings
      const taken = await takeFiles(request, uploads, { userId, by, purpose: 'file', maxFiles })
      const [only] = taken
      // One file that is refused is told in the page itself, as any other refusal of the form.
      if (taken.length === 1 && only?.kind === 'refused') throw only.refusal
      for (const one of taken) if (one.kind === 'refused') flash(request, 'error', refusedInWords(one))
      const kept = taken.filter((one) => one.kind === 'kept')
      if (kept.length > 0) flash(request, 'success', keptInWords(kept))
      // The page's script goes there by itself.
      if (!wantsPage(request)) return reply.code(200).send({ kept: kept.length, of: taken.length })
      return reply.redirect(PAGE, 303)
    },
  )

  app.get('/uploads/:id', { preHandler: requireUser }, async (request, reply) => {
    const { id } = request.params as { id: string }
    const upload = await findUpload(backend, id)
    const user = signedInUser(request)
    if (upload === undefined || !(await maySee(user, upload))) throw new Refusal('not-found')
    return giveOut(request, reply, upload)
  })

  async function maySee(user: SessionUser, upload: Upload): Promise<boolean> {
    return upload.userId === user.id || (await mayOpen?.(user, upload)) === true
  }

  function giveOut(request: FastifyRequest, reply: FastifyReply, upload: Upload) {
    const elsewhere = upload.waits ? undefined : linkElsewhere(backend, upload)
    if (elsewhere !== undefined) return reply.redirect(elsewhere, 303)
    return sendUpload(request, reply, { uploads, upload })
  }

  app.post(
    '/uploads/:id/delete',
    { onRequest: formsOnly, preHandler: requireUser },
    async (request, reply) => {
      const { id } = request.params as { id: string }
      const by = { actor: 'owner', ...clientOf(request) } as const
      if (await deleteUpload(uploads, { id, userId: signedInUser(request).id, by }))
        flash(request, 'success', 'The file is gone for good.')
      else flash(request, 'info', 'That file was no longer there.')
      return reply.redirect(PAGE, 303)
    },
  )
}

/** What a form for files says of itself. */
export function formFor(
  { backend }: Uploads,
  kinds: readonly string[],
  { maxFiles, maxBytes }: { maxFiles?: number; maxBytes?: number } = {},
): UploadForm {
  const { uploads: settings } = backend.settings
  const bytes = maxBytes ?? settings.maxFileSize
  const words = settings.kinds.filter((kind) => kinds.includes(kind)).map((kind) => KINDS_IN_WORDS[kind])
  const list = new Intl.ListFormat('en-GB').format(words.filter((word) => word !== undefined))
  const files = maxFiles ?? settings.maxFiles
  const many = files === 1 ? '' : `, ${files} at a time`
  return {
    accept: kinds.map((kind) => ACCEPTED[kind]).join(','),
    maxFiles: files,
    maxBytes: bytes,
    taken: `${list[0]?.toUpperCase()}${list.slice(1)}, at most ${bytesInWords(bytes)} each${many}.`,
  }
}

/** For browsers' choosers alone; what a file is, its content says. */
const ACCEPTED: Readonly<Record<string, string>> = {
  image: 'image/png,image/jpeg,image/webp,image/gif,image/avif',
  pdf: 'application/pdf',
  text: 'text/plain',
}

function kindInWords({ kind, width, height }: Upload): string {
  if (kind === 'image') return width === null ? 'Picture' : `Picture, ${width} × ${height} pixels`
  return kind === 'pdf' ? 'PDF document' : 'Plain text'
}

function keptInWords(kept: readonly (Taken & { kind: 'kept' })[]): string {
  const waits = kept.some((one) => one.waits)
    ? ' The virus scanner has to look at it before it can be opened.'
    : ''
  const [first] = kept
  return kept.length === 1
    ? `Kept: ${ended(shortened(first!.name))}${waits}`
    : `${kept.length} files kept.${waits}`
}

function refusedInWords({ clientName, refusal }: Taken & { kind: 'refused' }): string {
  return `Not kept: ${ended(shortened(clientName))} ${refusal.extras.words ?? refusal.message}`
}

/** What was cut has its dots. */
function ended(name: string): string {
  return name.endsWith('…') ? name : `${name}.`
}

/** Foreign text, in a message that is text as well. */
function shortened(name: string): string {
  const plain = name.toWellFormed().replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
  return plain.length > NAME_SHOWN ? `${plain.slice(0, NAME_SHOWN)}…`.toWellFormed() : plain
}
