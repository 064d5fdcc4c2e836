// How a personal access token is written: so that a secret scanner spots it, and a slip of the keyboard costs no look-up.
import { crc32 } from 'node:zlib'

/** `pcl_ID.SECRET_CHECKSUM`: 22, 43 and 6 characters. A secret scanner takes this very pattern. */
const SHAPE = /^pcl_([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})_([0-9A-Za-z]{6})$/

export function writePersonalToken(id: string, secret: string): string {
  return `pcl_${id}.${secret}_${checksum(id, secret)}`
}

/** undefined for what is none, or has a slip in it. */
export function readPersonalToken(token: string): { id: string; secret: string } | undefined {
  const [, id = '', secret = '', check = ''] = SHAPE.exec(token) ?? []
  return id !== '' && check === checksum(id, secret) ? { id, secret } : undefined
}

/** CRC-32 in base 62: a slip of the keyboard costs no look-up, and a scanner knows a real one from a look-alike. */
function checksum(id: string, secret: string): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  let rest = crc32(`${id}.${secret}`)
  let text = ''
  for (let place = 0; place < 6; place++) {
    text = digits[rest % 62] + text
    rest = Math.floor(rest / 62)
  }
  return text
}

export function looksLikePersonalToken(text: string): boolean {
  return text.startsWith('pcl_')
}
