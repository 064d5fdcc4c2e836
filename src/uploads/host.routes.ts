// `receiveUpload`: one file of a host's own form, looked over as ours are; what becomes of it the host decides.
import type { FastifyRequest } from 'fastify'
import { newToken } from '../crypto/token.ts'
import type { FormReader } from '../shield/forms.ts'
import { currentUser } from '../shield/guards.ts'
import { Refusal } from '../shield/refusal.ts'
import { principalOf } from '../shield/token-guard.ts'
import { clientOf, visitOf } from '../shield/visit.ts'
import { formOf } from './form.routes.ts'
import { keepFile } from './keep.ts'
import { type Prepared, prepareFile } from './prepare.ts'
import { discardAll, receiveForm } from './receive.routes.ts'
import type { FileKind } from './sniff.ts'
import { refusalFor } from './take.routes.ts'
import type { Uploads } from './uploads.ts'

export interface ReceiveUploadOptions {
  /** Some of the kinds in `uploads.kinds`; all of them unless given. */
  kinds?: readonly FileKind[]
  /** No more than `uploads.maxFileSize`, which it is unless given. */
  maxBytes?: number
  /** Pixels a side: an image is cut to a square. */
  square?: number
}

export interface ReceivedUpload {
  /** What its sender called it, cleaned: for being shown, never for a path. */
  name: string
  kind: FileKind
  /** Media type, by its content. */
  type: string
  /** The one that goes with it, without the dot. */
  extension: string
  bytes: number
  /** Base64url. */
  sha256: string
  width: number | null
  height: number | null
  /** The other fields of the form, the first of each name. */
  fields: Readonly<Record<string, string>>
  /** A temporary file of mode 0600. It is gone when the answer has gone out: copy it, move it, or `keep` it. */
  path: string
  /**
   * Puts it among the files of an account, within its quota: that of whoever is signed in unless another is named.
   * @throws Refusal `quota-full`, or `sign-in-needed` where there is nobody to whom it could belong
   */
  keep(options?: { userId?: string }): Promise<{ id: string }>
}

/** Which uploads belong to the app that a request came to. */
const uploadsOf = new WeakMap<FormReader, Uploads>()

export function lendToHost(forms: FormReader, uploads: Uploads): void {
  uploadsOf.set(forms, uploads)
}

/** Pixels a side. */
const MOST_SQUARE = 10_000

/** What is compared with NaN is never too large, and a side of no whole pixels would be called the file's fault. */
function refuseWrongOptions({ maxBytes = 1, square = 1 }: ReceiveUploadOptions): void {
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1)
    throw new RangeError('`maxBytes` is a whole number of bytes, 1 or more')
  if (!Number.isInteger(square) || square < 1 || square > MOST_SQUARE)
    throw new RangeError(`\`square\` is a whole number of pixels, 1 to ${MOST_SQUARE}`)
}

/**
 * For a host's route with `{ config: { shield: { multipart: true } } }`: the one file of its form, within all limits, of one
 * of these kinds by its content, scanned where a scanner is set, an image made anew.
 * @throws RangeError for a wrong option
 * @throws Refusal for everything else, with nothing left of it; also where the scanner is down, whatever the setting says
 */
export async function receiveUpload(
  request: FastifyRequest,
  options: ReceiveUploadOptions = {},
): Promise<ReceivedUpload> {
  refuseWrongOptions(options)
  const { kinds, maxBytes, square } = options
  const { forms } = visitOf(request).gate
  const uploads = forms === undefined ? undefined : uploadsOf.get(forms)
  if (uploads === undefined) throw new Error('`receiveUpload` needs `uploads.enabled`')
  const { maxFileSize } = uploads.backend.settings.uploads
  const { files, fields } = await receiveForm(request, uploads, {
    maxBytes: Math.min(maxBytes ?? maxFileSize, maxFileSize),
    maxFiles: 1,
    purpose: 'file',
    // Whether it is kept at all is not known yet; keeping it asks.
    userId: undefined,
  })
  const [arrived] = files
  if (arrived === undefined) throw new Refusal('file-missing')
  try {
    const from = { from: arrived.path, clientName: arrived.clientName }
    const wanted = { kinds, mayWait: false, ...(square === undefined ? {} : { square }) }
    const prepared = await formOf(request).during(() => prepareFile(uploads, from, wanted))
    if (prepared.kind !== 'prepared') throw refusalFor(prepared)
    const { file } = prepared
    // An image made anew is another file.
    if (file.path !== arrived.path) await discardAll(uploads, [arrived])
    const temporary = { id: arrived.id, path: file.path, bytes: file.bytes, userId: undefined }
    formOf(request).afterwards(() => {
      discardAll(uploads, [temporary]).catch((error) =>
        request.log.error({ err: error }, 'a temporary file could not be removed'),
      )
    })
    return { ...shown(file), fields, keep: (options) => keep(request, uploads, file, options) }
  } catch (error) {
    await discardAll(uploads, files)
    throw error
  }
}

function shown({ waits: _scanned, ...file }: Prepared): Omit<ReceivedUpload, 'fields' | 'keep'> {
  return file
}

async function keep(
  request: FastifyRequest,
  uploads: Uploads,
  file: Prepared,
  options: { userId?: string } = {},
): Promise<{ id: string }> {
  const userId = options.userId ?? currentUser(request)?.id ?? principalOf(request)?.user.id
  if (userId === undefined) throw new Refusal('sign-in-needed')
  const by = { actor: 'owner', ...clientOf(request) } as const
  const kept = await keepFile(uploads, { id: newToken(16), userId, purpose: 'file', file, by })
  if (kept.kind !== 'kept') throw new Refusal('quota-full')
  return { id: kept.id }
}
