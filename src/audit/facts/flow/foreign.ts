// What functions of Python and of known packages do with foreign data: cleaners, and those that hand it on.
import { ALL, bitsOf, RESOLVED } from './clean.ts'

const TEXT_CLEAN = bitsOf('url', 'header', 'html')
const TOKEN = bitsOf('path', 'url', 'shell', 'header', 'html', 'identifier', 'sql', 'regex', 'code')

/** Canonical name → what the result is safe for. Names without a dot are Python's own. */
export const CLEANERS: ReadonlyMap<string, number> = new Map<string, number>([
  ...each(ALL, [
    'int', 'float', 'bool', 'complex', 'len', 'ord', 'hash', 'id', 'round', 'abs', 'sum', 'isinstance', 'issubclass', 'callable',
    'hasattr', 'any', 'all', 'range', 'bin', 'hex', 'oct', 'type', 'uuid.UUID', 'decimal.Decimal', 'fractions.Fraction',
    'datetime.date', 'datetime.datetime', 'datetime.timedelta', 'datetime.datetime.strptime',
    'datetime.datetime.fromisoformat', 'datetime.date.fromisoformat', 'datetime.time.fromisoformat',
    'datetime.datetime.fromtimestamp', 'dateutil.parser.parse', 'dateutil.parser.isoparse', 'time.strptime',
    'ipaddress.ip_address', 'ipaddress.ip_network', 'ipaddress.IPv4Address', 'ipaddress.IPv6Address', 'bson.ObjectId',
    'bson.objectid.ObjectId', 'hashlib.md5', 'hashlib.sha1', 'hashlib.sha256', 'hashlib.sha512', 'hashlib.new',
    'hashlib.blake2b', 'hashlib.blake2s', 'hashlib.scrypt', 'hashlib.pbkdf2_hmac', 'hmac.new', 'hmac.digest',
    'zlib.crc32', 'werkzeug.security.generate_password_hash', 'werkzeug.security.check_password_hash',
    'secrets.compare_digest', 'hmac.compare_digest', 'bcrypt.hashpw', 'bcrypt.checkpw', 'os.path.exists', 'os.path.isfile',
    'os.path.isdir', 'os.path.getsize', 'os.path.getmtime', 'os.listdir', 'math.floor', 'math.ceil', 'email.utils.parsedate_to_datetime',
    'mimetypes.guess_type', 'imghdr.what', 'ldap3.utils.conv.escape_filter_chars', 'ldap.filter.escape_filter_chars',
  ]),
  ...each(bitsOf('html'), [
    'markupsafe.escape', 'markupsafe.escape_silent', 'html.escape', 'cgi.escape', 'xml.sax.saxutils.escape',
    'xml.sax.saxutils.quoteattr', 'bleach.clean', 'nh3.clean', 'lxml.html.clean.clean_html', 'lxml_html_clean.clean_html',
    'flask.json.htmlsafe_dumps', 'jinja2.utils.htmlsafe_json_dumps', 'flask.escape', 'jinja2.escape', 'werkzeug.utils.escape',
    'bleach.linkify', 'django.utils.html.escape', 'nh3.clean_text',
  ]),
  ...each(bitsOf('shell'), ['shlex.quote', 'pipes.quote']),
  ...each(bitsOf('path', 'shell', 'url', 'header', 'html', 'regex', 'identifier', 'sql'), ['werkzeug.utils.secure_filename']),
  ...each(bitsOf('path'), [
    'os.path.basename', 'ntpath.basename', 'posixpath.basename', 'werkzeug.utils.safe_join', 'werkzeug.security.safe_join',
    'flask.safe_join', 'flask.helpers.safe_join',
  ]),
  ...each(TEXT_CLEAN, ['urllib.parse.quote_plus', 'urllib.parse.urlencode']),
  ...each(TEXT_CLEAN, ['urllib.parse.quote', 'werkzeug.urls.url_quote', 'werkzeug.urls.url_quote_plus', 'werkzeug.urls.url_encode']),
  ...each(bitsOf('regex'), ['re.escape', 'regex.escape']),
  ...each(bitsOf('sql', 'identifier'), [
    'psycopg2.sql.Identifier', 'psycopg.sql.Identifier', 'psycopg2.sql.Literal', 'psycopg.sql.Literal',
    'psycopg2.extensions.quote_ident', 'sqlalchemy.bindparam', 'sqlalchemy.sql.expression.bindparam',
  ]),
  ...each(TOKEN, [
    'slugify.slugify', 'werkzeug.utils.slugify', 'django.utils.text.slugify', 'base64.urlsafe_b64encode', 'binascii.hexlify',
  ]),
  ...each(bitsOf('path', 'url', 'html', 'shell', 'header', 'regex', 'sql'), ['base64.b64encode', 'base64.b32encode']),
  ...each(RESOLVED, ['os.path.realpath', 'os.path.abspath', 'os.path.normpath']),
])

/** Their result holds what their arguments hold. */
export const PASS_THROUGH: ReadonlySet<string> = new Set([
  'str', 'bytes', 'bytearray', 'repr', 'ascii', 'format', 'list', 'tuple', 'set', 'frozenset', 'dict', 'sorted', 'reversed', 'enumerate', 'zip',
  'iter', 'next', 'min', 'max', 'filter', 'map', 'getattr', 'memoryview', 'unicode', 'basestring', 'super', 'print', 'vars',
  'copy.copy', 'copy.deepcopy', 'json.loads', 'json.dumps', 'json.load', 'flask.json.loads', 'flask.json.dumps', 'simplejson.loads',
  'simplejson.dumps', 'ujson.loads', 'ujson.dumps', 'orjson.loads', 'orjson.dumps', 'ast.literal_eval', 'yaml.safe_load', 'yaml.dump', 'yaml.safe_dump',
  'base64.b64decode', 'base64.urlsafe_b64decode', 'base64.b32decode', 'base64.b16decode', 'base64.decodebytes', 'base64.standard_b64decode',
  'binascii.unhexlify', 'binascii.a2b_base64', 'bytes.fromhex', 'codecs.decode', 'codecs.encode', 'zlib.decompress', 'gzip.decompress', 'bz2.decompress',
  'os.path.join', 'posixpath.join', 'os.path.expanduser', 'os.path.expandvars', 'os.path.split', 'os.path.splitext', 'os.path.relpath', 'os.fspath',
  'os.path.dirname', 'os.path.commonpath', 'os.path.commonprefix', 'os.path.realpath', 'os.path.abspath', 'os.path.normpath', 'os.path.normcase',
  'pathlib.Path', 'pathlib.PurePath', 'pathlib.PosixPath', 'pathlib.PurePosixPath', 'pathlib.WindowsPath',
  'urllib.parse.urlparse', 'urllib.parse.urlsplit', 'urllib.parse.urljoin', 'urllib.parse.unquote', 'urllib.parse.unquote_plus',
  'urllib.parse.urlunparse', 'urllib.parse.urlunsplit', 'urllib.parse.parse_qs', 'urllib.parse.parse_qsl', 'urllib.parse.urldefrag',
  'werkzeug.urls.url_parse', 'werkzeug.urls.url_join', 'werkzeug.urls.url_unquote', 'werkzeug.urls.iri_to_uri', 'yarl.URL', 'furl.furl',
  'html.unescape', 're.sub', 're.split', 're.findall', 're.match', 're.search', 're.fullmatch', 're.finditer', 're.subn',
  'io.StringIO', 'io.BytesIO', 'io.TextIOWrapper', 'csv.reader', 'csv.DictReader', 'textwrap.dedent', 'textwrap.shorten', 'textwrap.fill', 'unicodedata.normalize', 'string.capwords',
  'markdown.markdown', 'markdown2.markdown', 'mistune.html', 'mistune.markdown', 'commonmark.commonmark', 'markupsafe.Markup', 'markupsafe.soft_str',
  'collections.OrderedDict', 'collections.defaultdict', 'collections.deque', 'collections.ChainMap', 'types.SimpleNamespace',
  'itertools.chain', 'itertools.chain.from_iterable', 'itertools.islice', 'functools.reduce', 'operator.itemgetter', 'typing.cast',
  'sqlalchemy.text', 'sqlalchemy.sql.text', 'sqlalchemy.sql.expression.text', 'sqlalchemy.literal_column', 'sqlalchemy.sql.expression.literal_column',
  'psycopg2.sql.SQL', 'psycopg.sql.SQL', 'sqlparse.format', 'flask.make_response', 'flask.helpers.make_response', 'flask.Response', 'flask.wrappers.Response', 'werkzeug.wrappers.Response',
  'flask.stream_with_context', 'asyncio.gather', 'asyncio.wait_for', 'asyncio.run', 'pickle.dumps', 'bson.json_util.loads', 'bson.json_util.dumps', 'xmltodict.parse', 'jmespath.search',
  'urllib.request.Request', 'urllib2.Request', 'requests.Request', 'email.mime.text.MIMEText', 'flask_mail.Message', 'tempfile.NamedTemporaryFile', 'zipfile.ZipFile', 'tarfile.open', 'tarfile.TarFile',
  'lxml.etree.fromstring', 'PIL.Image.open',
])

/** They open something whose inside is foreign only when it was handed in as content, so only their name travels. */
export const NEVER_RETURN: ReadonlySet<string> = new Set([
  'flask.abort', 'flask.helpers.abort', 'werkzeug.exceptions.abort', 'flask_restful.abort', 'flask_restx.abort', 'flask_smorest.abort', 'quart.abort',
  'sys.exit', 'os._exit', 'exit', 'quit', 'os.abort',
])

/** Judges of URLs that are known to hold. */
export const URL_JUDGES: ReadonlySet<string> = new Set([
  'django.utils.http.url_has_allowed_host_and_scheme', 'django.utils.http.is_safe_url', 'flask_security.utils.validate_redirect_url',
  'url_has_allowed_host_and_scheme',
])

/** What a view hands to the browser that is no HTML text made of its arguments. */
export const ANSWERS: ReadonlySet<string> = new Set([
  'flask.jsonify', 'flask.json.jsonify', 'flask.redirect', 'flask.helpers.redirect', 'werkzeug.utils.redirect', 'flask.render_template',
  'flask.templating.render_template', 'flask.stream_template', 'flask.send_file', 'flask.send_from_directory', 'flask.helpers.send_file',
  'flask.helpers.send_from_directory', 'flask.url_for', 'quart.jsonify', 'quart.redirect', 'quart.render_template', 'flask_restx.marshal', 'flask_restful.marshal',
])

/**
 * Methods that many kinds of objects have, and the beginnings of names whose method of that name is another thing: a sink
 * `*.execute` doesn't match them. `''` stands for all of them.
 */
export const OTHER_OBJECTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['execute', ['concurrent.futures', 'celery', 'graphene', 'gql', 'graphql', 'redis', 'selenium', 'googleapiclient', 'googleapiclient.discovery', 'subprocess', 'asyncio', 'threading', 'elasticsearch', 'pymongo', 'argparse', 'click', 'docker', 'kubernetes', 'fabric', 'paramiko', 'luigi', 'airflow']],
  ['find', ['re', 'bs4', 'lxml', 'xml', 'str', 'os', 'selenium', 'ftplib', 'requests_html', 'pyquery', 'mmap']],
  ['open', ['webbrowser', 'PIL', 'os.fdopen', 'shelve']],
  ['get', ['os.environ', 'flask.request', 'flask.session', 'redis', 'dict']],
  ['', ['logging', 'flask.Flask().logger', 'flask.current_app.logger', 'unittest', 'click', 'argparse']],
])

function each(bits: number, names: readonly string[]): [string, number][] {
  return names.map((name) => [name, bits])
}
