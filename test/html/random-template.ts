// Random templates: mostly whole ones, out of the elements that parsers treat in a way of their own, some then damaged.
import type { Random } from './random.ts'

const HOLE = '\0'

const ELEMENTS =
  'p div b a table tr td select option button form pre title textarea template noscript svg math g desc foreignObject mi mtext annotation-xml script style xmp iframe noembed h1 li TITLE Svg'.split(
    ' ',
  )
const ALONE = ['<br>', '<img src="/x">', '<input/>', '<hr>', '<meta name=a>', '<path />', '<br/>']
const ATTRIBUTES =
  'title class href src data-x id value onclick style srcdoc is content encoding action xlink:href'.split(' ')
const WORDS = ['a', ' ', '\n', '&amp;', '&', '>', '"', "'", 'b c', ']]>', '--', '/', '=', '`']
const STRAY = [
  '<',
  '</',
  '>',
  '/>',
  '"',
  "'",
  '=',
  ' ',
  HOLE,
  HOLE,
  '<!--',
  '-->',
  '--!>',
  '<![CDATA[',
  ']]>',
  '<!doctype html>',
  '<title>',
  '</title>',
  '<svg>',
  '</svg>',
  '<style>',
  '</style>',
  '<script>',
  '</script>',
  '<noscript>',
  '</noscript>',
  '<plaintext>',
  '<p title="',
  '<a href=',
  ' onclick="',
  '&',
  '&#',
]

/** The static parts of one template. */
export function randomTemplate(random: Random): string[] {
  const tokens = content(random, 3)
  if (random.below(2)) {
    for (let damage = 1 + random.below(2); damage > 0; damage--) {
      const at = random.below(tokens.length + 1)
      tokens.splice(at, random.below(2), ...(random.below(3) ? [random.pick(STRAY)] : []))
    }
  }
  return tokens.join('').split(HOLE)
}

function content(random: Random, depth: number): string[] {
  return Array.from({ length: random.below(4) }, () => piece(random, depth)).flat()
}

function piece(random: Random, depth: number): string[] {
  const kind = depth === 0 ? random.below(4) : random.below(9)
  if (kind < 2) return [HOLE]
  if (kind === 2) return [random.pick(WORDS)]
  if (kind === 3) return [random.below(4) ? random.pick(ALONE) : `<!--${random.pick(WORDS)}-->`]
  const name = random.pick(ELEMENTS)
  return [`<${name}`, ...attributes(random), '>', ...content(random, depth - 1), '</', name, '>']
}

function attributes(random: Random): string[] {
  if (random.below(2)) return []
  const quote = random.pick(['"', '"', "'", ''])
  const value = random.pick([[HOLE], ['a ', HOLE], ['/', HOLE], ['a'], [HOLE, '&amp;']])
  return [' ', random.pick(ATTRIBUTES), random.pick(['=', '=', ' = ']), quote, ...value, quote]
}
