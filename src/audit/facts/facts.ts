// What is known of the audited application, before any rule: the only thing that rules see.
import type { Step } from '../finding.ts'
import type { Location } from '../location.ts'
import type { Project } from '../project.ts'
import type { Call, Expr } from '../python/ast.ts'
import type { CallSite, ClassInfo, FunctionInfo, Literal, Names } from '../python/names-api.ts'

import type { Form, Hole, Template } from '../templates/template.ts'
import type { Body } from './code/body.ts'
import type { Store } from './code/gather.ts'

export interface Facts {
  readonly project: Project
  readonly names: Names
  /** Every `Flask(…)` of the project, the factories' too. */
  readonly apps: readonly AppFact[]
  readonly routes: readonly Route[]
  readonly config: Config
  readonly extensions: Extensions
  readonly hooks: readonly Hook[]
  readonly headers: HeaderFacts
  readonly flow: Flow
  readonly templates: TemplateFacts
  readonly deployment: Deployment
  /** Assignments to attributes and items, anywhere. */
  readonly stores: readonly Store[]
  /** What a function does itself. */
  readonly bodyOf: (fn: FunctionInfo) => Body
}

export interface AppFact {
  readonly call: Call
  readonly at: Location
  readonly inside: FunctionInfo | null
  /** Answers JSON alone: no template rendered, no cookie session read or written, no login by cookie. */
  readonly apiOnly: boolean
  /** Reads or writes `flask.session`, or signs in by Flask-Login. */
  readonly cookieSession: boolean
}

// Routes

export interface Decorator {
  readonly expr: Expr
  /** Canonical name, with `()` at the end where it is called: `flask_login.login_required`, `flask_limiter.Limiter().limit()`. */
  readonly name: string | undefined
  readonly call: Call | null
}

export interface Route {
  /** With the prefixes of its blueprints: `/api/users/<int:id>`; holes that are no literal are `…`. */
  readonly path: string
  /** Upper case; without HEAD and OPTIONS. */
  readonly methods: readonly string[]
  readonly endpoint: string
  readonly view: FunctionInfo
  readonly by: 'decorator' | 'add_url_rule' | 'method-view' | 'resource' | 'connexion'
  /** Parameter name → converter: `string` where none is given. */
  readonly params: ReadonlyMap<string, string>
  /** Topmost first: of the function, and of its class (`decorators = [...]`, `method_decorators`). */
  readonly decorators: readonly Decorator[]
  /** Decorators that stand above `@route`, and so do nothing for the request. */
  readonly deadDecorators: readonly Decorator[]
  /** Those of them that would keep strangers out. */
  readonly deadGuards: readonly Step[]
  /** Qualified variable of its blueprint (`shop.auth.bp`); null for the app itself. */
  readonly blueprint: string | null
  readonly at: Location
  /** What keeps strangers out: login_required, a before_request of the app or blueprint, a check at the top of the view. */
  readonly guards: readonly Step[]
  /** Limits that hold for it: decorator, blueprint, default, shared. */
  readonly limits: readonly Step[]
  readonly csrfExempt: Step | null
  /** Reads cookies or a cookie session, by itself or by its guards. */
  readonly usesSession: boolean
  /** Told by headers alone: `Authorization`, an API key. */
  readonly bearerOnly: boolean
  /** What it does, from its name, path and body. */
  readonly purposes: ReadonlySet<Purpose>
  /** Changes something: a database write, a file, a session's identity, a mail. */
  readonly changesState: Step | null
}

export type Purpose =
  | 'login'
  | 'logout'
  | 'register'
  | 'reset-request'
  | 'reset'
  | 'change-password'
  | 'one-time-code'
  | 'token'
  | 'upload'
  | 'admin'
  | 'debug'
  | 'search'
  | 'contact'

/** before_request, after_request, errorhandler, context processors, request_loader, user_loader … */
export interface Hook {
  readonly event: string
  readonly fn: FunctionInfo
  readonly blueprint: string | null
  /** errorhandler's argument. */
  readonly argument: Expr | null
  readonly at: Location
}

// Configuration

export interface ConfigValue {
  readonly key: string
  readonly at: Location
  readonly value: Expr | null
  readonly literal: Literal | undefined
  /**
   * `literal`: stands in the source · `env`: from the environment, aborting or None when missing · `env-default`: from the
   * environment with a literal to fall back on (`literal` holds it) · `generated`: made anew in each process (os.urandom,
   * secrets.token_*, uuid4) · `computed`: anything else.
   */
  readonly how: 'literal' | 'env' | 'env-default' | 'generated' | 'computed'
  /** The class or file it stands in, and the environments that name means: `ProductionConfig` → production. */
  readonly of: string
  readonly environment: 'production' | 'development' | 'testing' | 'any'
}

export interface Config {
  /** What holds in the most production-like configuration: later wins, subclasses win. */
  get(key: string): ConfigValue | undefined
  /** Everything assigned to the key, in source order, test configurations left out. */
  all(key: string): readonly ConfigValue[]
  readonly keys: readonly string[]
  /** Configuration that the source can't tell: from_envvar, from_prefixed_env, a file that is not there. Empty: all is known. */
  readonly elsewhere: readonly Step[]
}

// Extensions

export interface Extension {
  /** Canonical class: `flask_wtf.csrf.CSRFProtect`, `flask_limiter.Limiter`, `flask_talisman.Talisman`, … */
  readonly name: string
  readonly call: Call
  readonly at: Location
  /** Bound to an app, by its constructor or `init_app`, perhaps in another file. */
  readonly bound: Step | null
  /** Arguments of constructor and `init_app` together, by their keyword; literal where told. */
  readonly options: ReadonlyMap<string, Expr>
}

export interface Extensions {
  all(name: string): readonly Extension[]
  /** The first one that is bound to an app. */
  bound(name: string): Extension | undefined
  /** What guards against CSRF for the whole app: an extension, or a before_request that does it. */
  readonly csrf: {
    readonly by: 'flask-wtf' | 'seasurf' | 'own' | 'samesite-strict' | 'other'
    readonly step: Step
  } | null
  readonly list: readonly Extension[]
}

/** Response headers for the whole app: after_request, Talisman, flask-csp, secure, nginx. Names in lower case. */
export interface HeaderFacts {
  readonly set: ReadonlyMap<
    string,
    { readonly value: string | undefined; readonly at: Location; readonly by: string }
  >
}

// Data flow

/** What a value is safe for, once it was cleaned. */
export type Clean =
  | 'html'
  | 'sql'
  | 'path'
  | 'url'
  | 'shell'
  | 'code'
  | 'header'
  | 'regex'
  | 'identifier'
  | 'all'

export type SourceKind =
  | 'request' // query, form, JSON, headers, cookies, path parameters, files' names
  | 'stored' // read from a database or file: somebody may have put it there
  | 'parameter' // of a function that nobody known calls

export interface Taint {
  readonly kind: SourceKind
  /** `request.args['q']` as it stands in the source. */
  readonly source: Step
  /** From the source on, without it: assignments, calls, joins. */
  readonly steps: readonly Step[]
  readonly clean: ReadonlySet<Clean>
  /** The value is the request's own structure (a dict or list from JSON), not a string. */
  readonly structured: boolean
  /** How much of the string it is: `whole`, `start` (begins with it), `part`. */
  readonly portion: 'whole' | 'start' | 'part'
}

export interface SinkSpec {
  /** Names the sink within the rule's findings: the rule's id, or `FL501/raw`. */
  readonly id: string
  /**
   * Canonical names of calls; `*.execute` matches any object's method of that name (when the object isn't known to be
   * something else), `=attribute` an assignment to an attribute of that name.
   */
  readonly calls: readonly string[]
  /** Positions and keywords of the arguments that must be clean: `[0, 'sql']`; `'*'` is all, `'self'` the object called on. */
  readonly args: readonly (number | string)[]
  /** What makes a value harmless here. */
  readonly clean: Clean
  /** Only when the data decides the beginning of the string (SSRF's host, an open redirect). */
  readonly startOnly?: boolean
}

export interface FlowFound {
  readonly sink: SinkSpec
  readonly site: CallSite | null
  readonly arg: Expr
  readonly at: Location
  /** One a way that the data takes, the surest and shortest first. Never empty. */
  readonly taints: readonly Taint[]
}

export interface Flow {
  /** What arrives at the sinks of this id; one entry a sink's place. */
  into(sinkId: string): readonly FlowFound[]
  /** What is known of this very expression; empty when nothing tainted is in it. */
  taintOf(expr: Expr): readonly Taint[]
  /** The value of a string built of constants and holes, for context: `SELECT * FROM t WHERE a = \0`; holes are `\0`. */
  textOf(expr: Expr): string | undefined
}

// Templates

export interface Render {
  readonly template: string
  readonly call: Call
  readonly view: FunctionInfo | null
  /** Variable of the template → expression. `**locals()` gives `all: true`. */
  readonly values: ReadonlyMap<string, Expr>
  readonly all: boolean
  readonly at: Location
}

export interface TemplateFacts {
  readonly list: readonly Template[]
  readonly byName: ReadonlyMap<string, Template>
  readonly renders: readonly Render[]
  /** Every render of a template that shows this one: itself, by extends, include or import. */
  rendersOf(template: Template): readonly Render[]
  /** What may stand in a hole: taints of what views pass for its variable, through set, for, macros and attributes. */
  taintOf(template: Template, hole: Hole): readonly Taint[]
  /** The route a form posts to, where that can be told. */
  routeOf(template: Template, form: Form): Route | undefined
  /** Does `Environment(autoescape=…)` or the extension escape here. */
  escapes(template: Template): boolean
}

// What is not Python

export interface Requirement {
  /** Lower case, `-` for `_` and `.` (PEP 503). */
  readonly name: string
  /** `==2.0.1`, `>=1`, '' */
  readonly spec: string
  /** The exact version, where pinned. */
  readonly version: string | null
  readonly hashed: boolean
  readonly at: Location
}

export interface Deployment {
  readonly requirements: readonly Requirement[]
  /** poetry.lock, Pipfile.lock, uv.lock, pdm.lock, or requirements with `--hash`; the file. */
  readonly lock: string | null
  /** Environment that a Dockerfile, compose file, Procfile, .env or .flaskenv sets. */
  readonly environment: readonly { readonly name: string; readonly value: string; readonly at: Location }[]
  /** Commands that start the app: CMD, ENTRYPOINT, Procfile, compose `command`, scripts. */
  readonly commands: readonly { readonly words: readonly string[]; readonly at: Location }[]
  readonly baseImages: readonly { readonly image: string; readonly at: Location }[]
  /** Headers and redirects that an nginx or caddy file sets. */
  readonly proxyHeaders: ReadonlyMap<string, { readonly value: string; readonly at: Location }>
  readonly redirectsToHttps: Location | null
}

export type { CallSite, ClassInfo, FunctionInfo }
