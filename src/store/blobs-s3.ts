// Files in a bucket, by way of AWS's own client, which is loaded only when the setting asks for it.
import { createReadStream } from 'node:fs'
import { lstat, unlink } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { BlobAbsent, type Blobs, BlobTaken, isBlobKey, refuseOtherKeys } from './blobs.ts'

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

/** Milliseconds: to be connected, and without a byte from the server. A bucket that hangs must not hold requests for ever. */
const CONNECTION_TIMEOUT = 5_000
const SILENCE_TIMEOUT = 30_000
const TRIES = 3
/** Whatever the bucket's own page might be told to do with it: bytes, nothing else. */
const TYPE_OF_ALL = 'application/octet-stream'

/**
 * Uploads are one request of a known length each; the client checks what it sent by a sum.
 * @throws Error in plain words when the package is not installed, or the bucket doesn't answer
 */
export async function s3Blobs(options: S3Options): Promise<Blobs> {
  const s3 = await loadClient()
  const client = new s3.S3Client({
    region: options.region,
    forcePathStyle: options.pathStyle ?? false,
    maxAttempts: TRIES,
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT, requestTimeout: SILENCE_TIMEOUT },
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    // Other servers often don't know the sums that AWS's client adds of late, nor the framing they come in.
    ...(options.endpoint === undefined
      ? {}
      : {
          endpoint: options.endpoint,
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
        }),
  })
  const { bucket: Bucket, prefix = '' } = options
  const at = (key: string) => {
    refuseOtherKeys(key)
    return { Bucket, Key: `${prefix}${key}` }
  }
  await client.send(new s3.HeadBucketCommand({ Bucket })).catch((cause) => {
    client.destroy()
    throw new Error(`The bucket ${Bucket} can't be reached: ${reasonOf(cause)}`, { cause })
  })

  async function size(key: string): Promise<number | undefined> {
    const found = await client.send(new s3.HeadObjectCommand(at(key))).catch(absent)
    return found?.ContentLength
  }

  return {
    size,

    async put(key, file) {
      const place = at(key)
      const found = await lstat(file)
      if (!found.isFile()) throw new Error('only a regular file becomes a blob')
      // Servers that don't know `If-None-Match` write over what is there: those are asked first. Keys are random anyway.
      if ((await size(key)) !== undefined) throw new BlobTaken()
      const Body = createReadStream(file)
      try {
        await client.send(
          new s3.PutObjectCommand({
            ...place,
            Body,
            ContentLength: found.size,
            ContentType: TYPE_OF_ALL,
            IfNoneMatch: '*',
          }),
        )
      } catch (error) {
        throw statusOf(error) === 412 ? new BlobTaken() : error
      } finally {
        Body.destroy()
      }
      await unlink(file)
    },

    async open(key, range) {
      const Range = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` }
      const found = await client.send(new s3.GetObjectCommand({ ...at(key), ...Range })).catch(absent)
      if (found?.Body === undefined) throw new BlobAbsent()
      // In Node it is one; the type speaks for browsers too.
      return found.Body as Readable
    },

    async remove(key) {
      await client.send(new s3.DeleteObjectCommand(at(key))).catch(absent)
    },

    async *list() {
      for await (const page of s3.paginateListObjectsV2({ client }, { Bucket, Prefix: prefix })) {
        for (const { Key = '', LastModified } of page.Contents ?? []) {
          const key = Key.slice(prefix.length)
          if (isBlobKey(key)) yield { key, modifiedAt: LastModified?.getTime() ?? 0 }
        }
      }
    },

    close() {
      client.destroy()
      return Promise.resolve()
    },
  }
}

async function loadClient() {
  try {
    return await import('@aws-sdk/client-s3')
  } catch (cause) {
    throw new Error('A bucket needs the package `@aws-sdk/client-s3`: npm install @aws-sdk/client-s3', {
      cause,
    })
  }
}

function absent(error: unknown): undefined {
  if (statusOf(error) === 404) return undefined
  throw error
}

function statusOf(error: unknown): number | undefined {
  const { $metadata } = Object(error) as { $metadata?: { httpStatusCode?: number } }
  return $metadata?.httpStatusCode
}

/** An answer to HEAD has no body: then the client has nothing but the status to say. */
function reasonOf(error: unknown): string {
  const { message, code } = Object(error) as { message?: string; code?: string }
  const status = statusOf(error)
  const words = message || code || String(error)
  return status === undefined ? words : `${words} (status ${status})`
}
