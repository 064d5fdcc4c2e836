// What is told of a way: its source, its steps, the checks on it; and the text that comes out.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { GuardStep } from '../../../../src/audit/facts/flow/mark.ts'
import type { Expr } from '../../../../src/audit/python/ast.ts'
import { walkStmts } from '../../../../src/audit/python/walk.ts'
import { type Built, flowOf } from './flow-of.ts'

const view = (body: string) => ({
  'app.py': `@app.route('/x/<name>')\ndef view(name):\n    ${body.split('\n').join('\n    ')}\n`,
})

function waysTo(built: Built, sink: string): string[][] {
  return built.flow
    .into(sink)
    .flatMap(({ taints }) =>
      taints.map(({ source, steps }) => [source.what, ...steps.map(({ what }) => what)]),
    )
}

/** The first argument of the only call of `name`. */
function argumentOf({ modules }: Built, name: string): Expr | undefined {
  let found: Expr | undefined
  for (const { body } of modules)
    walkStmts(body, {
      expr(expr) {
        if (expr.kind === 'Call' && expr.callee.kind === 'Name' && expr.callee.id === name)
          found = expr.args[0]
      },
    })
  return found
}

describe('a way', () => {
  test('begins with the source as it stands there, and tells assignments and calls', () => {
    const built = flowOf({
      'app.py': `def search(text):\n    sql = 'SELECT ' + text\n    db.execute(sql)\n\n@app.route('/')\ndef v():\n    q = request.args['q']\n    search(q)\n`,
    })
    assert.deepEqual(waysTo(built, 'sql'), [
      ["request.args['q']", 'assigned to q', 'passed to search()', 'assigned to sql'],
    ])
  })

  test('tells what a function read by itself', () => {
    const built = flowOf({
      'app.py': `def term():\n    return request.args.get('q')\n\n@app.route('/')\ndef v():\n    db.execute(term())\n`,
    })
    assert.deepEqual(waysTo(built, 'sql'), [["request.args.get('q')", 'returned by term()']])
  })

  test('several ways to one sink are one finding, the shortest first, five at most', () => {
    const calls = Array.from({ length: 9 }, (_, at) => `    f(request.args['q${at}'])\n`).join('')
    const built = flowOf({
      'app.py': `def f(q):\n    os.system(q)\n\n@app.route('/')\ndef v():\n    os.system('x')\n${calls}`,
    })
    const [found, ...others] = built.flow.into('shell')
    assert.equal(others.length, 0)
    assert.equal(found?.taints.length, 5)
  })

  test('shows the checks that it passed, with the test itself', () => {
    const built = flowOf(
      view(`u = request.args['next']\nif not is_safe(u):\n    abort(400)\nreturn redirect(u)`),
    )
    const [steps] = waysTo(built, 'url')
    assert.deepEqual(steps, ["request.args['next']", 'assigned to u', 'guarded by is_safe(u)'])
    const step = built.flow.into('url')[0]?.taints[0]?.steps.at(-1) as GuardStep
    assert.equal(step.test.kind, 'Call')
    assert.equal(step.held, true)
  })

  test('shows a check of a part of it', () => {
    const built = flowOf(
      view(`u = request.args['next']\nif urlparse(u).netloc:\n    abort(400)\nreturn redirect(u)`),
    )
    assert.equal(built.flow.into('url').length, 1)
    const own = flowOf(
      view(`u = request.args['next']\nif urlparse(u).netloc != '':\n    abort(400)\nreturn redirect(u)`),
    )
    assert.match(waysTo(own, 'url')[0]?.at(-1) ?? '', /^guarded by not urlparse\(u\)\.netloc != ''$/)
  })

  test('shows a check inside a function that hands it back', () => {
    const built = flowOf({
      'app.py': `def target():\n    u = request.args.get('next')\n    if is_safe(u):\n        return u\n    return '/'\n\n@app.route('/')\ndef v():\n    return redirect(target())\n`,
    })
    assert.ok(waysTo(built, 'url')[0]?.includes('guarded by is_safe(u)'))
  })

  test('shows the checks of a function that hands its argument back', () => {
    const built = flowOf({
      'app.py': `def own(u):\n    if not u.startswith('/') or u.startswith('//'):\n        return '/'\n    return u\n\n@app.route('/')\ndef v():\n    return redirect(own(request.args['next']))\n`,
    })
    assert.deepEqual(waysTo(built, 'url'), [
      [
        "request.args['next']",
        'passed to own()',
        "guarded by u.startswith('/')",
        "guarded by not u.startswith('//')",
      ],
    ])
  })

  test('says how much of the text it is, and whether it is a structure', () => {
    const whole = flowOf(view(`db.execute(request.json['q'])`)).flow.into('sql')[0]?.taints[0]
    assert.deepEqual([whole?.portion, whole?.structured], ['whole', true])
    const checked = flowOf(
      view(`q = request.json['q']\nif not isinstance(q, str):\n    abort(400)\ndb.execute(q)`),
    )
    assert.equal(checked.flow.into('sql')[0]?.taints[0]?.structured, false)
    const start = flowOf(view(`db.execute(name + ' x')`)).flow.into('sql')[0]?.taints[0]
    assert.deepEqual([start?.portion, start?.structured], ['start', false])
    const part = flowOf(view(`db.execute('x ' + name)`)).flow.into('sql')[0]?.taints[0]
    assert.equal(part?.portion, 'part')
  })

  test('says what it was cleaned for', () => {
    const taint = flowOf(view(`db.execute('x ' + html.escape(name))`)).flow.into('sql')[0]?.taints[0]
    assert.deepEqual([...(taint?.clean ?? [])], ['html'])
  })
})

describe('the taint of an expression', () => {
  test('is what callers pass, where it is a parameter', () => {
    const built = flowOf({
      'app.py': `def page(title, other):\n    show(title)\n    tell(other)\n\n@app.route('/')\ndef v():\n    page(request.args['t'], 'x')\n`,
    })
    assert.deepEqual(
      built.flow.taintOf(argumentOf(built, 'show') ?? fail()).map(({ source }) => source.what),
      ["request.args['t']"],
    )
    assert.deepEqual(built.flow.taintOf(argumentOf(built, 'tell') ?? fail()), [])
  })

  test('is empty where it was checked', () => {
    const built = flowOf(view(`if name not in ('a', 'b'):\n    abort(404)\nshow(name)`))
    assert.deepEqual(built.flow.taintOf(argumentOf(built, 'show') ?? fail()), [])
  })
})

function fail(): never {
  throw new Error('no such call')
}

describe('the text of an expression', () => {
  const rows: readonly (readonly [string, string, string | undefined])[] = [
    ['a constant', `show('SELECT 1')`, 'SELECT 1'],
    ['an f-string', `show(f'SELECT {name} FROM t')`, 'SELECT \0 FROM t'],
    ['concatenation of variables', `a = 'SELECT '\nb = a + name\nshow(b + ' x')`, 'SELECT \0 x'],
    ['percent', `show('SELECT %s FROM %s' % (name, 'u'))`, 'SELECT \0 FROM u'],
    ['percent with an escaped one', `show("LIKE '%%%s'" % name)`, "LIKE '%\0'"],
    ['format', `show('SELECT {} {x}'.format(name, x=1))`, 'SELECT \0 1'],
    ['augmented', `s = 'a'\ns += name\ns += 'b'\nshow(s)`, 'a\0b'],
    [
      'a branch with foreign data wins',
      `s = 'a long constant text'\nif x():\n    s = 'b ' + name\nshow(s)`,
      'b \0',
    ],
    ['join of a list', `show(' AND '.join(['a', name]))`, 'a AND \0'],
    ['something unknown', `show(what())`, undefined],
    ['a hole that is no foreign data', `show('x ' + what())`, 'x \0'],
  ]
  for (const [title, body, text] of rows)
    test(title, () => {
      const built = flowOf(view(body))
      assert.equal(built.flow.textOf(argumentOf(built, 'show') ?? fail()), text)
    })

  test('a constant of another module', () => {
    const built = flowOf({
      'c.py': `TABLE = 'users'\n`,
      'app.py': `from c import TABLE\ndef f(q):\n    show('SELECT ' + q + ' FROM ' + TABLE)\n`,
    })
    assert.equal(built.flow.textOf(argumentOf(built, 'show') ?? fail()), 'SELECT \0 FROM users')
  })

  test('holes are told apart: foreign data, and what is merely unknown', () => {
    const built = flowOf(view(`show(f'{what()} {name}')`))
    assert.deepEqual(built.flow.shapeOf(argumentOf(built, 'show') ?? fail()), {
      text: '\0 \0',
      tainted: [false, true],
    })
  })
})

describe('the request handed on', () => {
  const handler = (helpers: string, call: string) =>
    flowOf({
      'app.py': `${helpers}\n@app.route('/x', methods=['POST'])\ndef v():\n    ${call}\n    return ''\n`,
    })
  const handed = (helpers: string, call: string) =>
    waysTo(handler(helpers, call), 'shell').map(([source]) => source)

  test('is read there as here: by place, by name, to a method, from hand to hand', () => {
    const run = 'def run(request):\n    os.system(request.form["x"])\n'
    assert.deepEqual(handed(run, 'run(request)'), ['request.form["x"]'])
    assert.deepEqual(handed(run, 'run(request=request)'), ['request.form["x"]'])
    assert.deepEqual(handed('def run(a, req):\n    os.system(req.get_json()["x"])\n', 'run(1, request)'), [
      'req.get_json()["x"]',
    ])
    const method = 'class Job:\n    def run(self, req):\n        os.system(req.data.decode())\njob = Job()\n'
    assert.deepEqual(handed(method, 'job.run(request)'), ['req.data'])
    const twice = `${run}def first(a, req):\n    run(req)\n`
    assert.deepEqual(handed(twice, 'first(1, request)'), ['request.form["x"]'])
  })

  test('something else of that name is not one', () => {
    const run = 'def run(request):\n    os.system(request.form["x"])\n'
    assert.deepEqual(handed(`${run}request = Job()\n`, 'run(request)'), [])
    assert.deepEqual(handed(run, 'run(make())'), [])
    assert.deepEqual(handed('def run(a, request):\n    os.system(a)\n', 'run("x", request)'), [])
  })
})
