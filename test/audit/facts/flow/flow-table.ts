// Views of a few lines each: `# hit: sql` stands where foreign data must be seen to arrive, and nowhere else.

/** The body of `def view(name)` at `/x/<name>`. */
export const IN_A_VIEW: readonly (readonly [string, string])[] = [
  // Sources
  ['an argument of the query string', `q = request.args['q']\ndb.execute("SELECT '" + q + "'") # hit: sql`],
  ['get', `db.execute("SELECT '" + request.args.get('q') + "'") # hit: sql`],
  ['a form field with a default', `db.execute("SELECT %s" % request.form.get('q', '')) # hit: sql`],
  ['values', `db.execute(f"SELECT {request.values['q']}") # hit: sql`],
  ['json', `db.execute(f"SELECT {request.json['q']}") # hit: sql`],
  ['get_json()', `data = request.get_json()\ndb.execute("SELECT " + data['q']) # hit: sql`],
  [
    'get_json with force',
    `data = request.get_json(force=True) or {}\ndb.execute("SELECT " + data.get('q', '')) # hit: sql`,
  ],
  ['nested json', `q = request.json['a']['b'][0]\ndb.execute("SELECT " + q) # hit: sql`],
  ['the raw body', `db.execute(request.data) # hit: sql`],
  ['get_data()', `db.execute(request.get_data(as_text=True)) # hit: sql`],
  ['a header', `db.execute("SELECT " + request.headers.get('X-Q')) # hit: sql`],
  ['a cookie', `pickle.loads(request.cookies['c']) # hit: load`],
  ['the query string', `os.system(request.query_string.decode()) # hit: shell`],
  ['the user agent', `db.execute("INSERT '%s'" % request.user_agent) # hit: sql`],
  ['the path', `open('/srv' + request.path) # hit: path`],
  ['view_args', `open(request.view_args['name']) # hit: path`],
  ['a path parameter', `open('/srv/' + name) # hit: path`],
  ['a file name', `f = request.files['f']\nf.save('/srv/' + f.filename) # hit: upload`],
  [
    'a file of a list',
    `for f in request.files.getlist('f'):\n    f.save('/srv/' + f.filename) # hit: upload`,
  ],
  ["a file's content", `data = request.files['f'].read()\npickle.loads(data) # hit: load`],
  ['getlist', `for q in request.args.getlist('q'):\n    db.execute("SELECT " + q) # hit: sql`],
  ['getlist by index', `db.execute(request.form.getlist('q')[0]) # hit: sql`],
  [
    'keys of json',
    `for key, value in request.json.items():\n    db.execute("SELECT " + key) # hit: sql\n    db.execute("SELECT ?", (value,))`,
  ],
  ['to_dict', `d = request.form.to_dict()\ndb.execute("SELECT " + d['a']) # hit: sql`],
  ['the address of the client is no source', `db.execute("SELECT '%s'" % request.remote_addr)`],
  ['the method is no source', `db.execute("SELECT '%s'" % request.method)`],
  ['a session is no source', `db.execute("SELECT '%s'" % session['q'])`],
  ['session.get is no source', `db.execute("SELECT '%s'" % session.get('q'))`],
  ['an alias of request', `r = request\nargs = r.args\ndb.execute("SELECT " + args['q']) # hit: sql`],
  [
    'rows of a query are stored',
    `row = db.execute("SELECT a").fetchone()\nMarkup(row['a']) # hit: html stored`,
  ],
  ['rows in a loop are stored', `for row in db.execute("SELECT a"):\n    Markup(row[0]) # hit: html stored`],
  ['an id of a row is none', `row = db.execute("SELECT a").fetchone()\nMarkup(f"<a href='/{row.id}'>")`],
  // Strings
  ['concatenation', `s = 'a' + request.args['q'] + 'b'\nos.system(s) # hit: shell`],
  ['augmented assignment', `s = 'ls '\ns += request.args['q']\nos.system(s) # hit: shell`],
  ['percent with a tuple', `os.system('ls %s %s' % ('a', request.args['q'])) # hit: shell`],
  ['percent with a dict', `os.system('ls %(q)s' % {'q': request.args['q']}) # hit: shell`],
  ['percent with a dict, another key', `os.system('ls %(p)s' % {'q': request.args['q'], 'p': 'x'})`],
  ['percent d', `os.system('ls %d' % request.args['q'])`],
  ['format', `os.system('ls {}'.format(request.args['q'])) # hit: shell`],
  ['format by name', `os.system('ls {q}'.format(q=request.args['q'])) # hit: shell`],
  ['format that leaves it out', `os.system('ls {0}'.format('a', request.args['q']))`],
  ['format by number', `os.system('ls {:d}'.format(request.args['q']))`],
  ['join', `os.system(' '.join(['ls', request.args['q']])) # hit: shell`],
  ['join of a comprehension', `os.system(' '.join([x for x in request.args.getlist('q')])) # hit: shell`],
  ['join of a generator', `os.system(' '.join('-' + x for x in request.args.getlist('q'))) # hit: shell`],
  ['strip and lower', `os.system(request.args['q'].strip().lower()) # hit: shell`],
  ['replace', `os.system(request.args['q'].replace(';', '')) # hit: shell`],
  ['split', `os.system(request.args['q'].split(',')[0]) # hit: shell`],
  ['a slice', `os.system(request.args['q'][1:]) # hit: shell`],
  ['encode', `os.system(request.args['q'].encode('utf-8')) # hit: shell`],
  ['str', `os.system(str(request.args['q'])) # hit: shell`],
  ['json.loads', `d = json.loads(request.data)\nos.system(d['x']) # hit: shell`],
  ['re.sub', `os.system(re.sub('a', 'b', request.args['q'])) # hit: shell`],
  ['re.match group', `m = re.match('(.*)', request.args['q'])\nos.system(m.group(1)) # hit: shell`],
  ['os.path.join', `open(os.path.join('/srv', request.args['q'])) # hit: path`],
  ['a path by division', `open(Path('/srv') / request.args['q']) # hit: path`],
  ['a comparison is no text', `os.system(str(request.args['q'] == 'a'))`],
  ['len is no text', `os.system('ls %s' % len(request.args['q']))`],
  // Variables and branches
  ['overwritten', `q = request.args['q']\nq = 'constant'\nos.system(q)`],
  [
    'overwritten in both branches',
    `q = request.args['q']\nif a():\n    q = 'a'\nelse:\n    q = 'b'\nos.system(q)`,
  ],
  ['overwritten in one branch', `q = request.args['q']\nif a():\n    q = 'a'\nos.system(q) # hit: shell`],
  ['tuple unpacking', `a, b = 'x', request.args['q']\nos.system(a)\nos.system(b) # hit: shell`],
  ['starred unpacking', `a, *b = [request.args['q'], 'x', 'y']\nos.system(a) # hit: shell`],
  ['chained assignment', `a = b = request.args['q']\nos.system(b) # hit: shell`],
  ['walrus', `if (q := request.args.get('q')):\n    os.system(q) # hit: shell`],
  ['or with a default', `os.system(request.args.get('q') or 'ls') # hit: shell`],
  ['and', `os.system(a() and request.args.get('q')) # hit: shell`],
  ['conditional expression', `os.system(request.args['q'] if a() else 'ls') # hit: shell`],
  [
    'in a loop, before it is set',
    `q = 'ls'\nfor i in range(3):\n    os.system(q) # hit: shell\n    q = request.args['q']`,
  ],
  ['while', `q = ''\nwhile a():\n    q += request.args['q']\nos.system(q) # hit: shell`],
  [
    'break keeps what was set',
    `q = 'ls'\nfor i in range(3):\n    q = request.args['q']\n    break\nos.system(q) # hit: shell`,
  ],
  ['try', `try:\n    q = request.args['q']\nexcept KeyError:\n    q = 'ls'\nos.system(q) # hit: shell`],
  [
    'except that returns',
    `try:\n    q = request.args['q']\nexcept KeyError:\n    return 'no'\nos.system(q) # hit: shell`,
  ],
  ['finally', `try:\n    q = request.args['q']\nfinally:\n    pass\nos.system(q) # hit: shell`],
  ['with', `with a() as f:\n    os.system(request.args['q']) # hit: shell`],
  [
    'match',
    `match request.args['q']:\n    case 'a' | 'b':\n        os.system(request.args['q'])\n    case other:\n        os.system(other) # hit: shell`,
  ],
  ['code after return is not read', `return 'x'\nos.system(request.args['q'])`],
  // Containers
  [
    'a dict by key',
    `d = {'a': request.args['q'], 'b': 'ls'}\nos.system(d['b'])\nos.system(d['a']) # hit: shell`,
  ],
  [
    'a dict item set later',
    `d = {}\nd['a'] = request.args['q']\nos.system(d['a']) # hit: shell\nos.system(d.get('b', 'ls'))`,
  ],
  ['a dict by an unknown key', `d = {'a': request.args['q']}\nos.system(d[a()]) # hit: shell`],
  ['a list by index', `l = ['ls', request.args['q']]\nos.system(l[0])\nos.system(l[1]) # hit: shell`],
  ['append', `l = []\nl.append(request.args['q'])\nos.system(' '.join(l)) # hit: shell`],
  ['extend', `l = ['a']\nl.extend(request.args.getlist('q'))\nos.system(l[0]) # hit: shell`],
  ['update', `d = {}\nd.update(request.form)\nos.system(d['x']) # hit: shell`],
  ['dict()', `d = dict(a=request.args['q'], b='ls')\nos.system(d['b'])\nos.system(d['a']) # hit: shell`],
  ['dict unpacking', `d = {**{'a': request.args['q']}, 'b': 'ls'}\nos.system(d['a']) # hit: shell`],
  ['a dict comprehension', `d = {k: v for k, v in request.args.items()}\nos.system(d['x']) # hit: shell`],
  ['a list as a whole', `subprocess.run(['ls', request.args['q']]) # hit: shell`],
  [
    'enumerate and zip',
    `for i, q in enumerate(request.args.getlist('q')):\n    os.system(q) # hit: shell\n    os.system('ls %s' % i)`,
  ],
  ['sorted', `os.system(sorted(request.args.getlist('q'))[0]) # hit: shell`],
  [
    'map(int)',
    `ids = map(int, request.args.getlist('q'))\ndb.execute('IN (%s)' % ','.join(str(i) for i in ids))`,
  ],
  ['map(str)', `os.system(' '.join(map(str, request.args.getlist('q')))) # hit: shell`],
  [
    'placeholders by count',
    `ids = request.args.getlist('id')\nmarks = ','.join('?' for _ in ids)\ndb.execute(f'IN ({marks})', ids)`,
  ],
  [
    'placeholders by length',
    `ids = request.json['ids']\ndb.execute('IN (%s)' % ','.join(['?'] * len(ids)), ids)`,
  ],
  ['lambda', `f = lambda x: 'ls ' + x\nos.system(f(request.args['q'])) # hit: shell`],
  ['an attribute set and read', `o = thing()\no.q = request.args['q']\nos.system(o.q) # hit: shell`],
  // Cleaners
  ['parameters', `db.execute("SELECT ?", (request.args['q'],))`],
  ['int', `db.execute("SELECT %s" % int(request.args['q']))`],
  ['get with type=int', `db.execute("SELECT %s" % request.args.get('q', type=int))`],
  ['get with type=int as third', `db.execute("SELECT %s" % request.args.get('q', 0, int))`],
  ['get with type=str', `db.execute("SELECT %s" % request.args.get('q', type=str)) # hit: sql`],
  [
    'int in a try',
    `try:\n    n = int(request.args['q'])\nexcept ValueError:\n    abort(400)\ndb.execute("SELECT %s" % n)`,
  ],
  [
    'int as a check',
    `q = request.args['q']\ntry:\n    int(q)\nexcept ValueError:\n    return 'no'\ndb.execute("SELECT %s" % q)`,
  ],
  ['uuid', `open('/srv/' + str(uuid.UUID(request.args['q'])))`],
  [
    'escape',
    `q = escape(request.args['q'])\nMarkup('<b>' + q + '</b>')\ndb.execute('SELECT ' + q) # hit: sql`,
  ],
  ['html.escape', `Markup('<b>%s</b>' % html.escape(request.args['q']))`],
  ['bleach', `Markup(bleach.clean(request.args['q']))`],
  ['shlex.quote', `os.system('ls ' + shlex.quote(request.args['q']))`],
  ['secure_filename', `open(os.path.join('/srv', secure_filename(request.args['q'])))`],
  ['basename', `open(os.path.join('/srv', os.path.basename(request.args['q'])))`],
  ['safe_join', `open(safe_join('/srv', request.args['q']))`],
  ['the part after the last slash', `open('/srv/' + request.args['q'].split('/')[-1])`],
  ['urlencode', `redirect('?' + urlencode({'q': request.args['q']}))`],
  ['quote', `requests.get(quote(request.args['q']))`],
  ['re.escape', `re.search(re.escape(request.args['q']), 'text')`],
  ['a regex of the user', `re.search(request.args['q'], 'text') # hit: regex`],
  ['a hash', `open('/srv/' + hashlib.md5(request.args['q'].encode()).hexdigest())`],
  ['a literal dict', `COLUMNS = {'a': 'x', 'b': 'y'}\ndb.execute('SELECT ' + COLUMNS[request.args['q']])`],
  ['a literal dict by get', `db.execute('SELECT ' + {'a': 'x'}.get(request.args['q'], 'x'))`],
  ['an unknown function', `os.system(somewhere(request.args['q']))`],
  ['jsonify', `return jsonify(request.args['q'])`],
  // Guards
  [
    'in a list, else return',
    `q = request.args['q']\nif q not in ['a', 'b']:\n    return 'no'\ndb.execute('SELECT ' + q)`,
  ],
  [
    'in a list, else abort',
    `q = request.args.get('q')\nif q not in ('a', 'b'):\n    abort(400)\ndb.execute('SELECT ' + q)`,
  ],
  [
    'in a list, else raise',
    `q = request.args['q']\nif q not in {'a', 'b'}:\n    raise ValueError(q)\ndb.execute('SELECT ' + q)`,
  ],
  [
    'in a list, else default',
    `q = request.args['q']\nif q not in ['a', 'b']:\n    q = 'a'\ndb.execute('SELECT ' + q)`,
  ],
  [
    'inside the check',
    `q = request.args['q']\nif q in ['a', 'b']:\n    db.execute('SELECT ' + q)\nelse:\n    db.execute('SELECT ' + q) # hit: sql`,
  ],
  [
    'after the check',
    `q = request.args['q']\nif q in ['a', 'b']:\n    pass\ndb.execute('SELECT ' + q) # hit: sql`,
  ],
  [
    'a check of the same field read twice',
    `if request.args['q'] not in ['a', 'b']:\n    abort(400)\ndb.execute('SELECT ' + request.args['q'])`,
  ],
  [
    'a check of another field',
    `if request.args['p'] not in ['a', 'b']:\n    abort(400)\ndb.execute('SELECT ' + request.args['q']) # hit: sql`,
  ],
  [
    'a conditional expression',
    `q = request.args['q']\ndb.execute('SELECT ' + (q if q in ('a', 'b') else 'a'))`,
  ],
  [
    'a conditional expression the wrong way round',
    `q = request.args['q']\ndb.execute('SELECT ' + ('a' if q in ('a', 'b') else q)) # hit: sql`,
  ],
  [
    'lower() in a list',
    `q = request.args['q']\nif q.lower() not in ('asc', 'desc'):\n    q = 'asc'\ndb.execute('SELECT ' + q)`,
  ],
  [
    'an extension in a list is no check of the name',
    `q = request.args['q']\nif q.rsplit('.', 1)[1] not in ('png', 'jpg'):\n    abort(400)\nopen('/srv/' + q) # hit: path`,
  ],
  ['equal to a constant', `q = request.args['q']\nif q == 'a':\n    db.execute('SELECT ' + q)`],
  ['equal to one of two', `q = request.args['q']\nif q == 'a' or q == 'b':\n    db.execute('SELECT ' + q)`],
  [
    'and of two checks',
    `q = request.args['q']\nif q and q in ('a', 'b') and a():\n    db.execute('SELECT ' + q)`,
  ],
  [
    'or of two checks',
    `q = request.args['q']\nif q in ('a', 'b') or a():\n    db.execute('SELECT ' + q) # hit: sql`,
  ],
  [
    'not or',
    `q = request.args['q']\nif not q or q not in ('a', 'b'):\n    abort(400)\ndb.execute('SELECT ' + q)`,
  ],
  ['isdigit', `q = request.args['q']\nif not q.isdigit():\n    abort(400)\ndb.execute('SELECT ' + q)`],
  ['isidentifier', `q = request.args['q']\nif q.isidentifier():\n    db.execute('SELECT ' + q)`],
  [
    'fullmatch',
    `q = request.args['q']\nif not re.fullmatch(r'[a-z_]+', q):\n    abort(400)\ndb.execute('SELECT ' + q)`,
  ],
  [
    'match with anchors',
    `q = request.args['q']\nif not re.match(r'^\\w+$', q):\n    abort(400)\ndb.execute('SELECT ' + q)`,
  ],
  [
    'match without an end',
    `q = request.args['q']\nif not re.match(r'\\w+', q):\n    abort(400)\ndb.execute('SELECT ' + q) # hit: sql`,
  ],
  [
    'a pattern that lets everything through',
    `q = request.args['q']\nif not re.match(r'^.+$', q):\n    abort(400)\ndb.execute('SELECT ' + q) # hit: sql`,
  ],
  [
    'a pattern good for SQL, not for paths',
    `q = request.args['q']\nif not re.match(r'^[\\w./-]+$', q):\n    abort(400)\ndb.execute('SELECT ' + q)\nopen('/srv/' + q) # hit: path`,
  ],
  [
    'a match kept in a variable',
    `q = request.args['q']\nm = re.match(r'^[a-z]+$', q)\nif not m:\n    abort(400)\ndb.execute('SELECT ' + q)`,
  ],
  [
    'all characters',
    `q = request.args['q']\nif not all(c in 'abc' for c in q):\n    abort(400)\ndb.execute('SELECT ' + q)`,
  ],
  [
    'isinstance int',
    `q = request.json['q']\nif not isinstance(q, int):\n    abort(400)\ndb.execute('SELECT %s' % q)`,
  ],
  [
    'isinstance str',
    `q = request.json['q']\nif not isinstance(q, str):\n    abort(400)\ndb.execute('SELECT %s' % q) # hit: sql`,
  ],
  [
    'a comprehension with a check',
    `cols = [c for c in request.json['c'] if c in ('a', 'b')]\ndb.execute('SELECT ' + ','.join(cols))`,
  ],
  [
    'continue',
    `for c in request.json['c']:\n    if c not in ('a', 'b'):\n        continue\n    db.execute('SELECT ' + c)`,
  ],
  ['assert', `q = request.args['q']\nassert q in ('a', 'b')\ndb.execute('SELECT ' + q)`],
  ['short circuit', `q = request.args['q']\nq in ('a', 'b') or abort(400)\ndb.execute('SELECT ' + q)`],
  [
    'realpath and startswith',
    `p = os.path.realpath(os.path.join('/srv', request.args['q']))\nif not p.startswith('/srv' + os.sep):\n    abort(404)\nopen(p)`,
  ],
  [
    'startswith without realpath',
    `p = os.path.join('/srv', request.args['q'])\nif not p.startswith('/srv/'):\n    abort(404)\nopen(p) # hit: path`,
  ],
  [
    'resolve and is_relative_to',
    `p = (Path('/srv') / request.args['q']).resolve()\nif not p.is_relative_to('/srv'):\n    abort(404)\nopen(p)`,
  ],
  [
    'is_relative_to without resolve',
    `p = Path('/srv') / request.args['q']\nif not p.is_relative_to('/srv'):\n    abort(404)\nopen(p) # hit: path`,
  ],
  [
    'in parents',
    `p = (Path('/srv') / request.args['q']).resolve()\nif Path('/srv') not in p.parents:\n    abort(404)\nopen(p)`,
  ],
  [
    'in parents, or the folder itself',
    `p = (Path('/srv') / request.args['q']).resolve()\nif Path('/srv') not in p.parents and p != Path('/srv'):\n    abort(404)\nopen(p)`,
  ],
  [
    'in parents, or another name',
    `p = (Path('/srv') / request.args['q']).resolve()\nif Path('/srv') not in p.parents and p.name != 'a':\n    abort(404)\nopen(p) # hit: path`,
  ],
  [
    'commonpath',
    `p = os.path.realpath(os.path.join('/srv', request.args['q']))\nif os.path.commonpath(['/srv', p]) != '/srv':\n    abort(404)\nopen(p)`,
  ],
  [
    'secure_filename as a check',
    `q = request.args['q']\nif secure_filename(q) != q:\n    abort(400)\nopen('/srv/' + q)`,
  ],
  [
    'the host in a list',
    `u = request.args['u']\nif urlparse(u).hostname not in ('a.example', 'b.example'):\n    abort(400)\nrequests.get(u)`,
  ],
  [
    'the host is empty',
    `u = request.args['u']\nif urlparse(u).netloc != '':\n    abort(400)\nredirect(u) # hit: url`,
  ],
  [
    'a fixed beginning',
    `u = request.args['u']\nif not u.startswith('https://example.com/'):\n    abort(400)\nrequests.get(u)`,
  ],
  [
    'a beginning without the slash',
    `u = request.args['u']\nif not u.startswith('https://example.com'):\n    abort(400)\nrequests.get(u) # hit: url`,
  ],
  // How much of the string
  ['a fixed host', `requests.get('https://example.com/' + request.args['q'])`],
  ['an open host', `requests.get('https://' + request.args['q'] + '/x') # hit: url`],
  ['a host without a slash', `requests.get('https://example.com' + request.args['q']) # hit: url`],
  ['after a variable', `requests.get(BASE + request.args['q'])`],
  ['a fixed host in an f-string', `requests.get(f'https://example.com/users/{name}')`],
  ['a slash and more slashes', `redirect('/' + request.args['q']) # hit: url`],
  ['a slash and a path parameter', `redirect('/' + name)`],
  ['the own address', `redirect(request.url.replace('http://', 'https://', 1))`],
  ['the whole', `redirect(request.args.get('next')) # hit: url`],
  ['next or home', `redirect(request.args.get('next') or url_for('home')) # hit: url`],
  // What a view sends
  ['a returned string', `return 'Hello ' + request.args['q'] # hit: page`],
  ['a returned f-string', `return f'<b>{name}</b>' # hit: page`],
  ['returned with a status', `return f'<b>{name}</b>', 404 # hit: page`],
  ['returned as plain text', `return name, 200, {'Content-Type': 'text/plain'}`],
  ['a response', `return Response(f'<b>{name}</b>') # hit: page`],
  ['a response with a type', `return Response(f'<b>{name}</b>', mimetype='text/plain')`],
  [
    'a response whose type is set later',
    `r = make_response(name)\nr.headers['Content-Type'] = 'text/csv'\nreturn r`,
  ],
  [
    'a response whose mimetype is set later',
    `r = make_response(name)\nr.mimetype = 'application/json'\nreturn r`,
  ],
  ['make_response', `r = make_response('<b>' + name)\nreturn r # hit: page`],
  ['a dict', `return {'q': request.args['q']}`],
  ['a list', `return [request.args['q']]`],
  ['escaped', `return f'<b>{escape(name)}</b>'`],
  ['a rendered template', `return render_template('x.html', q=name)`],
  ['a redirect', `return redirect(url_for('x', q=name))`],
  ['json text as HTML', `return json.dumps({'q': name}) # hit: page`],
  ['a header', `r = make_response('x')\nr.headers['X-Q'] = request.args['q'] # hit: header\nreturn r`],
  ['eval', `eval(request.form['e']) # hit: code`],
  ['a path that it is called on', `p = Path('/srv') / request.args['q']\np.unlink() # hit: gone`],
  ['the object it is called on', `a = request.files['f']\na.extractall('x') # hit: self`],
]

/** Whole modules. */
export const MODULES: readonly (readonly [string, string])[] = [
  ['an int converter', `@app.route('/<int:id>')\ndef v(id):\n    db.execute('SELECT %s' % id)`],
  ['a uuid converter', `@app.route('/<uuid:id>')\ndef v(id):\n    db.execute('SELECT %s' % id)`],
  ['a path converter', `@app.route('/<path:p>')\ndef v(p):\n    open('/srv/' + p) # hit: path`],
  ['a parameter that nobody passes', `def f(q):\n    db.execute('SELECT ' + q) # hit: sql parameter`],
  ['a parameter with a number for its default', `def f(limit=10):\n    db.execute('SELECT %s' % limit)`],
  ['a parameter typed int', `def f(limit: int):\n    db.execute('SELECT %s' % limit)`],
  [
    'a parameter that gets constants',
    `def f(q):\n    db.execute('SELECT ' + q)\n\ndef g():\n    f('a')\n    f('b')`,
  ],
  [
    'through a function',
    `def f(q):\n    db.execute('SELECT ' + q) # hit: sql\n\n@app.route('/')\ndef v():\n    f(request.args['q'])`,
  ],
  [
    'through two functions',
    `def f(q):\n    db.execute('SELECT ' + q) # hit: sql\n\ndef g(x, y):\n    f(y)\n\n@app.route('/')\ndef v():\n    g('a', request.args['q'])`,
  ],
  [
    'through a function, defined later',
    `@app.route('/')\ndef v():\n    f(q=request.args['q'])\n\ndef f(p=None, q=None):\n    db.execute('SELECT ' + q) # hit: sql\n    db.execute('SELECT ' + p)`,
  ],
  [
    'through the result',
    `def f(q):\n    return 'SELECT ' + q\n\n@app.route('/')\ndef v():\n    db.execute(f(request.args['q'])) # hit: sql`,
  ],
  [
    'through the result, cleaned',
    `def f(q):\n    return int(q)\n\n@app.route('/')\ndef v():\n    db.execute('SELECT %s' % f(request.args['q']))`,
  ],
  [
    'a source in a function',
    `def f():\n    return request.args['q']\n\n@app.route('/')\ndef v():\n    db.execute(f()) # hit: sql`,
  ],
  [
    'two callers are told apart',
    `def f(q):\n    return q\n\n@app.route('/')\ndef v():\n    a = f('ls')\n    b = f(request.args['q'])\n    os.system(a)\n    os.system(b) # hit: shell`,
  ],
  [
    'recursion',
    `def f(q, n):\n    if n:\n        return f(q + 'a', n - 1)\n    return q\n\n@app.route('/')\ndef v():\n    os.system(f(request.args['q'], 3)) # hit: shell`,
  ],
  [
    'mutual recursion',
    `def f(q):\n    os.system(q) # hit: shell\n    g(q)\n\ndef g(q):\n    f(q)\n    eval(q) # hit: code\n\n@app.route('/')\ndef v():\n    g(request.args['q'])`,
  ],
  [
    'keywords handed on',
    `def f(**kw):\n    g(**kw)\n\ndef g(q=None, r=None):\n    os.system(q) # hit: shell\n    eval(r)\n\n@app.route('/')\ndef v():\n    f(q=request.args['q'])`,
  ],
  [
    'arguments handed on',
    `def f(*a):\n    g(*a)\n\ndef g(q, r):\n    os.system(q) # hit: shell\n    eval(r)\n\n@app.route('/')\ndef v():\n    f(request.args['q'], 'x')`,
  ],
  [
    'an item of a parameter',
    `def f(d):\n    os.system(d['a']) # hit: shell\n    eval(d['b'])\n\n@app.route('/')\ndef v():\n    f({'a': request.args['q'], 'b': 'x'})`,
  ],
  [
    'a method',
    `class A:\n    def f(self, q):\n        os.system(q) # hit: shell\n\n@app.route('/')\ndef v():\n    A().f(request.args['q'])`,
  ],
  [
    'a method of a variable',
    `class A:\n    def f(self, q):\n        os.system(q) # hit: shell\n\n@app.route('/')\ndef v():\n    a = A()\n    a.f(request.args['q'])`,
  ],
  [
    'a static method',
    `class A:\n    @staticmethod\n    def f(q):\n        os.system(q) # hit: shell\n\n@app.route('/')\ndef v():\n    A.f(request.args['q'])`,
  ],
  [
    'a class method',
    `class A:\n    @classmethod\n    def f(cls, q):\n        os.system(q) # hit: shell\n\n@app.route('/')\ndef v():\n    A.f(request.args['q'])`,
  ],
  [
    'through self',
    `class A:\n    def __init__(self, q):\n        self.q = q\n\n    def f(self):\n        os.system(self.q) # hit: shell\n\n@app.route('/')\ndef v():\n    A(request.args['q']).f()`,
  ],
  [
    'through self, set by a method',
    `class A:\n    def set(self, q):\n        self.q = q\n    def f(self):\n        os.system(self.q) # hit: shell\n\n@app.route('/')\ndef v():\n    a = A()\n    a.set(request.args['q'])\n    a.f()`,
  ],
  [
    'self with constants',
    `class A:\n    def __init__(self, q):\n        self.q = q\n    def f(self):\n        os.system(self.q)\n\n@app.route('/')\ndef v():\n    A('ls').f()`,
  ],
  [
    'a property',
    `class A:\n    @property\n    def q(self):\n        return request.args['q']\n\n@app.route('/')\ndef v():\n    os.system(A().q) # hit: shell`,
  ],
  [
    'a base class',
    `class B:\n    def f(self, q):\n        os.system(q) # hit: shell\n\nclass A(B):\n    pass\n\n@app.route('/')\ndef v():\n    A().f(request.args['q'])`,
  ],
  [
    'a closure',
    `@app.route('/')\ndef v():\n    q = request.args['q']\n    def inner():\n        os.system(q) # hit: shell\n    inner()`,
  ],
  [
    'a closure over a parameter',
    `def f(q):\n    def inner():\n        os.system(q) # hit: shell\n    inner()\n\n@app.route('/')\ndef v():\n    f(request.args['q'])`,
  ],
  [
    'a factory with views inside',
    `def create_app():\n    app = Flask(__name__)\n    @app.route('/<name>')\n    def v(name):\n        os.system(name) # hit: shell\n    return app`,
  ],
  [
    'a global',
    `LAST = ''\n\n@app.route('/')\ndef v():\n    global LAST\n    LAST = request.args['q']\n\ndef w():\n    os.system(LAST) # hit: shell`,
  ],
  [
    'flask.g',
    `@app.before_request\ndef before():\n    g.q = request.args.get('q')\n\n@app.route('/')\ndef v():\n    os.system(g.q) # hit: shell`,
  ],
  [
    'flask.g with a constant',
    `@app.before_request\ndef before():\n    g.q = 'ls'\n\n@app.route('/')\ndef v():\n    os.system(g.q)`,
  ],
  [
    'a generator',
    `def f():\n    for q in request.args.getlist('q'):\n        yield q\n\n@app.route('/')\ndef v():\n    for q in f():\n        os.system(q) # hit: shell`,
  ],
  [
    'async',
    `async def f(q):\n    return q\n\n@app.route('/')\nasync def v():\n    os.system(await f(request.args['q'])) # hit: shell`,
  ],
  [
    'a thread',
    `from threading import Thread\ndef f(q):\n    os.system(q) # hit: shell\n\n@app.route('/')\ndef v():\n    Thread(target=f, args=(request.args['q'],)).start()`,
  ],
  [
    'a task',
    `def f(q):\n    os.system(q) # hit: shell\n\n@app.route('/')\ndef v():\n    f.delay(request.args['q'])`,
  ],
  [
    "a predicate of one's own",
    `def ok(q):\n    return q in ('a', 'b')\n\n@app.route('/')\ndef v():\n    q = request.args['q']\n    if not ok(q):\n        abort(400)\n    db.execute('SELECT ' + q)`,
  ],
  [
    'a predicate with branches',
    `def ok(q):\n    if not q:\n        return False\n    if not re.match(r'^[a-z]+$', q):\n        return False\n    return True\n\n@app.route('/')\ndef v():\n    q = request.args['q']\n    if ok(q):\n        db.execute('SELECT ' + q)`,
  ],
  [
    'a predicate that shows nothing',
    `def ok(q):\n    return len(q) > 3\n\n@app.route('/')\ndef v():\n    q = request.args['q']\n    if ok(q):\n        db.execute('SELECT ' + q) # hit: sql`,
  ],
  [
    'an allowed_file of the usual kind',
    `def allowed_file(n):\n    return '.' in n and n.rsplit('.', 1)[1].lower() in {'png', 'jpg'}\n\n@app.route('/')\ndef v():\n    f = request.files['f']\n    if allowed_file(f.filename):\n        f.save('/srv/' + f.filename) # hit: upload`,
  ],
  [
    'a check that raises',
    `def check(q):\n    if q not in ('a', 'b'):\n        raise ValueError()\n\n@app.route('/')\ndef v():\n    q = request.args['q']\n    check(q)\n    db.execute('SELECT ' + q)`,
  ],
  [
    'a function that never returns',
    `def bad():\n    abort(400)\n\n@app.route('/')\ndef v():\n    q = request.args['q']\n    if q not in ('a', 'b'):\n        bad()\n    db.execute('SELECT ' + q)`,
  ],
  [
    'an allow-list of the module',
    `ALLOWED = {'a', 'b'}\n\n@app.route('/')\ndef v():\n    q = request.args.get('q')\n    if q not in ALLOWED:\n        q = 'a'\n    db.execute('SELECT ' + q)`,
  ],
  [
    'a map of the module',
    `COLUMNS = {'a': 'x', 'b': 'y'}\n\n@app.route('/')\ndef v():\n    db.execute('SELECT ' + COLUMNS.get(request.args['q'], 'x'))`,
  ],
  [
    'a compiled pattern',
    `NAME = re.compile(r'^[a-z]+$')\n\n@app.route('/')\ndef v():\n    q = request.args['q']\n    if not NAME.match(q):\n        abort(400)\n    db.execute('SELECT ' + q)`,
  ],
  [
    'an enum',
    `class Color(Enum):\n    RED = 'red'\n\n@app.route('/')\ndef v():\n    db.execute('SELECT ' + Color(request.args['q']).value)`,
  ],
  [
    'a next page by a function',
    `def next_page():\n    u = request.args.get('next')\n    if u and u in ('/a', '/b'):\n        return u\n    return '/'\n\n@app.route('/')\ndef v():\n    return redirect(next_page())`,
  ],
  [
    'a thread pool is no database',
    `from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor()\n\n@app.route('/')\ndef v():\n    pool.execute(request.args['q'])`,
  ],
  [
    'own execute is read itself',
    `class Bus:\n    def execute(self, c):\n        return len(c)\n\nbus = Bus()\n\n@app.route('/')\ndef v():\n    bus.execute(request.args['q'])`,
  ],
  [
    'a helper that sends HTML',
    `def page(t):\n    return '<h1>' + t + '</h1>'\n\n@app.route('/')\ndef v():\n    return page(request.args['t']) # hit: page`,
  ],
  [
    'an error handler',
    `@app.errorhandler(404)\ndef missing(e):\n    return 'no ' + request.path, 404 # hit: page`,
  ],
  [
    'a form',
    `from flask_wtf import FlaskForm\nfrom wtforms import StringField, IntegerField, SelectField\nclass F(FlaskForm):\n    name = StringField()\n    age = IntegerField()\n    kind = SelectField(choices=[('a', 'A')])\n\n@app.route('/')\ndef v():\n    form = F()\n    if form.validate_on_submit():\n        db.execute('SELECT ' + form.name.data) # hit: sql\n        db.execute('SELECT %s' % form.age.data)\n        db.execute('SELECT %s' % form.kind.data)`,
  ],
  [
    'an argument parser',
    `from flask_restful import reqparse\nparser = reqparse.RequestParser()\nparser.add_argument('q')\nparser.add_argument('n', type=int)\n\n@app.route('/')\ndef v():\n    args = parser.parse_args()\n    db.execute('SELECT ' + args['q']) # hit: sql\n    db.execute('SELECT %s' % args['n'])`,
  ],
  [
    'a model',
    `from flask_sqlalchemy import SQLAlchemy\norm = SQLAlchemy(app)\nclass User(orm.Model):\n    id = orm.Column(orm.Integer)\n    age = orm.Column(orm.Integer)\n    bio = orm.Column(orm.Text)\n\n@app.route('/<int:n>')\ndef v(n):\n    user = User.query.get(n)\n    Markup(user.bio) # hit: html stored\n    Markup('%s' % user.age)\n    Markup('%s' % user.id)`,
  ],
  [
    'models in a loop',
    `from flask_sqlalchemy import SQLAlchemy\norm = SQLAlchemy(app)\nclass User(orm.Model):\n    bio = orm.Column(orm.Text)\n\n@app.route('/')\ndef v():\n    for user in User.query.filter_by(a=1).all():\n        Markup(user.bio) # hit: html stored`,
  ],
  [
    'a method view',
    `from flask.views import MethodView\nclass V(MethodView):\n    def get(self, name):\n        os.system(name) # hit: shell`,
  ],
]
