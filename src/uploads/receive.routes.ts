// Files out of a request: received whole within all limits, or refused with nothing left; for our routes and for a host's.
import type { FastifyRequest } from 'fastify'
import { compileLimits } from '../limits/parse.ts'
import { refuseWhatHasEnded } from '../shield/guards.ts'
import { limitBy } from '../shield/limits.ts'
import { Refusal } from '../shield/refusal.ts'
import { formOf, type OpenForm, refusalOf } from './form.routes.ts'
import type { Purpose } from './quota.ts'
import { type Arrived, discard, receiveFile } from './receive.ts'
import type { Uploads } from './uploads.ts'

export interface ArrivedFile extends Arrived {
  /** As it was sent: foreign text, fit for nothing before it is cleaned. */
  clientName: string
}

export interface ReceiveLimits {
  maxBytes: number
  maxFiles: number
  purpose: Purpose
  /** Whose quota counts while they arrive. */
  userId: string | undefined
}

export interface ArrivedForm {
  files: readonly ArrivedFile[]
  /** The first of each name. */
  fields: Readonly<Record<string, string>>
}

/** @throws Refusal, with no file left; what arrives is the caller's to discard */
export async function receiveForm(
  request: FastifyRequest,
  uploads: Uploads,
  limits: ReceiveLimits,
): Promise<ArrivedForm> {
  const files: ArrivedFile[] = []
  const fields: Record<string, string> = Object.create(null)
  try {
    await readParts(formOf(request), uploads, { limits, files, fields })
    await refuseWhatHasEnded(request)
    if (files.length === 0) throw new Refusal('file-missing')
    return { files, fields }
  } catch (error) {
    await discardAll(uploads, files)
    throw error
  }
}

async function readParts(
  form: OpenForm,
  uploads: Uploads,
  into: { limits: ReceiveLimits; files: ArrivedFile[]; fields: Record<string, string> },
): Promise<void> {
  const { limits, files, fields } = into
  for (;;) {
    const part = await form.next()
    if (part === undefined) return
    if (part.kind === 'field') {
      fields[part.name] ??= part.value
      continue
    }
    if (files.length >= limits.maxFiles) {
      part.content.file.destroy()
      throw new Refusal('too-many-files')
    }
    const received = await receiveFile(uploads, part.content.file, limits).catch((error: unknown) => {
      throw ourFault(error) ? error : refusalOf(error)
    })
    switch (received.kind) {
      case 'arrived':
        // A browser sends an empty part without a name where nobody has chosen a file.
        if (received.file.bytes === 0 && part.clientName === '') await discard(uploads, received.file)
        else files.push({ ...received.file, clientName: part.clientName })
        break
      case 'too-large':
        throw new Refusal('file-too-large')
      case 'quota-full':
      case 'too-many':
        throw new Refusal('quota-full')
    }
  }
}

/** A full disk or a database that is away is no fault of the form; what the parser says has no such marks. */
function ourFault(error: unknown): boolean {
  const { name = '', code, syscall } = error as { name?: string; code?: string; syscall?: string }
  return (syscall !== undefined && code !== 'ECONNRESET') || /^(Store|Sqlite|Database)/i.test(name)
}

export async function discardAll(uploads: Uploads, files: readonly Arrived[]): Promise<void> {
  for (const file of files) await discard(uploads, file)
}

/** Setting `uploads.limit`, for an account; by address it is the route's. */
export function accountLimit(uploads: Uploads) {
  const limits = compileLimits(uploads.backend.settings.uploads.limit)
  return (request: FastifyRequest, userId: string) => limitBy(request, 'uploads account', limits, userId)
}
