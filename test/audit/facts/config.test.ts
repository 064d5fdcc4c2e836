// Configuration: each way to set a key, how its value comes about, and which one holds in production.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Config } from '../../../src/audit/facts/facts.ts'
import { type Files, factsOf, lineOf } from '../project-of.ts'

const APP = 'import os, secrets\nfrom flask import Flask\napp = Flask(__name__)\n'
const K = (config: Config, key = 'SECRET_KEY') => {
  const value = config.get(key)
  return value && (value.literal === undefined ? value.how : `${value.how} ${JSON.stringify(value.literal)}`)
}

/** A line behind the app's making → what SECRET_KEY is. */
const VALUES: readonly (readonly [line: string, is: string | undefined])[] = [
  ["app.config['SECRET_KEY'] = 'x'", 'literal "x"'],
  ["app.secret_key = 'x'", 'literal "x"'],
  ["app.secret_key = b'x'", 'literal "x"'],
  ["app.config.update(SECRET_KEY='x')", 'literal "x"'],
  ["app.config.update({'SECRET_KEY': 'x'})", 'literal "x"'],
  ["app.config.update(dict(SECRET_KEY='x'))", 'literal "x"'],
  ["app.config.from_mapping(SECRET_KEY='x')", 'literal "x"'],
  ["SETTINGS = {'SECRET_KEY': 'x'}\napp.config.from_mapping(SETTINGS)", 'literal "x"'],
  ["SETTINGS = {'SECRET_KEY': 'x'}\napp.config.update(**SETTINGS)", 'literal "x"'],
  ["app.config.setdefault('SECRET_KEY', 'x')", 'literal "x"'],
  ["def load():\n    return {'SECRET_KEY': 'x'}\napp.config.from_mapping(load())", 'literal "x"'],
  ["config = app.config\nconfig['SECRET_KEY'] = 'x'", 'literal "x"'],
  ["app.config['SECRET_KEY'] = 'x'\napp.config.setdefault('SECRET_KEY', 'y')", 'literal "x"'],
  ["app.config['SECRET_KEY'] = 'x'\napp.config['SECRET_KEY'] = 'y'", 'literal "y"'],
  ["KEY = 'a' + 'b'\napp.config['SECRET_KEY'] = KEY", 'literal "ab"'],
  ["app.config['SECRET_KEY'] = os.environ['K']", 'env'],
  ["app.config['SECRET_KEY'] = os.environ.get('K')", 'env'],
  ["app.config['SECRET_KEY'] = os.getenv('K', None)", 'env'],
  ["app.config['SECRET_KEY'] = os.environ.get('K', 'x')", 'env-default "x"'],
  ["app.config['SECRET_KEY'] = os.environ.get('K', default='x')", 'env-default "x"'],
  ["app.config['SECRET_KEY'] = os.getenv('K') or 'x'", 'env-default "x"'],
  ["app.config['SECRET_KEY'] = os.getenv('A') or os.getenv('B')", 'env'],
  ["app.config['SECRET_KEY'] = os.environ['K'] if 'K' in os.environ else 'x'", 'env-default "x"'],
  [
    "KEY = os.environ.get('K')\nif not KEY:\n    raise RuntimeError('no key')\napp.config['SECRET_KEY'] = KEY",
    'env',
  ],
  [
    "KEY = os.environ.get('K')\nif not KEY:\n    KEY = 'x'\napp.config['SECRET_KEY'] = KEY",
    'env-default "x"',
  ],
  [
    "KEY = os.environ.get('K', 'dev')\nif KEY == 'dev':\n    raise RuntimeError('set K')\napp.config['SECRET_KEY'] = KEY",
    'env',
  ],
  ["app.config['SECRET_KEY'] = os.urandom(24)", 'generated'],
  ["app.config['SECRET_KEY'] = os.urandom(24).hex()", 'generated'],
  ["app.config['SECRET_KEY'] = secrets.token_hex(32)", 'generated'],
  ["app.config['SECRET_KEY'] = os.environ.get('K', os.urandom(24))", 'generated'],
  ["app.config['SECRET_KEY'] = os.environ.get('K') or secrets.token_hex()", 'generated'],
  ["import uuid\napp.config['SECRET_KEY'] = str(uuid.uuid4())", 'generated'],
  ["app.config['SECRET_KEY'] = open('key').read()", 'computed'],
  ["def key():\n    return os.environ.get('K', 'x')\napp.config['SECRET_KEY'] = key()", 'env-default "x"'],
  ["from decouple import config\napp.config['SECRET_KEY'] = config('K', default='x')", 'env-default "x"'],
  ["from environs import Env\nenv = Env()\napp.config['SECRET_KEY'] = env.str('K')", 'env'],
  ["if app.debug:\n    app.config['SECRET_KEY'] = 'x'", undefined],
  [
    "if os.environ.get('FLASK_ENV') == 'production':\n    app.config['SECRET_KEY'] = 'p'\nelse:\n    app.config['SECRET_KEY'] = 'd'",
    'literal "p"',
  ],
  ["if not app.debug:\n    app.config['SECRET_KEY'] = 'p'", 'literal "p"'],
  ["if app.config['TESTING']:\n    app.config['SECRET_KEY'] = 't'", undefined],
]

const FLAGS: readonly (readonly [expression: string, is: string])[] = [
  ['True', 'literal true'],
  ["os.environ.get('X', 'False') == 'True'", 'env-default false'],
  ["os.environ.get('X', 'True') == 'True'", 'env-default true'],
  ["os.environ.get('X', 'true').lower() in ('1', 'true')", 'env-default true'],
  ["os.environ.get('X') == '1'", 'env-default false'],
  ["bool(os.environ.get('X', 'False'))", 'env-default true'],
  ["int(os.environ.get('X', 0))", 'env-default 0'],
]

const FILES: readonly (readonly [what: string, files: Files, is: string | undefined])[] = [
  [
    'a class by its name in a string',
    {
      'app.py': "from flask import Flask\napp = Flask(__name__)\napp.config.from_object('config.Config')\n",
      'config.py': "class Config:\n    SECRET_KEY = 'x'\n    lower = 'y'\n",
    },
    'literal "x"',
  ],
  [
    'a class that is imported',
    {
      'shop/__init__.py':
        'from flask import Flask\nfrom .config import Config\napp = Flask(__name__)\napp.config.from_object(Config)\n',
      'shop/config.py': "class Base:\n    SECRET_KEY = 'b'\nclass Config(Base):\n    pass\n",
    },
    'literal "b"',
  ],
  [
    'a module, as a string and with a star import',
    {
      'app.py': "from flask import Flask\napp = Flask(__name__)\napp.config.from_object('settings')\n",
      'settings.py': 'from base import *\nDEBUG = False\n',
      'base.py': "SECRET_KEY = 'x'\n",
    },
    'literal "x"',
  ],
  [
    'its own module',
    {
      'app.py':
        "from flask import Flask\nSECRET_KEY = 'x'\napp = Flask(__name__)\napp.config.from_object(__name__)\n",
    },
    'literal "x"',
  ],
  [
    'a module that is imported',
    {
      'app.py':
        'from flask import Flask\nimport settings\napp = Flask(__name__)\napp.config.from_object(settings)\n',
      'settings.py': "SECRET_KEY = 'x'\n",
    },
    'literal "x"',
  ],
  [
    'chosen from a dictionary: production wins, tests never count',
    {
      'app.py': `from flask import Flask
from config import config
def create_app(name):
    app = Flask(__name__)
    app.config.from_object(config[name])
    config[name].init_app(app)
    return app
`,
      'config.py': `import os
class Config:
    SECRET_KEY = 'base'
    @staticmethod
    def init_app(app): pass
class DevelopmentConfig(Config):
    SECRET_KEY = 'dev'
class ProductionConfig(Config):
    SECRET_KEY = os.environ['K']
class TestingConfig(Config):
    SECRET_KEY = 'test'
config = {'development': DevelopmentConfig, 'production': ProductionConfig, 'testing': TestingConfig, 'default': DevelopmentConfig}
`,
    },
    'env',
  ],
  [
    'a default parameter',
    {
      'app.py': `from flask import Flask
from config import Config
def create_app(config_class=Config):
    app = Flask(__name__)
    app.config.from_object(config_class)
    return app
`,
      'config.py': "class Config(object):\n    SECRET_KEY = 'x'\n",
    },
    'literal "x"',
  ],
  [
    'the only class there is holds, though its name says development',
    {
      'app.py':
        "from flask import Flask\napp = Flask(__name__)\napp.config.from_object('config.DevConfig')\n",
      'config.py': "class DevConfig:\n    SECRET_KEY = 'x'\n",
    },
    'literal "x"',
  ],
  [
    'chosen by the environment',
    {
      'app.py':
        "import os\nfrom flask import Flask\napp = Flask(__name__)\napp.config.from_object(os.environ['APP_SETTINGS'])\n",
      'config.py':
        "class Config:\n    SECRET_KEY = 'c'\nclass ProductionConfig(Config):\n    SECRET_KEY = 'p'\n",
    },
    'literal "p"',
  ],
  [
    'later assignment wins over the class',
    {
      'app.py':
        "from flask import Flask\napp = Flask(__name__)\napp.config.from_object('config')\napp.config['SECRET_KEY'] = 'late'\n",
      'config.py': "SECRET_KEY = 'x'\n",
    },
    'literal "late"',
  ],
  [
    'from_pyfile of a module and of a .cfg file',
    {
      'app.py': "from flask import Flask\napp = Flask(__name__)\napp.config.from_pyfile('../settings.cfg')\n",
      'settings.cfg': "SECRET_KEY = 'x'\n",
    },
    'literal "x"',
  ],
  [
    'from_json and from_file',
    {
      'app.py':
        "import json\nfrom flask import Flask\napp = Flask(__name__)\napp.config.from_file('config.json', load=json.load)\n",
      'config.json': '{"SECRET_KEY": "x"}',
    },
    'literal "x"',
  ],
  [
    'TOML',
    {
      'app.py':
        "import tomllib\nfrom flask import Flask\napp = Flask(__name__)\napp.config.from_file('config.toml', load=tomllib.load, text=False)\n",
      'config.toml': 'DEBUG = true\nSECRET_KEY = "x"\n[other]\nSECRET_KEY = "y"\n',
    },
    'literal "x"',
  ],
  [
    'pydantic settings',
    {
      'app.py':
        'from flask import Flask\nfrom config import Settings\napp = Flask(__name__)\napp.config.from_object(Settings())\n',
      'config.py':
        "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    SECRET_KEY: str = 'x'\n    OTHER: str\n",
    },
    'env-default "x"',
  ],
  [
    'a function that gets the app',
    {
      'app.py':
        'from flask import Flask\nfrom setup import configure\napp = Flask(__name__)\nconfigure(app)\n',
      'setup.py': "def configure(app):\n    app.config['SECRET_KEY'] = 'x'\n",
    },
    'literal "x"',
  ],
]

describe('configuration', () => {
  for (const [line, is] of VALUES) test(line, () => assert.equal(K(factsOf(`${APP}${line}\n`).config), is))

  for (const [expression, is] of FLAGS)
    test(`a flag: ${expression}`, () =>
      assert.equal(K(factsOf(`${APP}app.config['DEBUG'] = ${expression}\n`).config, 'DEBUG'), is))

  for (const [what, files, is] of FILES) test(what, () => assert.equal(K(factsOf(files).config), is))

  test('all values of a key in source order, each once, where it stands', () => {
    const facts = factsOf({
      'app.py':
        "from flask import Flask\nfrom config import configs\napp = Flask(__name__)\napp.config.from_object(configs['x'])\n",
      'config.py': `class Config:
    SECRET_KEY = 'a'
class Dev(Config):
    SECRET_KEY = 'b'
class Testing(Config):
    SECRET_KEY = 'c'
configs = dict(dev=Dev, prod=Config, test=Testing)
`,
    })
    const all = facts.config.all('SECRET_KEY')
    assert.deepEqual(all.map(({ literal }) => literal).sort(), ['a', 'b'])
    assert.deepEqual(all.map(({ at }) => lineOf(facts, at)).sort(), ['config.py:2', 'config.py:4'])
    assert.equal(facts.config.get('SECRET_KEY')?.of, 'Config')
    assert.deepEqual(facts.config.keys, ['SECRET_KEY'])
  })

  test('what the source cannot tell is said', () => {
    const { config } = factsOf(`${APP}app.config.from_envvar('SETTINGS')\napp.config.from_prefixed_env()\n`)
    assert.deepEqual(config.elsewhere.map(({ what }) => what).sort(), [
      "app.config.from_envvar('SETTINGS')",
      'app.config.from_prefixed_env()',
    ])
    assert.equal(factsOf(`${APP}app.config['A'] = 1\n`).config.elsewhere.length, 0)
    assert.equal(factsOf(`${APP}app.config.from_pyfile('missing.py')\n`).config.elsewhere.length, 1)
  })
})
