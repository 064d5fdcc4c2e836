// Files in a bucket, by way of AWS's own client, which is loaded only when the setting asks for it.
import type { Blobs } from './blobs.ts'

export interface S3Options {
  bucket: string
  region: string
  /** Another server than AWS's. */
  endpoint?: string
  /** `https://host/bucket/key` in place of `https://bucket.host/key`; most servers other than AWS's need it. */
  pathStyle?: boolean
  /** Without them the client looks where AWS's tools look: environment, files, the machine's role. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  /** Stands before each key, say `portcullis/`. */
  prefix?: string
}

export async function s3Blobs(_options: S3Options): Promise<Blobs> {
  throw new Error('not written yet')
}
