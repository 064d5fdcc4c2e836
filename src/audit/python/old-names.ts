// Names that moved: what a library or Python itself called a thing once, or calls it in an inner module, and its name today.

/** Old name → today's. What stands below a name moves with it. */
const MOVED: Readonly<Record<string, string>> = {
  // Flask and its parts
  'flask.Markup': 'markupsafe.Markup',
  'flask.escape': 'markupsafe.escape',
  'flask.safe_join': 'werkzeug.utils.safe_join',
  'flask.json.jsonify': 'flask.jsonify',
  'flask.app': 'flask',
  'flask.blueprints': 'flask',
  'flask.globals': 'flask',
  'flask.helpers': 'flask',
  'flask.templating': 'flask',
  'flask.wrappers': 'flask',
  'flask.ctx': 'flask',
  'flask.signals': 'flask',
  'flask._request_ctx_stack.top.request': 'flask.request',
  'flask.current_app._get_current_object()': 'flask.current_app',
  'werkzeug.exceptions.abort': 'flask.abort',
  'werkzeug.utils.redirect': 'flask.redirect',
  'werkzeug.redirect': 'flask.redirect',
  'werkzeug.abort': 'flask.abort',
  // Werkzeug
  'werkzeug.secure_filename': 'werkzeug.utils.secure_filename',
  'werkzeug.safe_join': 'werkzeug.utils.safe_join',
  'werkzeug.security.safe_join': 'werkzeug.utils.safe_join',
  'werkzeug.utils.safe_str_cmp': 'werkzeug.security.safe_str_cmp',
  'werkzeug.utils.escape': 'markupsafe.escape',
  'werkzeug.escape': 'markupsafe.escape',
  'werkzeug.generate_password_hash': 'werkzeug.security.generate_password_hash',
  'werkzeug.check_password_hash': 'werkzeug.security.check_password_hash',
  'werkzeug.FileStorage': 'werkzeug.datastructures.FileStorage',
  'werkzeug.datastructures.file_storage': 'werkzeug.datastructures',
  'werkzeug.datastructures.structures': 'werkzeug.datastructures',
  'werkzeug.datastructures.headers': 'werkzeug.datastructures',
  'werkzeug.run_simple': 'werkzeug.serving.run_simple',
  'werkzeug.Response': 'werkzeug.wrappers.Response',
  'werkzeug.BaseResponse': 'werkzeug.wrappers.Response',
  'werkzeug.Request': 'werkzeug.wrappers.Request',
  'werkzeug.wrappers.response': 'werkzeug.wrappers',
  'werkzeug.wrappers.request': 'werkzeug.wrappers',
  'werkzeug.wrappers.BaseResponse': 'werkzeug.wrappers.Response',
  'werkzeug.DebuggedApplication': 'werkzeug.debug.DebuggedApplication',
  'werkzeug.LocalProxy': 'werkzeug.local.LocalProxy',
  'werkzeug.contrib.fixers': 'werkzeug.middleware.proxy_fix',
  'werkzeug.contrib.profiler': 'werkzeug.middleware.profiler',
  'werkzeug.contrib.cache': 'cachelib',
  'werkzeug.wsgi.DispatcherMiddleware': 'werkzeug.middleware.dispatcher.DispatcherMiddleware',
  'werkzeug.wsgi.SharedDataMiddleware': 'werkzeug.middleware.shared_data.SharedDataMiddleware',
  'werkzeug.url_quote': 'urllib.parse.quote',
  'werkzeug.url_quote_plus': 'urllib.parse.quote_plus',
  'werkzeug.url_encode': 'urllib.parse.urlencode',
  'werkzeug.url_unquote': 'urllib.parse.unquote',
  'werkzeug.urls.url_quote': 'urllib.parse.quote',
  'werkzeug.urls.url_quote_plus': 'urllib.parse.quote_plus',
  'werkzeug.urls.url_unquote': 'urllib.parse.unquote',
  'werkzeug.urls.url_encode': 'urllib.parse.urlencode',
  'werkzeug.urls.url_join': 'urllib.parse.urljoin',
  'werkzeug.urls.url_parse': 'urllib.parse.urlsplit',
  'werkzeug.url_parse': 'urllib.parse.urlsplit',
  // Jinja and MarkupSafe
  'jinja2.Markup': 'markupsafe.Markup',
  'jinja2.escape': 'markupsafe.escape',
  'jinja2.utils.Markup': 'markupsafe.Markup',
  'jinja2.utils.escape': 'markupsafe.escape',
  'jinja2.utils.select_autoescape': 'jinja2.select_autoescape',
  'jinja2.environment': 'jinja2',
  'jinja2.loaders': 'jinja2',
  'markupsafe._native.escape': 'markupsafe.escape',
  'markupsafe._speedups.escape': 'markupsafe.escape',
  // WTForms
  'flask_wtf.CsrfProtect': 'flask_wtf.csrf.CSRFProtect',
  'flask_wtf.CSRFProtect': 'flask_wtf.csrf.CSRFProtect',
  'flask_wtf.csrf.CsrfProtect': 'flask_wtf.csrf.CSRFProtect',
  'flask_wtf.Form': 'flask_wtf.FlaskForm',
  'flask_wtf.form.Form': 'flask_wtf.FlaskForm',
  'flask_wtf.form': 'flask_wtf',
  'wtforms.form': 'wtforms',
  'wtforms.fields': 'wtforms',
  'wtforms.core': 'wtforms',
  'wtforms.simple': 'wtforms',
  'wtforms.html5': 'wtforms',
  'wtforms.choices': 'wtforms',
  'wtforms.numeric': 'wtforms',
  // Other extensions
  flask_restplus: 'flask_restx',
  flask_cache: 'flask_caching',
  'flask_login.login_manager': 'flask_login',
  'flask_login.utils': 'flask_login',
  'flask_login.mixins': 'flask_login',
  'flask_sqlalchemy.extension': 'flask_sqlalchemy',
  'flask_sqlalchemy.model': 'flask_sqlalchemy',
  'flask_limiter.extension': 'flask_limiter',
  'flask_limiter._extension': 'flask_limiter',
  'flask_talisman.talisman': 'flask_talisman',
  'flask_cors.extension': 'flask_cors',
  'flask_cors.decorator': 'flask_cors',
  'flask_jwt_extended.view_decorators': 'flask_jwt_extended',
  'flask_jwt_extended.utils': 'flask_jwt_extended',
  'flask_jwt_extended.jwt_manager': 'flask_jwt_extended',
  'flask_jwt_extended.jwt_refresh_token_required': 'flask_jwt_extended.jwt_required',
  'flask_jwt_extended.fresh_jwt_required': 'flask_jwt_extended.jwt_required',
  'flask_security.decorators': 'flask_security',
  'flask_security.core': 'flask_security',
  'flask_seasurf.seasurf': 'flask_seasurf',
  seasurf: 'flask_seasurf',
  'flask_restx.resource': 'flask_restx',
  'flask_restx.api': 'flask_restx',
  'flask_restx.namespace': 'flask_restx',
  'flask_classy.FlaskView': 'flask_classful.FlaskView',
  'connexion.apps.flask_app.FlaskApp': 'connexion.FlaskApp',
  'connexion.App': 'connexion.FlaskApp',
  // SQL and other data
  'sqlalchemy.sql': 'sqlalchemy',
  'sqlalchemy.expression': 'sqlalchemy',
  'sqlalchemy.elements': 'sqlalchemy',
  'sqlalchemy.engine.create_engine': 'sqlalchemy.create_engine',
  'sqlalchemy.orm.session': 'sqlalchemy.orm',
  'sqlalchemy.orm.scoping': 'sqlalchemy.orm',
  'sqlalchemy.ext.declarative.declarative_base': 'sqlalchemy.orm.declarative_base',
  'sqlalchemy.ext.declarative.DeclarativeBase': 'sqlalchemy.orm.DeclarativeBase',
  'sqlalchemy.ext.declarative.api': 'sqlalchemy.ext.declarative',
  'sqlite3.dbapi2': 'sqlite3',
  'pysqlite2.dbapi2': 'sqlite3',
  'pymongo.Connection': 'pymongo.MongoClient',
  'pymongo.mongo_client': 'pymongo',
  'redis.StrictRedis': 'redis.Redis',
  'redis.client': 'redis',
  // Tokens, keys, hashes
  'itsdangerous.url_safe': 'itsdangerous',
  'itsdangerous.jws': 'itsdangerous',
  'itsdangerous.timed': 'itsdangerous',
  'itsdangerous.serializer': 'itsdangerous',
  'itsdangerous.signer': 'itsdangerous',
  'itsdangerous.exc': 'itsdangerous',
  'jwt.api_jwt': 'jwt',
  Cryptodome: 'Crypto',
  'md5.new': 'hashlib.md5',
  'md5.md5': 'hashlib.md5',
  'sha.new': 'hashlib.sha1',
  'sha.sha': 'hashlib.sha1',
  // YAML, XML, pickles
  'yaml.loader': 'yaml',
  'yaml.cyaml': 'yaml',
  'ruamel.yaml.main': 'ruamel.yaml',
  'xml.etree.cElementTree': 'xml.etree.ElementTree',
  cPickle: 'pickle',
  _pickle: 'pickle',
  // Requests
  'requests.api': 'requests',
  'requests.sessions': 'requests',
  'requests.session': 'requests.Session',
  'requests.packages.urllib3': 'urllib3',
  'urllib3.poolmanager': 'urllib3',
  'httpx._client': 'httpx',
  // Python 2's standard library
  'urllib.quote': 'urllib.parse.quote',
  'urllib.quote_plus': 'urllib.parse.quote_plus',
  'urllib.unquote': 'urllib.parse.unquote',
  'urllib.unquote_plus': 'urllib.parse.unquote_plus',
  'urllib.urlencode': 'urllib.parse.urlencode',
  'urllib.urlopen': 'urllib.request.urlopen',
  'urllib.urlretrieve': 'urllib.request.urlretrieve',
  'urllib.URLopener': 'urllib.request.URLopener',
  'urllib.FancyURLopener': 'urllib.request.FancyURLopener',
  'urllib.pathname2url': 'urllib.request.pathname2url',
  'urllib2.HTTPError': 'urllib.error.HTTPError',
  'urllib2.URLError': 'urllib.error.URLError',
  'urllib2.quote': 'urllib.parse.quote',
  'urllib2.unquote': 'urllib.parse.unquote',
  'urllib2.urlparse': 'urllib.parse',
  urllib2: 'urllib.request',
  urlparse: 'urllib.parse',
  httplib: 'http.client',
  Cookie: 'http.cookies',
  cookielib: 'http.cookiejar',
  BaseHTTPServer: 'http.server',
  SimpleHTTPServer: 'http.server',
  xmlrpclib: 'xmlrpc.client',
  SimpleXMLRPCServer: 'xmlrpc.server',
  HTMLParser: 'html.parser',
  htmlentitydefs: 'html.entities',
  ConfigParser: 'configparser',
  Queue: 'queue',
  SocketServer: 'socketserver',
  StringIO: 'io',
  cStringIO: 'io',
  commands: 'subprocess',
  subprocess32: 'subprocess',
  simplejson: 'json',
  'cgi.escape': 'html.escape',
  posixpath: 'os.path',
  ntpath: 'os.path',
  'os.getcwdu': 'os.getcwd',
  'time.clock': 'time.perf_counter',
  'collections.Mapping': 'collections.abc.Mapping',
  // Python 2's built-in functions
  raw_input: 'input',
  unicode: 'str',
  basestring: 'str',
  unichr: 'chr',
  long: 'int',
  xrange: 'range',
  file: 'open',
  reload: 'importlib.reload',
  'io.open': 'open',
  // Six
  'six.moves.cPickle': 'pickle',
  'six.moves.input': 'input',
  'six.moves.range': 'range',
  'six.moves.configparser': 'configparser',
  'six.moves.queue': 'queue',
  'six.moves.html_parser': 'html.parser',
  'six.moves.http_client': 'http.client',
  'six.moves.http_cookies': 'http.cookies',
  'six.moves.http_cookiejar': 'http.cookiejar',
  'six.moves.urllib_parse': 'urllib.parse',
  'six.moves.urllib': 'urllib',
  'six.text_type': 'str',
  'six.string_types': 'str',
}

const MAP: ReadonlyMap<string, string> = new Map(Object.entries(MOVED))
/** `flask.ext.wtf` until Flask 1.0, `flaskext.wtf` before 0.8. */
const EXTENSION_FOLDERS = ['flask.ext.', 'flaskext.']
const BUILTINS_MODULES = ['builtins.', '__builtin__.', '__builtins__.']
/** A move may lead to a name that moved as well. */
const MAX_MOVES = 4

/** `base` has its name of today already. */
export function memberName(base: string, name: string): string {
  return movedTo(base === '' ? name : `${base}.${name}`)
}

/** Today's name of a dotted name. */
export function todaysName(dotted: string): string {
  let made = ''
  for (const part of dotted.split('.')) made = memberName(made, part)
  return made
}

/** Where a thing of exactly this name went; what it is below has moved already. */
export function movedTo(name: string): string {
  let at = name
  for (let moves = 0; moves < MAX_MOVES; moves++) {
    const next = MAP.get(at) ?? byFolder(at)
    if (next === undefined) break
    at = next
  }
  return at
}

function byFolder(name: string): string | undefined {
  // Asked for each part of each name, and nearly all begin otherwise.
  if (!name.startsWith('flask') && !name.startsWith('builtins.') && !name.startsWith('__builtin'))
    return undefined
  const extension = EXTENSION_FOLDERS.find((folder) => name.startsWith(folder))
  if (extension !== undefined) {
    const rest = name.slice(extension.length)
    return rest === '' || rest.includes('.') ? undefined : `flask_${rest}`
  }
  const builtin = BUILTINS_MODULES.find((folder) => name.startsWith(folder))
  return builtin === undefined ? undefined : name.slice(builtin.length)
}
