// What the rest of the auditor asks of names: what an expression stands for, wherever it was imported from.
import type { Call, ClassDef, Expr, FunctionDef, Module, Stmt } from './ast.ts'

export interface FunctionInfo {
  readonly module: Module
  readonly def: FunctionDef
  /** `shop.views.Cart.add`; for one inside another: `shop.create_app.index`. */
  readonly qualified: string
  readonly owner: ClassInfo | null
  /** The function it is defined in. */
  readonly parent: FunctionInfo | null
}

export interface ClassInfo {
  readonly module: Module
  readonly def: ClassDef
  readonly qualified: string
  /** Canonical names of the bases, where they could be told. */
  readonly bases: readonly string[]
  readonly methods: ReadonlyMap<string, FunctionInfo>
  /** Expressions assigned in the class body, in order. */
  readonly attributes: ReadonlyMap<string, readonly Expr[]>
}

export type Literal = string | number | boolean | null | readonly Literal[] | LiteralDict
export interface LiteralDict {
  readonly [key: string]: Literal
}

export interface CallSite {
  readonly call: Call
  /**
   * Canonical name of what is called: see `Names.of`. Where it can't be told (only `callsOfMethod` gives such): `?.execute`,
   * or the bare name as it is written.
   */
  readonly name: string
  readonly module: Module
  /** The function it stands in; null at module or class level. */
  readonly inside: FunctionInfo | null
}

export interface Names {
  /**
   * The canonical dotted name of what `expr` stands for, or undefined where that can't be told. A call adds `()`, an item
   * `[]`: `flask.request.form.get`, `flask.Flask().route`, `sqlite3.connect().cursor().execute`, `shop.models.User.query`.
   * Follows imports, aliases, re-exports and `from x import *` through the project's own modules; local and module variables
   * where all that is assigned to them has one name; `self.x` where the class assigns it once; and calls of the project's own
   * functions whose returns all have one name (`get_db()` → `sqlite3.connect()`).
   * Old names are mapped to those of today: `flask.ext.wtf` and `flask_wtf.CsrfProtect` → `flask_wtf.csrf.CSRFProtect`,
   * `flask_wtf.CSRFProtect` → `flask_wtf.csrf.CSRFProtect`, `flask.Markup` → `markupsafe.Markup`, `jinja2.Markup` likewise,
   * `werkzeug.secure_filename` → `werkzeug.utils.secure_filename`, `urllib.quote`, `urllib2`, … .
   */
  of(expr: Expr): string | undefined
  /** The project's own function that `expr` stands for (a name, `module.name`, `self.method`, `Class.method`). */
  functionOf(expr: Expr): FunctionInfo | undefined
  /** The project's own class that `expr` stands for: the class itself, not an object of it. */
  classOf(expr: Expr): ClassInfo | undefined
  /** The project's own class that `expr` is an object of: `Cart()`, `self`, a variable that holds one. */
  instanceOf(expr: Expr): ClassInfo | undefined
  /**
   * Which variable `expr` names, through imports, whatever it holds: `shop.auth.bp`, `shop.create_app.limiter`,
   * `shop.models.Cart.items` (for `self.items`). Undefined for foreign names.
   */
  variableOf(expr: Expr): string | undefined
  /** The class, and its bases within the project, nearest first. */
  lineage(of: ClassInfo): readonly ClassInfo[]
  /** All canonical bases, through the project's own classes, to the foreign ones: `flask.views.MethodView`. */
  allBases(of: ClassInfo): ReadonlySet<string>
  /** Its value, where the source alone tells it: literals, constants of this and other modules, `+`, `%`, f-strings of such. */
  literal(expr: Expr): Literal | undefined
  /** What is assigned to the variable or attribute that `expr` names, where it can be told; most recent last. */
  assigned(expr: Expr): readonly Expr[]
  /** The module that holds `node`; undefined for expressions of templates. */
  moduleOf(node: Expr | Stmt): Module | undefined
  /** The function that `node` stands in; null at module or class level. */
  enclosing(node: Expr | Stmt): FunctionInfo | null

  readonly modules: readonly Module[]
  readonly moduleByName: ReadonlyMap<string, Module>
  readonly functions: readonly FunctionInfo[]
  readonly classes: readonly ClassInfo[]
  /** Every call whose name could be told, in source order. */
  readonly calls: readonly CallSite[]
  /** Those of exactly this canonical name. */
  callsOf(name: string): readonly CallSite[]
  /** Those whose last part is `method`: `execute` finds `….cursor().execute`, and also calls on what is not known. */
  callsOfMethod(method: string): readonly CallSite[]
}
