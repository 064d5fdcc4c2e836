// Folders that are to be written into: whether that goes, found out by doing it, and making one that is missing.
import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync, statSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Why nothing can be kept in this folder; undefined: it can. A missing one is judged by its nearest parent that exists, and not made.
 * A file is made there and removed at once: access rights alone say yes to root everywhere, to /proc and /sys too.
 */
export function whyNotWritable(folder: string): string | undefined {
  try {
    const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    if (isFolder === false) return `${folder} is no folder`
    if (isFolder === undefined)
      return dirname(folder) === folder ? `${folder} does not exist` : whyNotWritable(dirname(folder))
    const trial = join(folder, `.portcullis-${randomUUID()}`)
    closeSync(openSync(trial, 'wx', 0o600))
    unlinkSync(trial)
    return undefined
  } catch (error) {
    return `${folder} can't be written to (${(error as NodeJS.ErrnoException).code})`
  }
}

/**
 * Makes the folder and those above it that are missing. One by one: below /proc the recursive `mkdirSync` of Node 24 never returns.
 * @throws as mkdirSync does
 */
export function makeFolders(folder: string, mode: number): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(folder) !== folder) makeFolders(dirname(folder), mode)
  try {
    mkdirSync(folder, { mode })
  } catch (error) {
    // Another process may have made it meanwhile; a file in its place is an error all the same.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}
