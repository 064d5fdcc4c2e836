// The files of a request into somebody's keeping: received, prepared, kept; what is refused is told for each.
import type { FastifyRequest } from 'fastify'
import type { Acting } from '../accounts/activity/activity.ts'
import { Refusal } from '../shield/refusal.ts'
import { formOf } from './form.routes.ts'
import { refusedInWords } from './in-words.ts'
import { keepFile } from './keep.ts'
import { type Preparing, prepareFile } from './prepare.ts'
import type { Purpose } from './quota.ts'
import { type ArrivedFile, discardAll, receiveForm } from './receive.routes.ts'
import type { Uploads } from './uploads.ts'

/** Seconds. */
const SCANNER_BACK = 60
const IMAGES_BUSY_FOR = 10

export interface TakeOptions {
  userId: string
  by: Acting
  purpose: Purpose
  maxFiles: number
  maxBytes?: number
  kinds?: readonly string[]
  square?: number
}

export type Taken =
  | { kind: 'kept'; id: string; name: string; waits: boolean }
  | { kind: 'refused'; clientName: string; refusal: Refusal }

/** @throws Refusal where nothing could be received; then nothing is kept */
export async function takeFiles(
  request: FastifyRequest,
  uploads: Uploads,
  options: TakeOptions,
): Promise<Taken[]> {
  const { userId, purpose, maxFiles } = options
  const maxBytes = options.maxBytes ?? uploads.backend.settings.uploads.maxFileSize
  const { files } = await receiveForm(request, uploads, { userId, purpose, maxFiles, maxBytes })
  const taken: Taken[] = []
  try {
    await formOf(request).during(async () => {
      for (const file of files) taken.push(await takeFile(uploads, file, options))
    })
    return taken
  } finally {
    await discardAll(uploads, files)
  }
}

/** The same where one file is meant. @throws Refusal also for what is wrong with it */
export async function takeOneFile(
  request: FastifyRequest,
  uploads: Uploads,
  options: Omit<TakeOptions, 'maxFiles'>,
): Promise<Taken & { kind: 'kept' }> {
  const [taken] = await takeFiles(request, uploads, { ...options, maxFiles: 1 })
  if (taken?.kind === 'kept') return taken
  throw taken?.refusal ?? new Refusal('file-missing')
}

async function takeFile(
  uploads: Uploads,
  { id, path: from, clientName }: ArrivedFile,
  { userId, purpose, by, kinds, square }: TakeOptions,
): Promise<Taken> {
  const wanted = { kinds, ...(square === undefined ? {} : { square }) }
  const prepared = await prepareFile(uploads, { from, clientName }, wanted)
  if (prepared.kind !== 'prepared') return { kind: 'refused', clientName, refusal: refusalFor(prepared) }
  const { file } = prepared
  const kept = await keepFile(uploads, { id, userId, purpose, file, by })
  if (kept.kind !== 'kept') return { kind: 'refused', clientName, refusal: new Refusal('quota-full') }
  return { kind: 'kept', id, name: file.name, waits: file.waits }
}

export function refusalFor(preparing: Exclude<Preparing, { kind: 'prepared' }>): Refusal {
  switch (preparing.kind) {
    case 'infected':
      return new Refusal('file-infected')
    case 'scanner-down':
      return new Refusal('scanner-down', { retryAfter: SCANNER_BACK })
    case 'refused': {
      if (preparing.why === 'busy') return new Refusal('busy', { retryAfter: IMAGES_BUSY_FOR })
      if (preparing.why === 'storage-full') return new Refusal('storage-full')
      const words = refusedInWords(preparing.why)
      return new Refusal('file-refused', { words, errors: [{ pointer: '#/file', detail: words }] })
    }
  }
}
