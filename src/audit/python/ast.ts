// Python as the rules see it: a small tree of statements and expressions, whatever the grammar calls them.
// Follows the names of Python's own `ast` module (docs.python.org/3/library/ast.html) where one exists.
import type { Call, Expr, Name, Origin, Param, Span } from './ast-expr.ts'

export type * from './ast-expr.ts'

export interface FunctionDef extends Span {
  readonly kind: 'FunctionDef'
  readonly name: string
  readonly params: readonly Param[]
  readonly body: readonly Stmt[]
  /** Topmost first, without the `@`. */
  readonly decorators: readonly Expr[]
  readonly isAsync: boolean
  readonly returns: Expr | null
}
export interface ClassDef extends Span {
  readonly kind: 'ClassDef'
  readonly name: string
  readonly bases: readonly Expr[]
  readonly keywords: Call['keywords']
  readonly body: readonly Stmt[]
  readonly decorators: readonly Expr[]
}
export interface Return extends Span {
  readonly kind: 'Return'
  readonly value: Expr | null
}
/** `a = b = value` has two targets; an annotation without value has `value: null`. */
export interface Assign extends Span {
  readonly kind: 'Assign'
  readonly targets: readonly Expr[]
  readonly value: Expr | null
  readonly annotation: Expr | null
}
export interface AugAssign extends Span {
  readonly kind: 'AugAssign'
  readonly target: Expr
  /** Without the `=`. */
  readonly op: string
  readonly value: Expr
}
export interface ExprStmt extends Span {
  readonly kind: 'ExprStmt'
  readonly value: Expr
}
/** `elif` is an If alone in `orelse`. */
export interface If extends Span {
  readonly kind: 'If'
  readonly test: Expr
  readonly body: readonly Stmt[]
  readonly orelse: readonly Stmt[]
}
export interface For extends Span {
  readonly kind: 'For'
  readonly target: Expr
  readonly iter: Expr
  readonly body: readonly Stmt[]
  readonly orelse: readonly Stmt[]
}
export interface While extends Span {
  readonly kind: 'While'
  readonly test: Expr
  readonly body: readonly Stmt[]
  readonly orelse: readonly Stmt[]
}
export interface With extends Span {
  readonly kind: 'With'
  readonly items: readonly { readonly context: Expr; readonly target: Expr | null }[]
  readonly body: readonly Stmt[]
}
export interface Try extends Span {
  readonly kind: 'Try'
  readonly body: readonly Stmt[]
  readonly handlers: readonly {
    readonly type: Expr | null
    readonly name: Name | null
    readonly body: readonly Stmt[]
  }[]
  readonly orelse: readonly Stmt[]
  readonly finalbody: readonly Stmt[]
}
export interface Raise extends Span {
  readonly kind: 'Raise'
  readonly value: Expr | null
}
export interface Import extends Span {
  readonly kind: 'Import'
  /** `import a.b as c` */
  readonly names: readonly { readonly name: string; readonly alias: string | null }[]
}
export interface ImportFrom extends Span {
  readonly kind: 'ImportFrom'
  /** Without the leading dots; '' for `from . import x`. */
  readonly module: string
  /** How many dots lead. */
  readonly level: number
  /** `name: '*'` for all. */
  readonly names: readonly { readonly name: string; readonly alias: string | null }[]
}
export interface Assert extends Span {
  readonly kind: 'Assert'
  readonly test: Expr
}
export interface Delete extends Span {
  readonly kind: 'Delete'
  readonly targets: readonly Expr[]
}
export interface Global extends Span {
  readonly kind: 'Global'
  /** `global` and `nonlocal` */
  readonly names: readonly string[]
}
export interface Match extends Span {
  readonly kind: 'Match'
  readonly subject: Expr
  /** `literals`: what a case compares with, for an allow-list; null where it is anything else. */
  readonly cases: readonly {
    readonly literals: readonly Expr[] | null
    /** Names that the pattern binds. */
    readonly binds: readonly Name[]
    readonly guard: Expr | null
    readonly body: readonly Stmt[]
  }[]
}
/** pass, break, continue, and what the grammar could not read (`kind: 'Broken'`), with the statements found in it. */
export interface Plain extends Span {
  readonly kind: 'Pass' | 'Break' | 'Continue'
}
export interface Broken extends Span {
  readonly kind: 'Broken'
  readonly body: readonly Stmt[]
}

export type Stmt =
  | FunctionDef
  | ClassDef
  | Return
  | Assign
  | AugAssign
  | ExprStmt
  | If
  | For
  | While
  | With
  | Try
  | Raise
  | Import
  | ImportFrom
  | Assert
  | Delete
  | Global
  | Match
  | Plain
  | Broken

export interface Comment extends Span {
  /** With the `#`. */
  readonly text: string
}

export interface Module extends Origin {
  /** Dotted: `shop.views`; a package's `__init__.py` is the package. */
  readonly name: string
  readonly isPackage: boolean
  readonly body: readonly Stmt[]
  readonly comments: readonly Comment[]
  /** The grammar met something it could not read. */
  readonly broken: boolean
  /** Why only a part of it was read, for a note: too deep, too long a time. */
  readonly trouble?: string
}
