// A small project as text, read through to its data flow; and what its own comments say should arrive where.

import type { Route, SinkSpec } from '../../../../src/audit/facts/facts.ts'
import { buildFlow, type ProjectFlow } from '../../../../src/audit/facts/flow/flow.ts'
import { lineStarts, positionOf } from '../../../../src/audit/location.ts'
import type { Call, Expr, Module } from '../../../../src/audit/python/ast.ts'
import { bindNames } from '../../../../src/audit/python/names.ts'
import type { FunctionInfo, Names } from '../../../../src/audit/python/names-api.ts'
import { createPythonReader } from '../../../../src/audit/python/parse.ts'

export const reader = await createPythonReader()

/** Every snippet may use these without saying so. */
const PRELUDE =
  'import os, re, uuid, html, json, shlex, subprocess, sqlite3, requests, urllib.parse, hashlib, bleach, markupsafe, pickle; from enum import Enum; from pathlib import Path; from functools import wraps, partial; from urllib.parse import urlparse, urljoin, quote, urlencode; from flask import Flask, Blueprint, Response, request, session, g, abort, redirect, url_for, jsonify, render_template, make_response, send_file, escape; from markupsafe import Markup; from werkzeug.utils import secure_filename, safe_join; app = Flask(__name__); db = sqlite3.connect("x")\n'

export const SINKS: readonly SinkSpec[] = [
  { id: 'sql', calls: ['*.execute'], args: [0, 'sql'], clean: 'sql' },
  { id: 'name', calls: ['*.order_by'], args: ['*'], clean: 'identifier' },
  { id: 'shell', calls: ['os.system'], args: [0], clean: 'shell' },
  { id: 'shell', calls: ['subprocess.run', 'subprocess.call'], args: [0, 'args'], clean: 'shell' },
  { id: 'code', calls: ['eval', 'exec'], args: [0], clean: 'code' },
  { id: 'path', calls: ['open', 'flask.send_file'], args: [0], clean: 'path' },
  { id: 'upload', calls: ['*.save'], args: [0, 'dst'], clean: 'path' },
  { id: 'url', calls: ['requests.get', 'flask.redirect'], args: [0, 'url'], clean: 'url', startOnly: true },
  { id: 'html', calls: ['markupsafe.Markup'], args: [0], clean: 'html' },
  { id: 'page', calls: ['return'], args: [0], clean: 'html' },
  { id: 'header', calls: ['=headers[]'], args: [], clean: 'header' },
  { id: 'regex', calls: ['re.search', 're.compile'], args: [0], clean: 'regex' },
  { id: 'load', calls: ['pickle.loads'], args: [0], clean: 'all' },
  { id: 'gone', calls: ['*.unlink'], args: ['self'], clean: 'path' },
  { id: 'self', calls: ['*.extractall'], args: ['self'], clean: 'all' },
]

export interface Built {
  readonly names: Names
  readonly modules: readonly Module[]
  readonly flow: ProjectFlow
}

export function namesOf(files: Readonly<Record<string, string>>): { names: Names; modules: Module[] } {
  const modules = Object.entries(files).map(([path, text]) => {
    const isPackage = path.endsWith('__init__.py')
    const name = path.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.')
    return reader.module(path, name, isPackage, text)
  })
  return { names: bindNames(modules), modules }
}

export function flowOf(files: Readonly<Record<string, string>>, sinks: readonly SinkSpec[] = SINKS): Built {
  const texts = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, PRELUDE + text.trimStart()]),
  )
  const { names, modules } = namesOf(texts)
  const flow = buildFlow({ names, routes: routesOf(names), renders: [], templates: [], sinks })
  return { names, modules, flow }
}

/** Views by `@x.route('/…<int:id>')`, enough for these tests. */
export function routesOf(names: Names): Route[] {
  const routes: Route[] = []
  for (const fn of names.functions) {
    const call = fn.def.decorators.find((each): each is Call => each.kind === 'Call' && isRoute(each.callee))
    if (call) routes.push(routeOf(fn, call.args[0]))
  }
  return routes
}

function isRoute(callee: Expr): boolean {
  return callee.kind === 'Attribute' && /^(?:route|get|post)$/.test(callee.name)
}

function routeOf(view: FunctionInfo, rule: Expr | undefined): Route {
  const path = rule?.kind === 'Str' ? rule.value : '…'
  const params = new Map<string, string>()
  for (const [, converter, name] of path.matchAll(/<(?:([a-z]+):)?(\w+)>/g))
    params.set(name as string, converter ?? 'string')
  return { path, params, view, by: 'decorator' } as unknown as Route
}

/** `sql:3`, `sql:5 stored`: what was found, by file where there are several. */
export function foundIn({ flow }: Built, files: Readonly<Record<string, string>>): string[] {
  const out = new Set<string>()
  for (const id of new Set(SINKS.map((sink) => sink.id))) {
    for (const { at, taints } of flow.into(id)) {
      const kind = taints[0]?.kind ?? 'request'
      const line = positionOf(lineStarts(PRELUDE + (files[at.file] as string).trimStart()), at.start).line - 1
      out.add(`${at.file}:${line} ${id}${kind === 'request' ? '' : ` ${kind}`}`)
    }
  }
  return [...out].sort()
}

/** `# hit: sql`, `# hit: sql stored, page` at the end of a line. */
export function expectedIn(files: Readonly<Record<string, string>>): string[] {
  const out: string[] = []
  for (const [file, text] of Object.entries(files))
    for (const [at, line] of text.trimStart().split('\n').entries()) {
      const [, said] = line.split('# hit: ')
      for (const hit of said?.split(', ') ?? []) out.push(`${file}:${at + 1} ${hit.trim()}`)
    }
  return out.sort()
}
