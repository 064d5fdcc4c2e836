// A project made of files given as text.
import type { Location } from '../../../src/audit/location.ts'
import type { FileKind, Project, SourceFile } from '../../../src/audit/project.ts'

export function projectOf(texts: Record<string, string>, kind: FileKind = 'ini'): Project {
  const files: SourceFile[] = Object.entries(texts).map(([path, text]) => ({ path, kind, text }))
  return {
    root: '/x',
    files,
    byPath: new Map(files.map((file) => [file.path, file])),
    leftOut: [],
    notes: [],
  }
}

/** The text that a place speaks of. */
export function textAt(texts: Record<string, string>, { file, start, end }: Location): string {
  return (texts[file] ?? '').slice(start, end)
}
