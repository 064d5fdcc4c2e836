// What the tests of uploads share: a house on disk, forms with files, and what is left on the disk afterwards.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import sharp from 'sharp'
import type { SettingsInput } from '../../src/config/settings.ts'
import type { Store } from '../../src/store/store.ts'
import { openHouseOnDisk } from '../accounts/visits.ts'
import type { Visitor } from '../visitor.ts'

export const BOUNDARY = 'boundary-of-the-tests'
export const TYPE = `multipart/form-data; boundary=${BOUNDARY}`

export function openUploadsHouse(options: SettingsInput = {}) {
  return openHouseOnDisk({ ...options, uploads: { limit: '10000 per minute', ...options.uploads } })
}

/** A file, or a field where there is no `file`. */
export interface Part {
  name: string
  value?: string
  /** What its sender calls it. */
  file?: string
  type?: string
  content?: Buffer | string
}

export function form(...parts: Part[]): Buffer {
  const pieces = parts.flatMap(
    ({ name, value = '', file, type = 'application/octet-stream', content = '' }) => {
      const filename = file === undefined ? '' : `; filename="${file}"`
      const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${filename}\r\n`
      const typed = file === undefined ? '' : `Content-Type: ${type}\r\n`
      return [Buffer.from(`${head}${typed}\r\n`), Buffer.from(file === undefined ? value : content), '\r\n']
    },
  )
  return Buffer.concat([...pieces, `--${BOUNDARY}--\r\n`].map((piece) => Buffer.from(piece)))
}

/** As a browser without JavaScript sends it: the token first, then the files. */
export async function upload(
  visitor: Visitor,
  files: (Omit<Part, 'name'> & { file: string })[],
  { url = '/uploads', follow = true }: { url?: string; follow?: boolean } = {},
): Promise<Visitor> {
  const token = await visitor.token(url)
  const payload = form(
    { name: 'csrf_token', value: token },
    ...files.map((file) => ({ ...file, name: 'files' })),
  )
  await visitor.send({
    method: 'POST',
    url,
    payload,
    headers: { ...visitor.browserHeaders('POST'), 'content-type': TYPE },
  })
  if (follow && visitor.status === 303) await visitor.open(String(visitor.headers['location']))
  return visitor
}

export function picture(width = 40, height = 30, background = '#c04020'): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()
}

export const rows = ({ db }: Store) => db.selectFrom('uploads').selectAll().orderBy('created_at').execute()

/** Files below a folder: what is kept, and what was left behind. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

export const incoming = (data: string) => filesBelow(join(data, 'uploads', 'incoming'))
export const kept = (data: string) => filesBelow(join(data, 'uploads', 'kept'))

/** The ids on the page, newest first. */
export function idsOn(visitor: Visitor): string[] {
  return [...visitor.body.matchAll(/href="\/uploads\/([\w-]{22})"/g)].map(([, id]) => id!)
}

/** The bytes as they come, which `body` as text would change. */
export async function download(app: FastifyInstance, visitor: Visitor, url: string, headers = {}) {
  return app.inject({
    url,
    headers: { cookie: visitor.cookieHeader, ...visitor.browserHeaders('GET'), ...headers },
  })
}
