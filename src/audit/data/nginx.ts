// nginx configuration: headers it adds, and whether plain HTTP is sent on to HTTPS. Also Caddyfiles.
import type { SourceFile } from '../project.ts'
import { at, type Gathered, linesOf } from './parts.ts'
import { placedWords } from './words.ts'

interface Directive {
  readonly words: readonly string[]
  readonly start: number
  readonly end: number
}

export function readNginx(file: SourceFile, gathered: Gathered): void {
  for (const { words, start, end } of directivesOf(file.text)) {
    const [name = '', first = '', second = ''] = words
    const place = at(file, start, end)
    if (name === 'add_header' || name === 'more_set_headers') addHeader(name, first, second, place, gathered)
    // `return 301 https://$host$request_uri;`
    else if (name === 'return' && /^30[1278]$/.test(first) && second.startsWith('https://'))
      setRedirect(place, gathered)
    else if (name === 'return' && first.startsWith('https://')) setRedirect(place, gathered)
    else if (name === 'rewrite' && second.startsWith('https://')) setRedirect(place, gathered)
  }
}

function* directivesOf(text: string): Generator<Directive> {
  let words: string[] = []
  let start = -1
  let at = 0
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === '#') {
      const end = text.indexOf('\n', at)
      at = end === -1 ? text.length : end
    } else if (char === ';' || char === '{' || char === '}') {
      if (words.length > 0) yield { words, start, end: at }
      words = []
      start = -1
      at++
    } else if (char.trim() === '') at++
    else {
      if (start === -1) start = at
      const end = wordEnd(text, at)
      const quoted = char === '"' || char === "'"
      words.push(quoted ? text.slice(at + 1, end - 1) : text.slice(at, end))
      at = end
    }
  }
}

function wordEnd(text: string, from: number): number {
  const quote = text.charAt(from)
  if (quote === '"' || quote === "'") {
    for (let at = from + 1; at < text.length; at++) {
      if (text.charAt(at) === '\\') at++
      else if (text.charAt(at) === quote) return at + 1
    }
    return text.length
  }
  let at = from + 1
  // `${name}` holds no block.
  while (at < text.length && !' \t\r\n;'.includes(text.charAt(at))) {
    const char = text.charAt(at)
    if (char === '{' && text.charAt(at - 1) !== '$') break
    if (char === '}' && !text.slice(from, at).includes('${')) break
    if (at - from > 10_000) break
    at++
  }
  return at
}

function addHeader(
  directive: string,
  first: string,
  second: string,
  place: ReturnType<typeof at>,
  gathered: Gathered,
): void {
  const colon = first.indexOf(':')
  const [name, value] =
    directive === 'add_header' ? [first, second] : [first.slice(0, colon), first.slice(colon + 1).trim()]
  if (name !== '') gathered.proxyHeaders.set(name.toLowerCase(), { value, at: place })
}

function setRedirect(place: ReturnType<typeof at>, gathered: Gathered): void {
  gathered.redirectsToHttps ??= place
}

/** Caddy sends HTTP on to HTTPS by itself, for every site with a name and no `http://`. */
export function readCaddyfile(file: SourceFile, gathered: Gathered): void {
  let depth = 0
  let inHeader = -1
  for (const { line, start } of linesOf(file.text)) {
    const words = [...placedWords(line, 0, line.length)]
    const [first, second, third] = words
    if (first === undefined || first.text.startsWith('#')) continue
    const place = at(file, start + first.start, start + line.trimEnd().length)
    if (depth === 0 && /^(?:https:\/\/)?[a-z0-9-]+(?:\.[a-z0-9-]+)+,?$/i.test(first.text))
      setRedirect(place, gathered)
    if (inHeader !== -1 && second !== undefined) setCaddyHeader(first.text, second.text, place, gathered)
    else if (first.text === 'header' && second !== undefined && second.text !== '{') {
      const named = second.text.startsWith('/') || second.text.startsWith('@') || second.text === '*'
      const [name, value] = named ? [third?.text, words[3]?.text] : [second.text, third?.text]
      if (name !== undefined && name !== '{' && value !== undefined)
        setCaddyHeader(name, value, place, gathered)
    }
    const opens = words.at(-1)?.text === '{'
    if (opens && first.text === 'header') inHeader = depth
    if (opens) depth++
    else if (first.text === '}') depth = Math.max(0, depth - 1)
    if (depth === inHeader) inHeader = -1
  }
}

function setCaddyHeader(name: string, value: string, place: ReturnType<typeof at>, gathered: Gathered): void {
  if (name.startsWith('-')) return
  gathered.proxyHeaders.set(name.replace(/^[+?>]/, '').toLowerCase(), { value, at: place })
}
