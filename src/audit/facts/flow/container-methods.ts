// Methods of dicts, lists and sets, those of the request too.
import type { Call } from '../../python/ast.ts'
import { type Arguments, argument } from './arguments.ts'
import { CLEANERS } from './cleaners.ts'
import { elementOf, itemOf, keysOf, listOf, pairsOf, sourceText } from './containers.ts'
import type { Frame } from './frame.ts'
import { cleaned } from './mark.ts'
import { join, NOTHING, tainted, Value, withItem } from './value.ts'

export function keyOf(frame: Frame, args: Arguments): string {
  const [first] = args.list
  return first === undefined ? '*' : keyFrom(frame, first)
}

/** How an item is called that an expression names. */
export function keyFrom(frame: Frame, { expr, value }: { expr: Call['args'][number]; value: Value }): string {
  if (expr.kind === 'Str') return expr.value
  if (expr.kind === 'Num') return expr.text
  const literal = value.text === undefined && value.all.length === 0 ? frame.names.literal(expr) : undefined
  if (typeof literal === 'string' || typeof literal === 'number') return String(literal)
  return `~${sourceText(expr)}`
}

export function ofContainer(
  frame: Frame,
  self: Value,
  name: string,
  args: Arguments,
  call: Call,
): Value | undefined {
  const store = (value: Value) => {
    if (call.callee.kind === 'Attribute') frame.store(call.callee.object, value)
    return NOTHING
  }
  const [first] = args.list
  switch (name) {
    case 'get':
    case 'pop':
    case 'setdefault':
    case 'poplist':
    case 'getfirst': {
      if (self === NOTHING && first === undefined) return NOTHING
      const item = first === undefined ? elementOf(self, call) : itemOf(self, keyFrom(frame, first), call)
      const type = argument(args, 2, 'type')
      const typed = type === undefined || name !== 'get' ? item : converted(frame, type.expr, item)
      const fallback = args.list[1]?.value ?? args.named.get('default')?.value ?? NOTHING
      return join(typed, fallback)
    }
    case 'getlist':
      return first === undefined
        ? NOTHING
        : listOf(
            converted(
              frame,
              argument(args, 1, 'type')?.expr ?? null,
              itemOf(self, keyFrom(frame, first), call),
            ),
          )
    case 'items':
    case 'iteritems':
    case 'lists':
      return pairsOf(self, call)
    case 'keys':
      return listOf(keysOf(self, call))
    case 'values':
    case 'itervalues':
      return listOf(itemOf(self, '*', call))
    case 'append':
    case 'add':
    case 'appendleft':
    case 'put':
    case 'write':
      if (first === undefined) return NOTHING
      if (isLocal(call) && self.shape === 'list' && self.items !== null && !self.items.has('*'))
        return store(withItem(self, String(self.items.size), first.value))
      if (first.value.all.length === 0 && self.all.length === 0) return NOTHING
      return name === 'write' && self.known !== '' ? NOTHING : store(add(self, first.value))
    case 'insert':
      return args.list[1] === undefined ? NOTHING : store(add(self, args.list[1].value))
    case 'extend':
    case 'update': {
      let all = self
      for (const { value } of args.list)
        all = join(
          all,
          value.known === '' || value.items !== null ? value : tainted(value.marks, value.known),
        )
      for (const [key, { value }] of args.named) all = withItem(all, key, value)
      if (args.more) all = join(all, args.more.value)
      return all === self ? NOTHING : store(all)
    }
    case 'copy':
    case 'to_dict':
    case 'deepcopy':
      return self
    case 'popitem':
      return elementOf(pairsOf(self, call), call)
    case '__getitem__':
      return first === undefined ? NOTHING : itemOf(self, keyFrom(frame, first), call)
    case 'sort':
    case 'reverse':
    case 'clear':
    case 'remove':
    case 'discard':
      return NOTHING
  }
  return undefined
}

/** A list that no other method can have filled before. */
function isLocal(call: Call): boolean {
  return call.callee.kind === 'Attribute' && call.callee.object.kind === 'Name'
}

function add(self: Value, item: Value): Value {
  const list =
    self.items === null && self.shape === ''
      ? new Value(self.marks, undefined, null, 'list', '', self.cls)
      : self
  return withItem(list, '*', join(list.items?.get('*') ?? NOTHING, item))
}

/** `type=int` of a MultiDict, an argument parser, a column. */
function converted(frame: Frame, type: Call['args'][number] | null, value: Value): Value {
  if (type === null) return value
  if (type.kind === 'Lambda') return value
  const name = frame.names.of(type) ?? (type.kind === 'Name' ? type.id : '')
  const bits = CLEANERS.get(name)
  return bits === undefined ? value : value.withMarks(cleaned(value.marks, bits))
}
