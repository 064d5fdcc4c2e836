// The name a file had with whoever sent it, cleaned for being shown; it never becomes a path.

/** @param extension that of the content, with which the name then ends */
export function cleanClientName(_raw: string, _extension: string): string {
  throw new Error('not written yet')
}

/** The header's value, by RFC 6266 and RFC 8187. */
export function contentDisposition(_name: string, _how: 'attachment' | 'inline'): string {
  throw new Error('not written yet')
}
