// The files of the audited project, read once: what each is, and what was left out and why.

export type FileKind =
  | 'python'
  | 'template'
  | 'yaml'
  | 'toml'
  | 'json'
  | 'requirements'
  | 'dockerfile'
  | 'compose'
  | 'procfile'
  | 'env'
  | 'nginx'
  | 'ini'
  | 'script'

export interface SourceFile {
  /** Path below the audited folder, with `/`. */
  readonly path: string
  readonly kind: FileKind
  readonly text: string
  /** The text is not what UTF-8 makes of the bytes (a mark at the start, another encoding): it can't be written back. */
  readonly altered?: true
  /** A `.env` that a `.gitignore` keeps out of the repository. */
  readonly ignored?: true
}

/** Something that could not be read or was read in part; never a reason to stop. */
export interface Note {
  readonly file: string
  readonly what: string
}

/** `tests`: 14 files left out, and so on. */
export interface LeftOut {
  readonly why: 'tests' | 'migrations' | 'vendored' | 'excluded' | 'too large' | 'not text'
  readonly files: number
}

export interface Project {
  /** Absolute. */
  readonly root: string
  readonly files: readonly SourceFile[]
  readonly byPath: ReadonlyMap<string, SourceFile>
  readonly leftOut: readonly LeftOut[]
  readonly notes: readonly Note[]
}
