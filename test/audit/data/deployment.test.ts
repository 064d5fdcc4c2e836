// How the application runs: environment, commands, images and headers, out of the files that say so.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deployment } from '../../../src/audit/data/deployment.ts'
import { projectOf, textAt } from './project.ts'

interface Expected {
  environment?: string[]
  commands?: string[]
  images?: string[]
  headers?: string[]
  redirect?: string
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: variables of a shell
const ROWS: [what: string, path: string, text: string, expected: Expected][] = [
  [
    'exec form',
    'Dockerfile',
    '# syntax=docker/dockerfile:1\nFROM python:3.9-slim\nENV FLASK_DEBUG=1 A="b c"\nEXPOSE 80\nCMD ["flask", "run", "--host=0.0.0.0"]\n',
    {
      images: ['python:3.9-slim @ python:3.9-slim'],
      environment: ['FLASK_DEBUG=1 @ FLASK_DEBUG=1', 'A=b c @ A="b c"'],
      commands: ['flask run --host=0.0.0.0 @ ["flask", "run", "--host=0.0.0.0"]'],
    },
  ],
  [
    'shell form',
    'docker/web.Dockerfile',
    'from python:3.12\nENV FLASK_ENV development\nCMD A=1 exec gunicorn -w 4 \\\n  app:app\n',
    {
      images: ['python:3.12 @ python:3.12'],
      environment: [
        'FLASK_ENV=development @ FLASK_ENV development',
        'A=1 @ A=1 exec gunicorn -w 4 \\\n  app:app',
      ],
      commands: ['gunicorn -w 4 app:app @ A=1 exec gunicorn -w 4 \\\n  app:app'],
    },
  ],
  [
    'stages and arguments',
    'Dockerfile',
    'ARG PY=3.8\nFROM node:20 AS assets\nENV X=1\nCMD ["npm", "start"]\nFROM --platform=linux/amd64 python:${PY} as base\nENV B=2\nFROM base\nCOPY --from=assets /a /a\nCMD ["sh", "-c", "flask db upgrade && gunicorn app:app"]\n',
    {
      images: ['node:20 @ node:20', 'python:3.8 @ python:${PY}'],
      environment: ['B=2 @ B=2'],
      commands: [
        'flask db upgrade @ ["sh", "-c", "flask db upgrade && gunicorn app:app"]',
        'gunicorn app:app @ ["sh", "-c", "flask db upgrade && gunicorn app:app"]',
      ],
    },
  ],
  [
    'entry point and its arguments',
    'Dockerfile',
    'FROM python:3.12\nENTRYPOINT ["python", "-m"]\nCMD ["flask", "run"]\n',
    { images: ['python:3.12 @ python:3.12'], commands: ['python -m flask run @ ["python", "-m"]'] },
  ],
  [
    'an entry point that takes back the command of its stage',
    'Dockerfile',
    'FROM python:3.12 AS base\nCMD ["flask", "run"]\nFROM base\nENTRYPOINT ["gunicorn", "app:app"]\n',
    { images: ['python:3.12 @ python:3.12'], commands: ['gunicorn app:app @ ["gunicorn", "app:app"]'] },
  ],
  [
    'environment as a map, and a default merged in',
    'docker-compose.yml',
    'x-env: &env\n  FLASK_DEBUG: "1"\nservices:\n  web:\n    image: x\n    environment:\n      <<: *env\n      PORT: 8000\n      SECRET_KEY:\n    command: gunicorn -b 0.0.0.0:8000 app:app\n',
    {
      environment: ['FLASK_DEBUG=1 @ FLASK_DEBUG: "1"', 'PORT=8000 @ PORT: 8000'],
      commands: ['gunicorn -b 0.0.0.0:8000 app:app @ gunicorn -b 0.0.0.0:8000 app:app'],
    },
  ],
  [
    'environment as a list',
    'compose.prod.yaml',
    'services:\n  web:\n    environment:\n      - FLASK_ENV=development\n      - SECRET_KEY\n    command: ["python", "app.py"]\n',
    {
      environment: ['FLASK_ENV=development @ FLASK_ENV=development'],
      commands: ['python app.py @ ["python", "app.py"]'],
    },
  ],
  ['for development', 'docker-compose.dev.yml', 'services:\n  web:\n    command: flask run --debug\n', {}],
  [
    'processes',
    'Procfile',
    'release: flask db upgrade\nweb: PORT=1 gunicorn app:app --log-file -\nworker: celery worker\n',
    {
      environment: ['PORT=1 @ PORT=1 gunicorn app:app --log-file -'],
      commands: [
        'gunicorn app:app --log-file - @ PORT=1 gunicorn app:app --log-file -',
        'celery worker @ celery worker',
      ],
    },
  ],
  [
    'variables',
    '.env',
    '# a\nSECRET_KEY="a # b" # c\nexport FLASK_DEBUG=1\nEMPTY=\nURL=postgres://u:p@h/d # x\nbad line\n',
    {
      environment: [
        'SECRET_KEY=a # b @ SECRET_KEY="a # b" # c',
        'FLASK_DEBUG=1 @ FLASK_DEBUG=1',
        'EMPTY= @ EMPTY=',
        'URL=postgres://u:p@h/d @ URL=postgres://u:p@h/d # x',
      ],
    },
  ],
  ['an example', '.env.example', 'SECRET_KEY=change-me\n', {}],
  ['variables of Flask', '.flaskenv', 'FLASK_APP=app\n', { environment: ['FLASK_APP=app @ FLASK_APP=app'] }],
  [
    'App Engine',
    'app.yaml',
    'runtime: python39\nentrypoint: gunicorn -b :$PORT main:app\nenv_variables:\n  SECRET_KEY: "abc"\nhandlers:\n- url: /.*\n  secure: always\n  script: auto\n',
    {
      environment: ['SECRET_KEY=abc @ SECRET_KEY: "abc"'],
      commands: ['gunicorn -b :$PORT main:app @ gunicorn -b :$PORT main:app'],
      redirect: 'secure: always',
    },
  ],
  [
    'gunicorn’s settings',
    'gunicorn.conf.py',
    'import os\nworkers = 4\nbind = "0.0.0.0:8000"  # all\nforwarded_allow_ips = \'*\'\ndef f():\n    x = 1\n',
    {
      commands: [
        'gunicorn --workers 4 --bind 0.0.0.0:8000 --forwarded-allow-ips * @ workers = 4\nbind = "0.0.0.0:8000"  # all\nforwarded_allow_ips = \'*\'',
      ],
    },
  ],
  [
    'uWSGI’s settings',
    'uwsgi.ini',
    '[uwsgi]\nmodule = app:app\nprocesses = 4\nenv = FLASK_DEBUG=1\n[other]\nx = 1\n',
    {
      environment: ['FLASK_DEBUG=1 @ FLASK_DEBUG=1'],
      commands: [
        'uwsgi --module app:app --processes 4 --env FLASK_DEBUG=1 @ app:app\nprocesses = 4\nenv = FLASK_DEBUG=1',
      ],
    },
  ],
  [
    'a unit of systemd',
    'deploy/shop.service',
    '[Unit]\nDescription=x\n[Service]\nEnvironment="SECRET_KEY=abc" FLASK_DEBUG=1\nExecStart=/srv/venv/bin/gunicorn \\\n  -w 2 app:app\n',
    {
      environment: ['SECRET_KEY=abc @ "SECRET_KEY=abc"', 'FLASK_DEBUG=1 @ FLASK_DEBUG=1'],
      commands: ['/srv/venv/bin/gunicorn -w 2 app:app @ /srv/venv/bin/gunicorn \\\n  -w 2 app:app'],
    },
  ],
  [
    'a shell script',
    'entrypoint.sh',
    '#!/bin/sh\nset -e\nexport FLASK_DEBUG=1\necho "flask run"\nif [ -n "$A" ]; then\n  flask db upgrade\nfi\nexec python3.11 app.py "$@"\n',
    {
      environment: ['FLASK_DEBUG=1 @ export FLASK_DEBUG=1'],
      commands: ['flask db upgrade @ flask db upgrade', 'python3.11 app.py $@ @ exec python3.11 app.py "$@"'],
    },
  ],
  [
    'nginx',
    'deploy/nginx.conf',
    'server {\n  listen 80; # plain\n  return 301 https://$host$request_uri;\n}\nserver {\n  add_header Strict-Transport-Security "max-age=63072000; preload" always;\n  location / { proxy_set_header X-Forwarded-For $remote_addr; proxy_pass http://app; add_header X-Frame-Options DENY; }\n}\n',
    {
      headers: [
        'strict-transport-security: max-age=63072000; preload @ add_header Strict-Transport-Security "max-age=63072000; preload" always',
        'x-frame-options: DENY @ add_header X-Frame-Options DENY',
      ],
      redirect: 'return 301 https://$host$request_uri',
    },
  ],
  ['another .conf', 'app.conf', 'add = 1\n', {}],
  [
    'Caddy',
    'Caddyfile',
    'shop.example.org {\n  header Strict-Transport-Security "max-age=1"\n  header {\n    X-Frame-Options DENY\n    -Server\n  }\n  reverse_proxy app:8000\n}\n',
    {
      headers: [
        'strict-transport-security: max-age=1 @ header Strict-Transport-Security "max-age=1"',
        'x-frame-options: DENY @ X-Frame-Options DENY',
      ],
      redirect: 'shop.example.org {',
    },
  ],
]

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: variables of a shell

describe('a deployment', () => {
  for (const [what, path, text, expected] of ROWS)
    test(`${path}: ${what}`, async () => {
      const found = await deployment(projectOf({ [path]: text }))
      const place = (at: Parameters<typeof textAt>[1]) => textAt({ [path]: text }, at)
      assert.deepEqual(
        {
          environment: found.environment.map(({ name, value, at }) => `${name}=${value} @ ${place(at)}`),
          commands: found.commands.map(({ words, at }) => `${words.join(' ')} @ ${place(at)}`),
          images: found.baseImages.map(({ image, at }) => `${image} @ ${place(at)}`),
          headers: [...found.proxyHeaders].map(([name, { value, at }]) => `${name}: ${value} @ ${place(at)}`),
          redirect: found.redirectsToHttps === null ? '' : place(found.redirectsToHttps),
        },
        { environment: [], commands: [], images: [], headers: [], redirect: '', ...expected },
      )
      assert.deepEqual(found.notes, [])
    })
})

test('aliases that multiply are followed a bounded number of times', async () => {
  const lines = Array.from(
    { length: 30 },
    (_, i) =>
      `a${i}: &a${i} [${
        i === 0
          ? 'x'
          : Array(10)
              .fill(`*a${i - 1}`)
              .join(', ')
      }]`,
  )
  const text = `${lines.join('\n')}\nservices:\n  web:\n    environment:\n      A: b\n`
  const { environment } = await deployment(projectOf({ 'docker-compose.yml': text }))
  assert.deepEqual(
    environment.map(({ name, value }) => [name, value]),
    [['A', 'b']],
  )
})

test('an alias of what it stands in is followed no further than a bound', async () => {
  const text = 'services: &s\n  web: *s\n  b:\n    command: flask run\n'
  const { commands } = await deployment(projectOf({ 'compose.yml': text }))
  assert.ok(commands.length >= 1)
})

test('much of one thing is read in time', async () => {
  for (const path of [
    'Dockerfile',
    'nginx.conf',
    'run.sh',
    '.env',
    'uwsgi.ini',
    'requirements.txt',
    'poetry.lock',
    'Caddyfile',
    'pyproject.toml',
    'compose.yml',
    'Procfile',
    'setup.cfg',
  ])
    for (const piece of [
      'ENV A=1\n',
      'FROM a AS b\n',
      '\\\n',
      '"',
      "'",
      '{',
      ';',
      'a ',
      '[[package]]\n',
      '#',
      '[',
      'server {',
      'add_header "',
      '\n',
      'a=b\\\n',
      'a: &a *a\n',
      '$' + '{',
    ]) {
      const before = process.cpuUsage()
      await deployment(projectOf({ [path]: `server ${piece.repeat(60_000 / piece.length)}` }))
      const { user, system } = process.cpuUsage(before)
      assert.ok(user + system < 20e6, `${path} ${JSON.stringify(piece)}`)
    }
})
