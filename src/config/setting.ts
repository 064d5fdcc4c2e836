// What one setting is: its type, limits, default and reason, as data.

interface Common {
  /** One or two plain sentences: what it is good for, for the person who decides about it. */
  readonly why: string
  /** The default in words, where the plain value would not say it. */
  readonly defaultWords?: string
  /** Its value is never shown: not in a problem, not in a log. */
  readonly secret?: true
}

interface Numeric extends Common {
  readonly default: number
  readonly min: number
  readonly max: number
  /** Only for integers; seconds and bytes say theirs by their type. */
  readonly unit?: string
}

interface Textual extends Common {
  /** The empty text is allowed where it is the default, and then means "not set". */
  readonly default: string
  /** What a right value is, when this one isn't; the text is never empty here. Sees the value before anything else does. */
  readonly check?: (text: string) => string | undefined
}

export type Setting =
  | ({ readonly type: 'boolean'; readonly default: boolean } & Common)
  | ({ readonly type: 'integer' | 'seconds' | 'bytes' } & Numeric)
  | ({ readonly type: 'enum'; readonly default: string; readonly values: readonly string[] } & Common)
  | ({ readonly type: 'string' | 'path' | 'url' | 'origin' | 'limit' } & Textual)
  | ({
      readonly type: 'list'
      readonly default: readonly string[]
      /** As for texts, for each item. */
      readonly check?: (item: string) => string | undefined
    } & Common)

export type Value = boolean | number | string | readonly string[]

export type Table = Readonly<Record<string, Setting>>

/** What a setting's value is once loaded. */
type ValueOf<S> = S extends { type: 'boolean' }
  ? boolean
  : S extends { type: 'integer' | 'seconds' | 'bytes' }
    ? number
    : S extends { type: 'enum'; values: readonly (infer V)[] }
      ? V
      : S extends { type: 'list' }
        ? readonly string[]
        : string

/** What a person may write for it: durations and sizes as text ("12h", "64 KiB"), lists as comma-separated text. */
type InputOf<S> = S extends { type: 'seconds' | 'bytes' }
  ? number | string
  : S extends { type: 'list' }
    ? readonly string[] | string
    : ValueOf<S>

type Head<K extends string> = K extends `${infer H}.${string}` ? H : K
type Below<T, H extends string> = { [K in keyof T & string as K extends `${H}.${infer R}` ? R : never]: T[K] }

/** The table's dotted names as a nested object of values. */
export type Loaded<T> = {
  readonly [H in Head<keyof T & string>]: H extends keyof T ? ValueOf<T[H]> : Loaded<Below<T, H>>
}

/** The same as a person writes it: every name may be left out. */
export type Input<T> = {
  readonly [H in Head<keyof T & string>]?:
    | (H extends keyof T ? InputOf<T[H]> : Input<Below<T, H>>)
    | undefined
}
