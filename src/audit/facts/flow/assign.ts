// Assignments: to names, items and attributes, and what others see of them.
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import { changesType } from './answers.ts'
import { keyFrom } from './container-methods.ts'
import { elementOf, itemOf, sourceText } from './containers.ts'
import type { Frame } from './frame.ts'
import { extend } from './mark.ts'
import { dangerous, recordHit } from './sinks.ts'
import { ANSWER, join, listOfItems, mapValue, NOTHING, tainted, type Value, withItem } from './value.ts'

export function assignTo(frame: Frame, target: Expr, value: Value): void {
  switch (target.kind) {
    case 'Name':
      setName(frame, target.id, noted(target, value))
      return
    case 'Tuple':
    case 'List':
      unpack(frame, target.elements, value)
      return
    case 'Starred':
      assignTo(frame, target.value, value)
      return
    case 'Attribute': {
      checkSinks(frame, target.name, target, value)
      const base = frame.value(target.object)
      if (changesType(target.name, value)) {
        store(frame, target.object, ANSWER)
        return
      }
      publish(frame, base, target.name, value)
      store(frame, target, noted(target, value))
      return
    }
    case 'Subscript': {
      const index = frame.value(target.index)
      if (target.object.kind === 'Attribute') checkSinks(frame, `${target.object.name}[]`, target, value)
      const key = keyFrom(frame, { expr: target.index, value: index })
      if (target.object.kind === 'Attribute' && target.object.name === 'headers' && changesType(key, value))
        store(frame, target.object.object, ANSWER)
      else store(frame, target, noted(target, value))
      return
    }
  }
}

function noted(target: Expr, value: Value): Value {
  if (value.all.length === 0) return value
  const step = { at: placeOf(target), what: `assigned to ${sourceText(target)}` }
  return mapValue(value, (mark) => ({ ...mark, way: extend(mark.way, step) }))
}

function setName(frame: Frame, name: string, value: Value): void {
  frame.env.vars.set(name, value)
  if (frame.globals.has(name)) {
    frame.shared.write(`${frame.unit.module.name}.${name}`, value)
    for (let outer = frame.fn?.parent ?? null; outer !== null; outer = outer.parent)
      frame.shared.write(`${outer.qualified}()${name}`, value)
  } else frame.publishes(name, value)
}

function unpack(frame: Frame, targets: readonly Expr[], value: Value): void {
  const star = targets.findIndex((target) => target.kind === 'Starred')
  for (const [at, target] of targets.entries()) {
    const known = value.items !== null && !value.items.has('*') && value.shape !== 'dict'
    if (known && star === -1) assignTo(frame, target, itemOf(value, String(at), target))
    else if (target.kind === 'Starred')
      assignTo(frame, target.value, value.items === null ? value : listOfItems(value))
    else if (known && at < star) assignTo(frame, target, itemOf(value, String(at), target))
    else
      assignTo(
        frame,
        target,
        value.marks.length > 0 && value.items === null
          ? itemOf(value, String(at), target)
          : elementOf(value, target),
      )
  }
}

function checkSinks(frame: Frame, name: string, target: Expr, value: Value): void {
  if (value.all.length === 0) return
  for (const spec of frame.shared.sinks.ofAttribute(name)) {
    const marks = dangerous(spec, frame.env.checkedValue(value).all)
    recordHit(frame.result.hits, { spec, call: null, arg: target, marks })
  }
}

/** What other functions see: attributes of a class's objects, and of `g`. */
function publish(frame: Frame, base: Value, name: string, value: Value): void {
  const key =
    base.known === 'g'
      ? `g.${name}`
      : base.cls === null || frame.shared.kindOf(base.cls) === 'model'
        ? null
        : `${base.cls.qualified}.${name}`
  if (key === null) return
  const checked = frame.env.checkedValue(value)
  frame.shared.write(key, checked)
  if (checked.all.some((mark) => mark.origin.param !== null))
    frame.result.writes.set(key, join(frame.result.writes.get(key) ?? NOTHING, checked))
}

/** Puts a changed object back where it was found: `a.b['c']` ← value. */
export function store(frame: Frame, place: Expr, value: Value): void {
  switch (place.kind) {
    case 'Name':
      setName(frame, place.id, value)
      return
    case 'Attribute': {
      const base = frame.value(place.object)
      if (base.known === 'request' || base.known === 'session') return
      publish(frame, base, place.name, value)
      store(frame, place.object, withItem(base, `.${place.name}`, value))
      return
    }
    case 'Subscript': {
      const base = frame.value(place.object)
      if (base.known === 'session' || base.known === 'request') return
      const key = keyFrom(frame, { expr: place.index, value: frame.value(place.index) })
      if (!key.startsWith('~')) {
        store(frame, place.object, withItem(base, key, value))
        return
      }
      if (value.all.length === 0 && base.all.length === 0) return
      const keys = frame.value(place.index)
      const more = withItem(base, '*', join(base.items?.get('*') ?? NOTHING, value))
      store(frame, place.object, keys.all.length === 0 ? more : withItem(more, '*key', tainted(keys.all)))
      return
    }
  }
}
