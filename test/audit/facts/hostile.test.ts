// Projects made to be slow or endless: facts come all the same, in time.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { factsOf } from '../project-of.ts'

/** CPU time; a fraction of it is enough on an idle machine. */
const LONGEST_MS = 5000
const HEAD = 'from flask import Flask, session, redirect, render_template\nimport os\napp = Flask(__name__)\n'
const SIZE = 200

const chain = (join: (previous: string) => string) =>
  Array.from({ length: 30 }, (_, index) => `a${index + 1} = ${join(`a${index}`)}\n`).join('')

const PROJECTS: readonly (readonly [what: string, source: string])[] = [
  [
    'values that double',
    `${HEAD}a0 = os.environ.get('X')\n${chain((a) => `${a} or ${a} or ${a}`)}app.config['K'] = a30\n`,
  ],
  [
    'dictionaries that spread each other',
    `${HEAD}a0 = {'K': 1}\n${chain((a) => `{**${a}, **${a}, **${a}}`)}app.config.update(**a30)\n@app.route('/')\ndef v():\n    return render_template('x.html', **a30)\n`,
  ],
  [
    'a circle of dictionaries',
    `${HEAD}def f():\n    global a, b\n    a = {**b}\n    b = {**a}\napp.config.update(a)\n`,
  ],
  [
    'headers that double',
    `${HEAD}a0 = x()\n${chain((a) => `${a} + 'b' + ${a}`)}@app.after_request\ndef h(r):\n    r.headers['A'] = a30\n    return r\n`,
  ],
  [
    'tests that lead to each other',
    `${HEAD}a0 = x()\n${chain((a) => `f(${a}, ${a}, ${a})`)}@app.route('/')\ndef v():\n    if not a30:\n        return redirect('/login')\n    return ''\n`,
  ],
  [
    'functions that call each other',
    `${HEAD}${Array.from({ length: SIZE }, (_, at) => `def user${at}():\n${Array.from({ length: SIZE }, (_, to) => `    user${to}()\n`).join('')}\n`).join('')}@app.route('/')\ndef v():\n    if not user0():\n        return redirect('/login')\n    return ''\n`,
  ],
  [
    'decorators that decorate each other',
    `${HEAD}def a(f):\n    @b\n    def inner(): return f()\n    return inner\ndef b(f):\n    @a\n    def inner(): return f()\n    return inner\n@app.route('/')\n@a\ndef v(): return ''\n`,
  ],
  [
    'blueprints inside each other',
    `from flask import Blueprint\n${Array.from({ length: 20 }, (_, at) => `b${at} = Blueprint('b${at}', __name__)\n`).join('')}${Array.from({ length: 20 }, (_, at) => Array.from({ length: 20 }, (_, to) => `b${at}.register_blueprint(b${to})\n`).join('')).join('')}@b0.route('/')\ndef v(): return ''\n`,
  ],
  [
    'configurations that lead to each other',
    `${HEAD}def f(c):\n    app.config.from_object(c)\n    f(c or c or c)\n${chain((a) => `{'x': ${a}, 'y': ${a}}[z]`)}app.config.from_object(a30)\nf(a30)\n`,
  ],
  [
    'nested conditions',
    `${HEAD}@app.before_request\ndef h():\n${Array.from({ length: 90 }, (_, depth) => `${' '.repeat(depth + 1)}if 'user' not in session:\n`).join('')}${' '.repeat(91)}return redirect('/login')\n@app.route('/')\ndef v(): return ''\n`,
  ],
  [
    'what is broken',
    "from flask import Flask\napp = Flask(\n@app.route('/'\ndef v(:\n  return\nclass (((\n@@@\n",
  ],
  ['a file of nothing', ''],
]

describe('hostile projects', () => {
  for (const [what, source] of PROJECTS)
    test(what, () => {
      const before = process.cpuUsage()
      const facts = factsOf(source)
      const { user } = process.cpuUsage(before)
      assert.ok(facts.routes.length < 5000)
      assert.ok(user / 1000 < LONGEST_MS, `took ${Math.round(user / 1000)} ms`)
    })
})
