// Which view renders which template with which values, and which route a form posts to.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Form, Template } from '../../../src/audit/templates/template.ts'
import { factsOf } from '../project-of.ts'

const HEAD = 'from flask import Flask, render_template, Blueprint\napp = Flask(__name__)\n'

function templateOf(name: string, parts: Partial<Template> = {}): Template {
  return {
    file: `templates/${name}`,
    name,
    text: '',
    holes: [],
    tags: [],
    elements: [],
    forms: [],
    scripts: [],
    extends: [],
    includes: [],
    imports: [],
    blocks: [],
    macros: [],
    bindings: [],
    comments: [],
    broken: false,
    ...parts,
  }
}

const formOf = (action: string, endpoint: string | null = null, method = 'post'): Form => ({
  element: { start: 0, end: 0, name: 'form', attributes: [] },
  method,
  action,
  endpoint,
  fields: [],
  token: false,
  tokenBy: '',
  end: 0,
})

describe('renders', () => {
  const shown = (source: string) =>
    factsOf(`${HEAD}${source}`).templates.renders.map(({ template, values, all, view }) =>
      [template, [...values.keys()].sort().join(','), all, view?.def.name ?? null].join(' '),
    )
  const ROWS: readonly (readonly [what: string, source: string, renders: readonly string[]])[] = [
    ['keywords', "def v():\n    return render_template('a.html', x=1, y=2)\n", ['a.html x,y false v']],
    [
      'a dictionary',
      "def v():\n    ctx = {'x': 1}\n    ctx['y'] = 2\n    return render_template('a.html', **ctx)\n",
      ['a.html x,y false v'],
    ],
    ['locals', "def v(q):\n    return render_template('a.html', **locals())\n", ['a.html  true v']],
    [
      'a list and a condition',
      "def v(q):\n    render_template(['a.html', 'b.html'])\n    return render_template('c.html' if q else 'd.html')\n",
      ['a.html  false v', 'b.html  false v', 'c.html  false v', 'd.html  false v'],
    ],
    ['a name', "PAGE = 'a.html'\ndef v():\n    return render_template(PAGE)\n", ['a.html  false v']],
    [
      'a wrapper',
      "def page(template, **more):\n    return render_template(template, user=1, **more)\ndef v():\n    return page('a.html', x=1)\n",
      ['a.html user,x false v'],
    ],
    [
      'a decorator',
      "def templated(name):\n    def decorator(f):\n        def inner(*a):\n            return render_template(name, **f(*a))\n        return inner\n    return decorator\n@templated('a.html')\ndef v():\n    return dict(x=1)\n",
      ['a.html x false v'],
    ],
    [
      "Jinja's own",
      "import jinja2\nenv = jinja2.Environment()\ndef v():\n    return env.get_template('a.html').render(x=1)\n",
      ['a.html x false v'],
    ],
  ]
  for (const [what, source, renders] of ROWS) test(what, () => assert.deepEqual(shown(source), renders))

  test('of a layout, an include and a macro file: every template that shows them', () => {
    const templates = [
      templateOf('base.html', { includes: ['nav.html'] }),
      templateOf('nav.html'),
      templateOf('a.html', { extends: ['base.html'], imports: [{ template: 'macros.html', as: ['m'] }] }),
      templateOf('b.html', { extends: ['base.html'] }),
      templateOf('macros.html'),
    ]
    const facts = factsOf(
      `${HEAD}def v():\n    return render_template('a.html')\ndef w():\n    return render_template('b.html')\n`,
      { templates },
    )
    const views = (name: string) => {
      const template = facts.templates.byName.get(name)
      return (
        template &&
        facts.templates
          .rendersOf(template)
          .map(({ view }) => view?.def.name)
          .sort()
      )
    }
    assert.deepEqual(views('a.html'), ['v'])
    assert.deepEqual(views('nav.html'), ['v', 'w'])
    assert.deepEqual(views('base.html'), ['v', 'w'])
    assert.deepEqual(views('macros.html'), ['v'])
  })
})

test('the route of a form', () => {
  const page = templateOf('p.html')
  const facts = factsOf(
    `${HEAD}bp = Blueprint('bp', __name__, url_prefix='/bp')
@bp.route('/here', methods=['GET', 'POST'])
def here():
    return render_template('p.html')
@bp.route('/there', methods=['POST'])
def there(): return ''
@app.route('/items/<int:id>/edit', methods=['POST'])
def edit(id): return ''
app.register_blueprint(bp)
`,
    { templates: [page] },
  )
  const path = (form: Form) => facts.templates.routeOf(page, form)?.path
  assert.equal(path(formOf('')), '/bp/here')
  assert.equal(path(formOf("{{ url_for('bp.there') }}", 'bp.there')), '/bp/there')
  assert.equal(path(formOf("{{ url_for('.there') }}", '.there')), '/bp/there')
  assert.equal(path(formOf('/bp/there?next=1')), '/bp/there')
  assert.equal(path(formOf('/items/{{ item.id }}/edit')), '/items/<int:id>/edit')
  assert.equal(path(formOf('/items/5/edit')), '/items/<int:id>/edit')
  assert.equal(path(formOf('https://other.example/')), undefined)
  assert.equal(path(formOf('//other.example/')), undefined)
  assert.equal(path(formOf('{{ target }}')), undefined)
})

test('which templates escape', () => {
  const list = [templateOf('a.html'), templateOf('a.txt'), templateOf('mail.html')]
  const escapes = (source: string) => {
    const { templates } = factsOf(`${HEAD}import jinja2\n${source}`, { templates: list })
    return list.map((one) => templates.escapes(one))
  }
  assert.deepEqual(escapes(''), [true, false, true])
  assert.deepEqual(escapes('app.jinja_env.autoescape = False\n'), [false, false, false])
  assert.deepEqual(escapes('app.jinja_env.autoescape = True\n'), [true, true, true])
  const own = (options: string) =>
    `env = jinja2.Environment(${options})\ndef v():\n    return env.get_template('mail.html').render()\n`
  assert.deepEqual(escapes(own('')), [true, false, false])
  assert.deepEqual(escapes(own('autoescape=True')), [true, false, true])
  assert.deepEqual(escapes(own('autoescape=jinja2.select_autoescape()')), [true, false, true])
})
