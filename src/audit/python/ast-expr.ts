// Expressions of Python as the rules see them. Statements, and what binds both: ast.ts.
// Follows the names of Python's own `ast` module (docs.python.org/3/library/ast.html) where one exists.

/** Where a node comes from: a module, or a template whose expressions were read with the same grammar. */
export interface Origin {
  /** Path below the audited folder, with `/`. */
  readonly file: string
  readonly text: string
}

export interface Span {
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

export interface Param extends Span {
  readonly name: string
  readonly form: 'plain' | 'star' | 'double-star'
  readonly default: Expr | null
  readonly annotation: Expr | null
}
