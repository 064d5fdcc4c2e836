// Names that need no import in the project: built-in functions, what `from flask import *` brings, Python's own modules.

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** docs.python.org/3/library/functions.html and /exceptions.html, and what Python 2 had besides. */
export const BUILTINS = words(`
  ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
  BufferError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError EOFError
  EnvironmentError Exception ExceptionGroup FileExistsError FileNotFoundError FloatingPointError IOError ImportError
  IndexError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotImplemented
  NotImplementedError OSError OverflowError PermissionError RecursionError ReferenceError RuntimeError StopIteration
  StopAsyncIteration SyntaxError SystemError SystemExit TimeoutError TypeError UnicodeDecodeError UnicodeEncodeError
  UnicodeError UserWarning ValueError Warning ZeroDivisionError abs aiter all anext any ascii bin bool breakpoint
  bytearray bytes callable chr classmethod compile complex delattr dict dir divmod enumerate eval exec exit filter
  float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len list locals
  map max memoryview min next object oct open ord pow print property quit range repr reversed round set setattr slice
  sorted staticmethod str sum super tuple type vars zip __import__ __name__ __file__
  raw_input unicode basestring unichr long xrange file reload execfile reduce apply cmp intern buffer coerce
`)

/** What a star import of Flask brings into a module. */
export const FLASK_EXPORTS = words(`
  Flask Blueprint Config Request Response abort after_this_request appcontext_popped appcontext_pushed copy_current_request_context
  current_app flash g get_flashed_messages get_template_attribute has_app_context has_request_context json jsonify
  make_response redirect render_template render_template_string request send_file send_from_directory session signals
  stream_template stream_template_string stream_with_context url_for Markup escape safe_join
`)

/** A file of the project with such a name beside the importing one is not what is meant, unless it stands at a root. */
export const STANDARD_MODULES = words(`
  abc argparse array ast asyncio base64 binascii bisect builtins bz2 calendar cgi cmath cmd code codecs collections
  colorsys concurrent configparser contextlib contextvars copy csv ctypes curses dataclasses datetime dbm decimal
  difflib dis distutils email encodings enum errno fcntl filecmp fileinput fnmatch fractions ftplib functools gc getopt
  getpass gettext glob graphlib grp gzip hashlib heapq hmac html http imaplib imghdr imp importlib inspect io ipaddress
  itertools json keyword linecache locale logging lzma mailbox marshal math mimetypes mmap multiprocessing netrc numbers
  operator optparse os pathlib pdb pickle pkgutil platform plistlib poplib posixpath pprint profile pstats pty pwd queue
  quopri random re readline resource runpy sched secrets select selectors shelve shlex shutil signal site smtplib
  socket socketserver sqlite3 ssl stat statistics string stringprep struct subprocess symtable sys sysconfig syslog
  tarfile telnetlib tempfile termios test textwrap threading time timeit token tokenize tomllib trace traceback
  tracemalloc tty types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser wsgiref xml xmlrpc
  zipapp zipfile zipimport zlib zoneinfo
  urllib2 urlparse httplib Cookie cookielib ConfigParser Queue StringIO cStringIO cPickle commands md5 sha
  flask werkzeug jinja2 click itsdangerous markupsafe sqlalchemy wtforms requests yaml jwt redis celery
`)

/** Classes of libraries whose subclasses in a project still are what rules ask for: `class Shop(Flask)` is a Flask. */
export const KNOWN_BASES = words(`
  flask.Flask flask.Blueprint flask_restful.Api flask_restx.Api flask_restx.Namespace flask_sqlalchemy.SQLAlchemy
  flask_wtf.csrf.CSRFProtect flask_seasurf.SeaSurf flask_limiter.Limiter flask_talisman.Talisman
  flask_login.LoginManager flask_jwt_extended.JWTManager flask_cors.CORS connexion.FlaskApp flask_openapi3.OpenAPI
  apiflask.APIFlask quart.Quart
`)

/** Attributes that Flask itself gives an app: setting one makes no variable of the project. */
export const APP_ATTRIBUTES = words(`
  wsgi_app config secret_key debug testing env jinja_env jinja_options jinja_environment jinja_loader json json_encoder
  json_decoder json_provider_class session_interface session_cookie_name request_class response_class
  test_client_class url_rule_class url_map logger static_folder static_url_path template_folder root_path
  instance_path permanent_session_lifetime send_file_max_age_default extensions name import_name cli blueprints
  view_functions before_request_funcs after_request_funcs teardown_request_funcs error_handler_spec
  url_build_error_handlers login_manager propagate_exceptions
`)

/** Who is signed in: a guard asks for it by this name, whatever was put there. */
export const IDENTITY_ATTRIBUTES = words(
  'user current_user identity account member admin user_id uid current_identity',
)

/** Calls that give back their first argument, or what lets one reach it. */
export const PASSES_ON = words(`
  contextlib.closing copy.copy copy.deepcopy functools.partial functools.lru_cache functools.cache weakref.proxy
`)
