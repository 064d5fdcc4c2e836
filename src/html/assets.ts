// The pages' own files: read once, served under a name that holds their hash, pinned by their digest in the page.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname, parse } from 'node:path'

const FOLDER = new URL('./assets/', import.meta.url)
/** As its makers publish it for browsers; found beside the module that a bundler would take. */
const WEBAUTHN = new URL('../dist/bundle/index.umd.min.js', import.meta.resolve('@simplewebauthn/browser'))
const PREFIX = '/_portcullis/'
/** Characters of the SHA-256 in the file name: 72 bits, so that a name never stands for two contents. */
const HASH_LENGTH = 12

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
}

/** Where a page finds a file, and what it must be: a browser refuses other bytes (Subresource Integrity, W3C). */
export interface Asset {
  path: string
  integrity: string
}

export interface Assets {
  css: Asset
  script: Asset
  icon: Asset
  logo: Asset
  /** Passkeys: what browsers lack for them, and our own part. Only on pages that offer them. */
  webauthn: Asset
  passkeys: Asset
  /** Forms with files. Only on pages that have one. */
  uploads: Asset
}

/** One answer. The name changes with the content, so that it may be cached for good (`immutable`). */
export interface AssetFile {
  type: string
  body: Buffer
  etag: string
}

let loaded: { assets: Assets; files: ReadonlyMap<string, AssetFile> } | undefined

/** What a page links to. The first call reads the files; call it at the start. Throws when one is missing. */
export function assets(): Assets {
  return load().assets
}

/** What to serve, by path (`/_portcullis/site.HASH.css`). No other path exists. */
export function assetFiles(): ReadonlyMap<string, AssetFile> {
  return load().files
}

function load() {
  if (loaded) return loaded
  const files = new Map<string, AssetFile>()
  const assets = {
    css: read('site.css', files),
    script: read('site.js', files),
    icon: read('icon.svg', files),
    logo: read('logo.svg', files),
    webauthn: read(WEBAUTHN, files, 'webauthn.js'),
    passkeys: read('passkeys.js', files),
    uploads: read('uploads.js', files),
  }
  loaded = { assets, files }
  return loaded
}

/** `name`: what it is called in its address, where its file has another name. */
function read(file: string | URL, files: Map<string, AssetFile>, name = String(file)): Asset {
  const body = readFileSync(new URL(file, FOLDER))
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, HASH_LENGTH)
  const path = `${PREFIX}${parse(name).name}.${hash}${extname(name)}`
  files.set(path, { type: TYPES[extname(name)]!, body, etag: `"${hash}"` })
  return { path, integrity: `sha384-${createHash('sha384').update(body).digest('base64')}` }
}
