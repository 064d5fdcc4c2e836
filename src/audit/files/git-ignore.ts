// Does a `.gitignore` of the project name a file: asked for the few files whose secrets then stay on one machine.
import { join } from 'node:path'
import { matcherOf } from './globs.ts'
import { readBytes } from './read.ts'

/** Longer ones are made by tools. */
const MAX_BYTES = 100_000

/**
 * From the audited folder down to the file's own, where the later line wins (gitignore(5)). A `.gitignore` above the audited
 * folder is not seen, nor what a person's own settings ignore.
 */
export function isIgnored(root: string, path: string): boolean {
  let ignored = false
  const parts = path.split('/')
  for (let depth = 0; depth < parts.length; depth++) {
    const below = parts.slice(depth).join('/')
    for (const line of linesIn(join(root, ...parts.slice(0, depth), '.gitignore'))) {
      const isNegated = line.startsWith('!')
      if (matcherOf([isNegated ? line.slice(1) : line])(below)) ignored = !isNegated
    }
  }
  return ignored
}

function linesIn(file: string): string[] {
  const bytes = readBytes(file, MAX_BYTES, false)
  if (!Buffer.isBuffer(bytes)) return []
  const lines = bytes.toString('utf8').split('\n')
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
}
