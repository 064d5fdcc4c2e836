// A made-up Flask application of any size for the auditor's bench: the same text in each run, as varied as real code is.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Python files and templates of one feature; 50 features make 1,500 files and 150 templates, about 1.7 MB. */
const VIEWS = 8
const SERVICES = 11
const HELPERS = 8
const TEMPLATES = 3

const WORDS =
  'order invoice ticket member lesson parcel garden recipe journey concert sensor booking auction stamp letter harbour'.split(
    ' ',
  )

/** @returns how much was written */
export function writeTree(
  folder: string,
  features: number,
): { python: number; templates: number; bytes: number } {
  const written = { python: 0, templates: 0, bytes: 0 }
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    written[path.endsWith('.py') ? 'python' : 'templates'] += path.endsWith('.txt') ? 0 : 1
    written.bytes += path.endsWith('.py') ? text.length : 0
  }
  const names = Array.from({ length: features }, (_, i) => `${WORDS[i % WORDS.length]}_${i}`)
  write('shop/__init__.py', factory(names))
  write('shop/extensions.py', EXTENSIONS)
  write('requirements.txt', 'Flask==3.1.2\nFlask-SQLAlchemy==3.1.1\nFlask-WTF==1.2.2\n')
  for (const name of names) {
    write(`shop/${name}/__init__.py`, `"""${name}"""\nfrom .views_0 import bp\n`)
    write(`shop/${name}/models.py`, models(name))
    write(`shop/${name}/forms.py`, forms(name))
    for (let i = 0; i < VIEWS; i++) write(`shop/${name}/views_${i}.py`, views(name, i))
    for (let i = 0; i < SERVICES; i++) write(`shop/${name}/service_${i}.py`, service(name, i))
    for (let i = 0; i < HELPERS; i++) write(`shop/${name}/helper_${i}.py`, helper(i))
    for (let i = 0; i < TEMPLATES; i++) write(`shop/templates/${name}/page_${i}.html`, template(name, i))
  }
  return written
}

/** Ten files, as a small application is. */
export function writeSmallApp(folder: string): void {
  writeTree(folder, 0)
  for (const [path, text] of Object.entries({
    'shop/models.py': models('order'),
    'shop/forms.py': forms('order'),
    'shop/views_0.py': views('order', 0),
    'shop/service_0.py': service('order', 0),
    'shop/helper_0.py': helper(0),
    'shop/helper_1.py': helper(1),
    'shop/templates/order/page_0.html': template('order', 0),
    'shop/templates/order/page_1.html': template('order', 1),
  })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

const EXTENSIONS = `from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

db = SQLAlchemy()
csrf = CSRFProtect()
`

function factory(names: readonly string[]): string {
  const imports = names.map((name) => `from .${name} import bp as ${name}_bp`).join('\n')
  const registers = names
    .map((name) => `    app.register_blueprint(${name}_bp, url_prefix='/${name}')`)
    .join('\n')
  return `import os

from flask import Flask

from .extensions import csrf, db
${imports}


def create_app():
    app = Flask(__name__)
    app.config['SECRET_KEY'] = os.environ['SECRET_KEY']
    app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_SAMESITE='Lax')
    db.init_app(app)
    csrf.init_app(app)
${registers}
    return app
`
}

function models(name: string): string {
  const kind = className(name)
  return `from datetime import datetime

from ..extensions import db


class ${kind}(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(120), nullable=False)
    note = db.Column(db.Text)
    price = db.Column(db.Numeric(10, 2), default=0)
    created = db.Column(db.DateTime, default=datetime.utcnow)

    def __repr__(self):
        return f'<${kind} {self.id} {self.title!r}>'

    @property
    def short(self):
        return self.title[:20] + ('…' if len(self.title) > 20 else '')

    @classmethod
    def newest(cls, count=10):
        return cls.query.order_by(cls.created.desc()).limit(count).all()


class ${kind}Line(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    parent_id = db.Column(db.Integer, db.ForeignKey('${name}.id'))
    amount = db.Column(db.Integer, default=1)
    parent = db.relationship('${kind}', backref='lines')

    def total(self):
        return self.amount * (self.parent.price or 0)
`
}

function forms(name: string): string {
  return `from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange


class ${className(name)}Form(FlaskForm):
    title = StringField('Title', validators=[DataRequired(), Length(max=120)])
    note = TextAreaField('Note', validators=[Length(max=2000)])
    amount = IntegerField('Amount', validators=[NumberRange(min=1, max=99)])
`
}

function views(name: string, index: number): string {
  const kind = className(name)
  const blueprint = index === 0 ? `bp = Blueprint('${name}', __name__)` : 'from .views_0 import bp'
  const unsafe =
    index === 3
      ? `    rows = db.session.execute(text(f"SELECT id FROM ${name} WHERE title LIKE '%{term}%'"))\n`
      : ''
  return `from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import text

from ..extensions import db
from .forms import ${kind}Form
from .models import ${kind}
from .service_${index % SERVICES} import Worker${index}, summarise_${index}

${blueprint}


@bp.route('/list_${index}')
def list_${index}():
    page = request.args.get('page', 1, type=int)
    term = request.args.get('term', '')
    query = ${kind}.query
    if term:
        query = query.filter(${kind}.title.contains(term))
${unsafe}    items = query.order_by(${kind}.created.desc()).paginate(page=page, per_page=20)
    return render_template('${name}/page_${index % TEMPLATES}.html', items=items, term=term, form=${kind}Form())


@bp.route('/show_${index}/<int:item_id>')
def show_${index}(item_id):
    item = ${kind}.query.get(item_id)
    if item is None:
        abort(404)
    worker = Worker${index}(item.title)
    return render_template('${name}/page_0.html', item=item, summary=summarise_${index}(worker.run(item.note or '')))


@bp.route('/edit_${index}/<int:item_id>', methods=['GET', 'POST'])
def edit_${index}(item_id):
    item = ${kind}.query.get_or_404(item_id)
    form = ${kind}Form(obj=item)
    if form.validate_on_submit():
        form.populate_obj(item)
        db.session.commit()
        flash('Saved.')
        return redirect(url_for('${name}.show_${index}', item_id=item.id))
    return render_template('${name}/page_1.html', form=form, item=item)
`
}

function service(name: string, index: number): string {
  return `import logging
from collections import defaultdict

from .helper_${index % HELPERS} import clean_${index % HELPERS}, Table${index % HELPERS}

log = logging.getLogger(__name__)
LIMIT = ${index * 7 + 3}


class Worker${index}:
    def __init__(self, name, options=None):
        self.name = name
        self.options = options or {}
        self.counts = defaultdict(int)

    def run(self, text):
        table = Table${index % HELPERS}(self.name)
        for word in clean_${index % HELPERS}(text).split():
            self.counts[word] += 1
            if len(self.counts) > LIMIT:
                break
        rows = [(word, count) for word, count in sorted(self.counts.items()) if count > 1]
        table.extend(rows)
        return table.as_text()

    def describe(self):
        return '%s: %d words, options %s' % (self.name, len(self.counts), ', '.join(self.options))


def summarise_${index}(text, most=LIMIT):
    lines = text.splitlines()
    if not lines:
        return '${name}'
    head, *rest = lines
    log.info('summarised %d lines', len(rest))
    return head + '\\n' + '\\n'.join(line.strip() for line in rest[:most])
`
}

function helper(index: number): string {
  return `import re

WORD = re.compile(r'[^a-z0-9 ]+')


def clean_${index}(text, lower=True):
    """Letters, digits and blanks."""
    result = text.lower() if lower else text
    try:
        return WORD.sub(' ', result).strip()
    except TypeError:
        return ''


class Table${index}:
    width = ${index + 20}

    def __init__(self, title):
        self.title = title
        self.rows = []

    def extend(self, rows):
        for row in rows:
            self.rows.append(tuple(str(cell)[: self.width] for cell in row))

    def as_text(self):
        lines = [self.title.center(self.width)]
        for row in self.rows:
            lines.append(' | '.join(cell.ljust(${index + 8}) for cell in row))
        return '\\n'.join(lines)


def parse_row_${index}(line, separator=';'):
    """One line of a file: its fields, and the number in the last one."""
    fields = [field.strip() for field in line.split(separator)]
    if len(fields) < 2:
        raise ValueError('no row: %r' % line[:40])
    *rest, last = fields
    amount = float(last) if last else 0.0
    return {'fields': rest, 'amount': round(amount, 2), 'empty': not any(rest)}


def pairs_${index}(items):
    previous = None
    for item in items:
        if previous is not None:
            yield previous, item
        previous = item
`
}

function template(name: string, index: number): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><title>{{ term or '${name}' }}</title></head>
<body class="page-${index}{% if items %} full{% endif %}">
  {% for message in get_flashed_messages() %}<p class="flash">{{ message }}</p>{% endfor %}
  <form method="post" action="{{ url_for('${name}.edit_${index}', item_id=item.id if item else 1) }}">
    {{ form.hidden_tag() }}
    <label for="title">Title</label> {{ form.title(size=40) }}
    <textarea name="note">{{ form.note.data }}</textarea>
    <button type="submit">Save</button>
  </form>
  <ul>
  {% for one in items.items %}
    <li id="item-{{ one.id }}"><a href="{{ url_for('${name}.show_${index}', item_id=one.id) }}">{{ one.title|truncate(30) }}</a>
      <span title="{{ one.note }}">{{ '%.2f'|format(one.price) }}</span></li>
  {% else %}
    <li>{{ summary|default('nothing') }}</li>
  {% endfor %}
  </ul>
</body>
</html>
`
}

function className(name: string): string {
  return name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())
}
