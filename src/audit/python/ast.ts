// Python as the rules see it: a small tree of statements and expressions, whatever the grammar calls them.
// Follows the names of Python's own `ast` module (docs.python.org/3/library/ast.html) where one exists.

/** Where a node comes from: a module, or a template whose expressions were read with the same grammar. */
export interface Origin {
  /** Path below the audited folder, with `/`. */
  readonly file: string
  readonly text: string
}

interface Span {
  /** UTF-16 offsets into the text of its origin. */
  readonly start: number
  readonly end: number
  readonly origin: Origin
}

// Expressions

export interface Name extends Span {
  readonly kind: 'Name'
  readonly id: string
}
export interface Attribute extends Span {
  readonly kind: 'Attribute'
  readonly object: Expr
  readonly name: string
}
export interface Call extends Span {
  readonly kind: 'Call'
  readonly callee: Expr
  /** Positional ones; `*rest` is a Starred. */
  readonly args: readonly Expr[]
  /** `name: null` is `**rest`. */
  readonly keywords: readonly { readonly name: string | null; readonly value: Expr }[]
}
export interface Subscript extends Span {
  readonly kind: 'Subscript'
  readonly object: Expr
  readonly index: Expr
}
export interface Slice extends Span {
  readonly kind: 'Slice'
  readonly parts: readonly Expr[]
}
/** Adjacent literals are one Str. Escapes are resolved; `bytes` for b''. */
export interface Str extends Span {
  readonly kind: 'Str'
  readonly value: string
  readonly bytes: boolean
}
/** f'' and t''; literal pieces are Str, holes are expressions. */
export interface FString extends Span {
  readonly kind: 'FString'
  readonly parts: readonly Expr[]
  /** A t'' (PEP 750): the callee gets text and values apart. */
  readonly template?: true
}
export interface Num extends Span {
  readonly kind: 'Num'
  readonly text: string
  /** NaN for complex numbers. */
  readonly value: number
}
export interface Const extends Span {
  readonly kind: 'Const'
  readonly value: true | false | null | 'Ellipsis'
}
export interface BinOp extends Span {
  readonly kind: 'BinOp'
  /** `+ - * / // % ** @ & | ^ << >>` */
  readonly op: string
  readonly left: Expr
  readonly right: Expr
}
export interface UnaryOp extends Span {
  readonly kind: 'UnaryOp'
  /** `not`, `-`, `+`, `~` */
  readonly op: string
  readonly operand: Expr
}
export interface BoolOp extends Span {
  readonly kind: 'BoolOp'
  readonly op: 'and' | 'or'
  readonly values: readonly Expr[]
}
export interface Compare extends Span {
  readonly kind: 'Compare'
  readonly left: Expr
  /** `==`, `!=`, `<`, …, `in`, `not in`, `is`, `is not` */
  readonly rest: readonly { readonly op: string; readonly right: Expr }[]
}
export interface Sequence extends Span {
  readonly kind: 'List' | 'Tuple' | 'Set'
  readonly elements: readonly Expr[]
}
export interface Dict extends Span {
  readonly kind: 'Dict'
  /** `key: null` is `**rest`. */
  readonly entries: readonly { readonly key: Expr | null; readonly value: Expr }[]
}
export interface Lambda extends Span {
  readonly kind: 'Lambda'
  readonly params: readonly Param[]
  readonly body: Expr
}
export interface IfExp extends Span {
  readonly kind: 'IfExp'
  readonly test: Expr
  readonly body: Expr
  readonly orelse: Expr
}
export interface Comprehension extends Span {
  readonly kind: 'Comprehension'
  readonly of: 'list' | 'set' | 'dict' | 'generator'
  readonly element: Expr
  /** The value of a dict comprehension. */
  readonly value: Expr | null
  readonly clauses: readonly {
    readonly target: Expr
    readonly iter: Expr
    readonly conditions: readonly Expr[]
  }[]
}
export interface Starred extends Span {
  readonly kind: 'Starred'
  readonly value: Expr
}
/** `await x`, `yield x`, `yield from x` */
export interface Suspended extends Span {
  readonly kind: 'Await' | 'Yield'
  readonly value: Expr | null
}
/** `name := value` */
export interface NamedExpr extends Span {
  readonly kind: 'NamedExpr'
  readonly target: Name
  readonly value: Expr
}
/** What the grammar could not read; whatever expressions stand in it. */
export interface Unknown extends Span {
  readonly kind: 'Unknown'
  readonly children: readonly Expr[]
}

export type Expr =
  | Name
  | Attribute
  | Call
  | Subscript
  | Slice
  | Str
  | FString
  | Num
  | Const
  | BinOp
  | UnaryOp
  | BoolOp
  | Compare
  | Sequence
  | Dict
  | Lambda
  | IfExp
  | Comprehension
  | Starred
  | Suspended
  | NamedExpr
  | Unknown

// Statements

export interface Param extends Span {
  readonly name: string
  readonly form: 'plain' | 'star' | 'double-star'
  readonly default: Expr | null
  readonly annotation: Expr | null
}
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
