// An S3 server in this process, in memory: another's code. It lets in whoever signs at all, with whatever secret.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { S3Options } from '../../src/store/blobs-s3.ts'

const HOME = 'test/s3/node_modules/fauxqs'

/** Why there is none; undefined: there is. */
export const NO_S3 = existsSync(HOME)
  ? undefined
  : `${HOME} is missing; \`npm ci --prefix test/s3 --ignore-scripts\` installs it`

/** What is used of the package; it is not installed with ours, so its types can't be imported. */
interface Package {
  startFauxqs(options: {
    port: number
    host: string
    logger: boolean
    init: object
  }): Promise<{ port: number; stop(): Promise<void> }>
}

export interface S3Server {
  /** For a new, empty bucket. */
  options: S3Options & { endpoint: string }
  stop(): Promise<void>
}

export async function startS3(bucket: string): Promise<S3Server> {
  const { startFauxqs } = (await import(pathToFileURL(resolve(HOME, 'dist/app.js')).href)) as Package
  const server = await startFauxqs({
    port: 0,
    host: '127.0.0.1',
    logger: false,
    init: { buckets: [bucket] },
  })
  return {
    options: {
      bucket,
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${server.port}`,
      pathStyle: true,
      credentials: { accessKeyId: 'name', secretAccessKey: 'very-secret' },
      prefix: 'uploads/',
    },
    stop: () => server.stop(),
  }
}
