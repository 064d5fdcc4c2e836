// Methods of strings and paths: whether the same text comes out, another, or none.
import { type Arguments, valueAt } from './arguments.ts'
import { bitsOf, RESOLVED } from './clean.ts'
import { itemOf, listOf } from './containers.ts'
import { changed, cleaned, type Mark, mapMarks, NO_MARKS } from './mark.ts'
import { format, joined } from './strings.ts'
import { NOTHING, NUMBER, tainted, textValue, type Value } from './value.ts'

/** The same string for every check. */
const SAME = new Set([
  'strip',
  'lstrip',
  'rstrip',
  'lower',
  'upper',
  'casefold',
  'swapcase',
  'title',
  'capitalize',
  'encode',
  'decode',
  '__str__',
  'tobytes',
])
/** Another string, or other things made of the same data. */
const OTHER = new Set([
  'split',
  'rsplit',
  'splitlines',
  'partition',
  'rpartition',
  'center',
  'ljust',
  'rjust',
  'zfill',
  'translate',
  'expandtabs',
  'removeprefix',
  'removesuffix',
  'as_posix',
  'group',
  'groups',
  'groupdict',
  'geturl',
  '_replace',
  'with_suffix',
  'with_name',
  'with_stem',
  'absolute',
  'expanduser',
  'relative_to',
  'getvalue',
  'read',
  'readline',
  'readlines',
  'tolist',
  'substitute',
  'safe_substitute',
  'unescape',
  'replace',
  'format_map',
  'joinpath',
  'resolve',
  'as_string',
  'columns',
  'bindparams',
  'text',
  'union',
  'intersection',
  'difference',
  'most_common',
  'elements',
  'hex',
  'tell',
  'model_dump',
  'dict',
  'to_dict',
  'copy',
  'deepcopy',
  'json',
  '_asdict',
  'load',
  'loads',
  'dump',
  'validate',
  'model_validate',
  'parse_obj',
  'parse',
  'set_data',
])
export function ofText(self: Value, name: string, args: Arguments): Value | undefined {
  if (name === 'join')
    return args.list[0] === undefined
      ? undefined
      : self.shape === 'text' || self.text !== undefined || args.list.length === 1
        ? joined(self, args.list[0].value)
        : undefined
  if (name === 'format') {
    const named = (key: string) =>
      args.named.get(key)?.value ?? (args.more ? itemOf(args.more.value, key, null) : NOTHING)
    const list = args.list.map(({ value }) => value)
    if (self.text === undefined) for (const { value } of args.named.values()) list.push(value)
    return format(
      self,
      args.rest ? [...list, ...Array<Value>(8).fill(itemOf(args.rest.value, '*', null))] : list,
      named,
    )
  }
  if (self.all.length === 0 && self.text === undefined) {
    if (name === 'joinpath')
      return textValue(changed(args.list.flatMap(({ value }) => [...value.all])), undefined)
    return SAME.has(name) || name === 'replace' ? (args.list[1]?.value ?? NOTHING) : undefined
  }
  if (SAME.has(name)) return textValue(asString(self.all), self.text)
  if (!OTHER.has(name)) return self.shape === 'text' ? NUMBER : undefined
  if (name === 'resolve') return tainted(cleaned(changed(self.marks), RESOLVED))
  if (name === 'json') return tainted(self.all)
  if (name === 'replace') return replaced(self, args)
  if (
    name === 'split' ||
    name === 'rsplit' ||
    name === 'splitlines' ||
    name === 'partition' ||
    name === 'rpartition'
  )
    return listOf(textValue(changed(self.all), undefined))
  if (
    name === 'model_dump' ||
    name === 'dict' ||
    name === '_asdict' ||
    name === 'to_dict' ||
    name === 'validate'
  )
    return self
  const more = name === 'joinpath' ? args.list.flatMap(({ value }) => [...value.all]) : NO_MARKS
  return textValue(changed([...self.all, ...more]), undefined)
}

/** The same text, and surely a string. */
export function asString(marks: readonly Mark[]): readonly Mark[] {
  return mapMarks(marks, (mark) => (mark.structured ? { ...mark, structured: false } : mark))
}

function replaced(self: Value, args: Arguments): Value {
  const from = args.list[0]?.expr
  const to = valueAt(args, 1)
  const old = from?.kind === 'Str' ? from.value : ''
  let bits = 0
  if (old === '<') bits |= bitsOf('html')
  if (old === '/' || old === '\\/' || old === '/\\') bits |= bitsOf('path')
  if (old === '\n' || old === '\r' || old === '\r\n') bits |= bitsOf('header')
  if ((old === '"' && to.text === '""') || (old === '`' && to.text === '``')) bits |= bitsOf('identifier')
  const text =
    self.text !== undefined && old !== '' && to.text !== undefined
      ? self.text.replaceAll(old, to.text)
      : self.text
  return textValue([...cleaned(changed(self.all), bits), ...changed(to.all)], text)
}
