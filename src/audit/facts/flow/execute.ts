// Statements, one after the other: branches, loops, checks that return early.
import type { Expr, For, If, Match, Return, Stmt, Try, While } from '../../python/ast.ts'
import { bodyOf } from './answers.ts'
import { assignTo } from './assign.ts'
import { lastName } from './classes.ts'
import { ALL } from './clean.ts'
import { elementOf } from './containers.ts'
import { Env, merge, snapshot } from './env.ts'
import { ofOperator } from './evaluate.ts'
import type { Frame } from './frame.ts'
import { dangerous, recordHit } from './sinks.ts'
import { join, NOTHING, type Shown, tainted, type Value } from './value.ts'

/** Loops within loops that are read twice. */
const DEEPEST_LOOP = 2

interface Loop {
  readonly base: Env
  readonly left: Env[]
}
const loops = new WeakMap<Frame, Loop[]>()

export function run(frame: Frame, body: readonly Stmt[]): void {
  for (const stmt of body) {
    if (frame.env.dead) return
    step(frame, stmt)
  }
}

function step(frame: Frame, stmt: Stmt): void {
  switch (stmt.kind) {
    case 'ExprStmt':
      frame.value(stmt.value)
      return
    case 'Assign':
      if (stmt.value === null) return
      assignAll(frame, stmt.targets, asked(frame, stmt.value))
      return
    case 'AugAssign':
      assignTo(frame, stmt.target, ofOperator(stmt.op, frame.value(stmt.target), frame.value(stmt.value)))
      return
    case 'Return':
      leave(frame, stmt)
      return
    case 'If':
      choose(frame, stmt)
      return
    case 'For':
      each(frame, stmt)
      return
    case 'While':
      repeat(frame, stmt)
      return
    case 'With':
      for (const { context, target } of stmt.items) {
        const value = frame.value(context)
        if (target) assignTo(frame, target, value)
      }
      run(frame, stmt.body)
      return
    case 'Try':
      attempt(frame, stmt)
      return
    case 'Raise':
      if (stmt.value) frame.value(stmt.value)
      frame.env.dead = true
      return
    case 'Assert':
      frame.env.guard(frame.condition(stmt.test).yes)
      return
    case 'Match':
      match(frame, stmt)
      return
    case 'Break':
    case 'Continue': {
      const loop = loops.get(frame)?.at(-1)
      if (loop) loop.left.push(snapshot(frame.env, loop.base))
      frame.env.dead = true
      return
    }
    case 'Global':
      for (const name of stmt.names) frame.globals.add(name)
      return
    case 'ClassDef':
      frame.inClass(stmt)
      return
    case 'Broken':
      run(frame, stmt.body)
      return
    case 'FunctionDef':
    case 'Import':
    case 'ImportFrom':
    case 'Delete':
    case 'Pass':
      return
  }
}

/** Functions whose name says that their answer is yes or no. */
const PREDICATES = /^_?(?:is_|has_|can_|check|valid|allow|verify|safe|ok_)/i

function asked(frame: Frame, expr: Expr): Value {
  if (expr.kind !== 'Call' || !PREDICATES.test(lastName(expr))) return frame.value(expr)
  frame.asking = true
  const value = frame.value(expr)
  frame.asking = false
  return value
}

function assignAll(frame: Frame, targets: readonly Parameters<typeof assignTo>[1][], value: Value): void {
  for (const target of targets) assignTo(frame, target, value)
}

/** Calls whose truth tells of their argument. */
const TESTS = /^(?:is\w+|match|fullmatch|search|startswith|all|any|bool|has_\w+)$/

function leave(frame: Frame, stmt: Return): void {
  const expr = stmt.value
  const value = expr === null ? NOTHING : asked(frame, expr)
  if (frame.env.dead) return
  const checked = frame.env.checkedValue(value)
  frame.result.returns = join(frame.result.returns, checked)
  const shown = frame.ownChecks(frame.env)
  frame.result.exits.push(shown)
  const never = expr === null || (expr.kind === 'Const' && expr.value !== true && expr.value !== 'Ellipsis')
  if (!never && expr !== null) {
    const own = frame.env
    frame.env = new Env(own)
    frame.env.guard(truthOf(frame, expr, value))
    frame.result.truths.push(frame.ownChecks(frame.env))
    frame.env = own
  }
  if (expr !== null && frame.sendsText) {
    const marks = bodyOf(checked).all.filter((mark) => !mark.structured)
    const arg = expr.kind === 'Tuple' ? (expr.elements[0] ?? expr) : expr
    if (marks.length > 0)
      for (const spec of frame.shared.sinks.returns)
        recordHit(frame.result.hits, { spec, call: null, arg, marks: dangerous(spec, marks) })
  }
  frame.env.dead = true
}

function truthOf(frame: Frame, expr: NonNullable<Return['value']>, value: Value): readonly Shown[] {
  if (value.shown !== null) return value.shown
  return expr.kind === 'Call' && TESTS.test(lastName(expr)) ? frame.condition(expr).yes : []
}

function choose(frame: Frame, stmt: If): void {
  const condition = frame.condition(stmt.test)
  const outer = frame.env
  const branches: Env[] = []
  for (const [body, shown] of [
    [stmt.body, condition.yes],
    [stmt.orelse, condition.no],
  ] as const) {
    frame.env = new Env(outer)
    frame.env.guard(shown)
    run(frame, body)
    branches.push(frame.env)
  }
  frame.env = outer
  merge(outer, branches)
}

function each(frame: Frame, stmt: For): void {
  const list = frame.value(stmt.iter)
  const element = elementOf(list, stmt.iter)
  const sock = list.known === 'socket'
  loop(frame, () => {
    assignTo(frame, stmt.target, sock ? tainted(element.marks) : element)
    run(frame, stmt.body)
  })
  run(frame, stmt.orelse)
}

function repeat(frame: Frame, stmt: While): void {
  loop(frame, () => {
    frame.env.guard(frame.condition(stmt.test).yes)
    run(frame, stmt.body)
  })
  run(frame, stmt.orelse)
}

/** Twice, where the first time brought something new. */
function loop(frame: Frame, body: () => void): void {
  const stack = loops.get(frame) ?? []
  loops.set(frame, stack)
  const outer = frame.env
  const rounds = stack.length >= DEEPEST_LOOP ? 1 : 2
  for (let round = 0; round < rounds; round++) {
    const here: Loop = { base: outer, left: [] }
    stack.push(here)
    frame.env = new Env(outer)
    body()
    stack.pop()
    const ends = [frame.env, ...here.left]
    frame.env = outer
    const before = new Map<string, readonly unknown[]>()
    for (const end of ends) for (const name of end.vars.keys()) before.set(name, outer.get(name)?.all ?? [])
    merge(outer, [new Env(outer), ...ends])
    let news = false
    for (const [name, marks] of before) if ((outer.get(name)?.all.length ?? 0) > marks.length) news = true
    if (!news) break
  }
}

function attempt(frame: Frame, stmt: Try): void {
  const outer = frame.env
  const body = new Env(outer)
  frame.env = body
  run(frame, stmt.body)
  const ended: Env[] = []
  const after = new Env(outer)
  for (const [name, value] of body.vars) after.vars.set(name, join(outer.get(name) ?? NOTHING, value))
  frame.env = body
  run(frame, stmt.orelse)
  ended.push(body)
  for (const handler of stmt.handlers) {
    frame.env = new Env(outer)
    for (const [name, value] of after.vars) frame.env.vars.set(name, value)
    if (handler.name) frame.env.vars.set(handler.name.id, NOTHING)
    run(frame, handler.body)
    ended.push(frame.env)
  }
  frame.env = outer
  merge(outer, ended)
  if (stmt.finalbody.length > 0) {
    const dead = outer.dead
    outer.dead = false
    run(frame, stmt.finalbody)
    outer.dead ||= dead
  }
}

function match(frame: Frame, stmt: Match): void {
  const subject = frame.value(stmt.subject)
  const outer = frame.env
  const branches: Env[] = []
  let complete = false
  for (const { literals, binds, guard, body } of stmt.cases) {
    frame.env = new Env(outer)
    if (literals !== null)
      frame.env.guard(
        subject.marks
          .filter((mark) => mark.exact)
          .map((mark) => ({ key: mark.origin.key, bits: ALL, test: stmt.subject, held: true })),
      )
    for (const name of binds)
      assignTo(
        frame,
        name,
        binds.length === 1 ? join(subject, elementOf(subject, name)) : elementOf(subject, name),
      )
    if (guard) frame.env.guard(frame.condition(guard).yes)
    if (literals === null && guard === null && binds.length <= 1) complete = true
    run(frame, body)
    branches.push(frame.env)
  }
  frame.env = outer
  if (!complete) branches.push(new Env(outer))
  merge(outer, branches)
}
