// Settings of uploads: what is taken, how much of it, where it is kept, who looks it over, where it is shown.
import { checkHost, checkOneLine, checkOrigin } from '../check.ts'
import type { Table } from '../setting.ts'

const KIB = 1_024
const MIB = 1_024 * KIB
const GIB = 1_024 * MIB
const KINDS = ['image', 'pdf', 'text']

/** Amazon's rules for the names of buckets, which other servers keep to as well. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const ENDPOINT = /^https?:\/\/[^\s/?#@]+$/

export const uploadSettings = {
  'uploads.enabled': {
    type: 'boolean',
    default: true,
    why: 'Lets people keep files: the page `/uploads`, the calls of the API, and pictures of people.',
  },
  'uploads.kinds': {
    type: 'list',
    default: KINDS,
    check: (kind: string) => (KINDS.includes(kind) ? undefined : KINDS.join(', ')),
    why: 'What a file may be, by its content. Nothing that can hold scripts or macros is known at all.',
  },
  'uploads.maxFileSize': {
    type: 'bytes',
    default: 10 * MIB,
    min: KIB,
    max: 5 * GIB,
    why: 'A file that is longer is refused while it arrives.',
  },
  'uploads.maxRequestSize': {
    type: 'bytes',
    default: 50 * MIB,
    min: 2 * KIB,
    max: 50 * GIB,
    why: 'The same for all files of one request together, with what stands between them.',
  },
  'uploads.maxFiles': {
    type: 'integer',
    default: 10,
    min: 1,
    max: 100,
    unit: 'files',
    why: 'Files in one request.',
  },
  'uploads.quota': {
    type: 'bytes',
    default: 200 * MIB,
    min: KIB,
    max: 1_024 * GIB,
    why: 'All that one account may keep.',
  },
  'uploads.maxPerAccount': {
    type: 'integer',
    default: 1_000,
    min: 1,
    max: 100_000,
    unit: 'files',
    why: 'Files that one account may keep.',
  },
  'uploads.timeout': {
    type: 'seconds',
    default: 300,
    min: 1,
    max: 3_600,
    why: 'Files have this long to arrive; other requests have `server.requestTimeout`.',
  },
  'uploads.concurrency': {
    type: 'integer',
    default: 32,
    min: 1,
    max: 1_000,
    why: 'Requests with files that are received at the same time, a quarter of them from one account. Above it the answer is 503 with Retry-After.',
  },
  'uploads.limit': {
    type: 'limit',
    default: '60 per minute; 2000 per day',
    why: 'Requests with files, for one address and for one account.',
  },
  'uploads.maxPixels': {
    type: 'integer',
    default: 25_000_000,
    min: 10_000,
    max: 500_000_000,
    unit: 'pixels',
    why: 'Width times height times frames of an image, asked before it is decoded. Its process takes up to 20 bytes of memory for each, AVIF the most.',
  },
  'uploads.maxFrames': {
    type: 'integer',
    default: 100,
    min: 1,
    max: 1_000,
    unit: 'frames',
    why: 'Frames of an animated image.',
  },
  'uploads.imageTimeout': {
    type: 'seconds',
    default: 20,
    min: 1,
    max: 300,
    why: 'Of the processor. An image that takes more to be made anew, or three times as long by the clock, is refused.',
  },
  'uploads.imageConcurrency': {
    type: 'integer',
    default: 1,
    min: 1,
    max: 16,
    why: 'Images made anew at the same time, so that other pages keep the processor.',
  },
  'uploads.imageQueue': {
    type: 'integer',
    default: 64,
    min: 1,
    max: 1_000,
    why: 'Images that may wait for that. Above it the answer is 503 with Retry-After.',
  },
  'uploads.storage': {
    type: 'enum',
    values: ['folder', 's3'],
    default: 'folder',
    why: 'Where files are kept: a folder of this machine, or a bucket of Amazon S3 or a server that speaks like it.',
  },
  'uploads.folder': {
    type: 'path',
    default: '',
    defaultWords: '`uploads` in the data folder',
    why: 'The folder. Temporary files stand beside the kept ones. Nothing else may serve it.',
  },
  'uploads.bucket': {
    type: 'string',
    default: '',
    check: (name: string) =>
      BUCKET.test(name) ? undefined : 'the name of a bucket, 3 to 63 small letters, digits, dots and hyphens',
    why: 'The bucket. It must not be readable by the public.',
  },
  'uploads.bucketRegion': {
    type: 'string',
    default: 'us-east-1',
    check: checkOneLine(64),
    why: 'The region that requests are signed for.',
  },
  'uploads.bucketEndpoint': {
    type: 'url',
    default: '',
    defaultWords: 'that of Amazon',
    check: (url: string) =>
      ENDPOINT.test(url) ? undefined : 'an `https:` or `http:` address without user name and path',
    why: 'Another server than Amazon’s. The names of files stand in its path, as most such servers want it.',
  },
  'uploads.bucketPrefix': {
    type: 'string',
    default: '',
    check: checkOneLine(200),
    why: 'Stands before each key, say `portcullis/`, where the bucket holds other things as well.',
  },
  'uploads.bucketKeyId': {
    type: 'string',
    default: '',
    defaultWords: 'what Amazon’s tools would take: environment, files, the machine’s role',
    check: checkOneLine(200),
    why: 'The id of the access key.',
  },
  'uploads.bucketKeySecret': {
    type: 'string',
    default: '',
    secret: true,
    check: checkOneLine(200),
    why: 'The access key that goes with this id.',
  },
  'uploads.scanner': {
    type: 'enum',
    values: ['none', 'clamav'],
    default: 'none',
    why: 'Who looks each file over for viruses before it is kept.',
  },
  'uploads.clamavSocket': {
    type: 'path',
    default: '/run/clamav/clamd.ctl',
    why: 'The socket of ClamAV’s daemon, where `uploads.clamavHost` names no other machine. The default is Debian’s.',
  },
  'uploads.clamavHost': {
    type: 'string',
    default: '',
    check: checkHost,
    why: 'Another machine with the daemon. The files go there unencrypted: only on a network of your own.',
  },
  'uploads.clamavPort': {
    type: 'integer',
    default: 3_310,
    min: 1,
    max: 65_535,
    why: 'The port of the daemon there.',
  },
  'uploads.clamavTimeout': {
    type: 'seconds',
    default: 60,
    min: 1,
    max: 600,
    why: 'A scan that takes longer counts as none: see `uploads.whenScannerIsDown`.',
  },
  'uploads.clamavMaxBytes': {
    type: 'bytes',
    default: 100 * MIB,
    min: KIB,
    max: 4 * GIB,
    why: 'No more than the daemon’s `StreamMaxLength`: what it does not read whole, it does not judge.',
  },
  'uploads.whenScannerIsDown': {
    type: 'enum',
    values: ['refuse', 'wait'],
    default: 'refuse',
    why: 'What becomes of a file that could not be scanned: refused, or kept and given to nobody, its owner included, until it has been.',
  },
  'uploads.origin': {
    type: 'origin',
    default: '',
    defaultWords: 'none: files are given out at `origin`',
    check: checkOrigin,
    why: 'Another origin that leads to the same server, best on another domain, where files of people are given out and nothing else is (ASVS V3.5.4).',
  },
} as const satisfies Table
