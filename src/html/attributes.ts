// What a value in a quoted attribute means to a browser: plain words, an address, or something no escaping makes safe.
import type { AddressKind } from './url.ts'

/** The attributes of one tag by lower-case name, values as written in the template. */
export type Tag = ReadonlyMap<string, string>

/** How a hole in this attribute is to be written, or why it can't be. */
export type Judgement = 'plain' | AddressKind | { because: string }

/** Followed by a person, or sent to by a form that says so: other sites are allowed. */
const ADDRESS_ANYWHERE = new Set(['action', 'formaction', 'cite', 'longdesc', 'poster', 'profile'])
const LINKS = new Set(['a', 'area'])
/** Shown or played, never run. CSP's `img-src` and `media-src` decide further. */
const PICTURES = new Set(['img', 'image', 'audio', 'video', 'source', 'track', 'input'])
/** Loaded into the page with its rights, on whatever element; so are `href` and `src` outside the two sets above. */
const PATH_ANYWHERE = new Set(['data', 'background', 'dynsrc', 'lowsrc', 'icon', 'manifest'])

/** A script does what its other attributes say; only these leave that to the template. */
const ON_SCRIPT = /^(?:src|href|xlink:href|nonce|integrity|crossorigin|id|class|async|defer|data-.+)$/
const PLAIN_NAME = /^[a-z][a-z0-9._-]*$/
const PREFIXED = new Set(['xlink:href', 'xml:lang'])
/** Read as code by client frameworks that many pages load: Vue, Alpine, Angular, htmx. */
const FRAMEWORK_CODE = /^(?:v-|x-|ng-|hx-on|hx-vals|hx-vars)/

const LIST = "a list of addresses can't be checked as one value"
const STYLE = 'CSS can fetch and cover; use a class'
const PROGRAM = 'it names a program to run'
const RIGHTS = 'it decides what the embedded page may do'

const REFUSED: ReadonlyMap<string, string> = new Map([
  ...['style', 'fill', 'stroke', 'filter', 'mask', 'clip-path', 'cursor'].map(
    (name) => [name, STYLE] as const,
  ),
  ...['marker', 'marker-start', 'marker-mid', 'marker-end'].map((name) => [name, STYLE] as const),
  ...['srcset', 'imagesrcset', 'ping', 'attributionsrc', 'archive'].map((name) => [name, LIST] as const),
  ...['sandbox', 'allow', 'csp'].map((name) => [name, RIGHTS] as const),
  ['srcdoc', 'it is a whole page in an attribute; serve that page at an address of its own'],
  ['classid', PROGRAM],
  ['code', PROGRAM],
  ['codebase', 'it moves the addresses of others'],
  ['is', 'it chooses the code behind the element'],
  ['http-equiv', 'it acts like a response header'],
])

const REFUSED_ON: ReadonlyMap<string, readonly string[]> = new Map([
  ['link', ['rel', 'rev', 'type', 'as']],
  ['object', ['type']],
  ['embed', ['type']],
  ['style', ['type']],
  ['param', ['name', 'value']],
  ['meta', ['name', 'charset']],
  ['template', ['shadowrootmode']],
  ['annotation-xml', ['encoding']],
])

/** `base` moves every relative address; SVG animation can set any attribute, `href` included, to its values. */
const NO_HOLES = new Set(['base', 'set', 'animate', 'animatemotion', 'animatetransform', 'animatecolor'])

/** `element` and `name` in lower case. `tag` holds every attribute, since some decide what others mean. */
export function judgeAttribute(element: string, name: string, tag: Tag): Judgement {
  const because = refusal(element, name, tag)
  if (because !== undefined) return { because: `${name} on <${element}>: ${because}` }
  if (ADDRESS_ANYWHERE.has(name)) return 'address'
  if (PATH_ANYWHERE.has(name)) return 'path'
  if (name === 'src') return PICTURES.has(element) ? 'address' : 'path'
  if (name === 'href' || name === 'xlink:href') return LINKS.has(element) ? 'address' : 'path'
  return 'plain'
}

function refusal(element: string, name: string, tag: Tag): string | undefined {
  if (name.startsWith('on')) return 'an event handler is code; use a data- attribute and a script file'
  if (!PLAIN_NAME.test(name) && !PREFIXED.has(name))
    return 'a name with such characters may mean code to somebody'
  if (FRAMEWORK_CODE.test(name)) return 'client frameworks read it as code'
  if (NO_HOLES.has(element)) return 'nothing on this element may come from a value'
  if (element === 'script' && !ON_SCRIPT.test(name)) return 'it changes what the script does'
  if (REFUSED_ON.get(element)?.includes(name)) return 'it decides what the other attributes do'
  if (element === 'meta' && name === 'content') return metaRefusal(tag)
  return REFUSED.get(name)
}

/** `content` can be an address to go to (`http-equiv="refresh"`), a policy, or a promise about the Referer. */
function metaRefusal(tag: Tag): string | undefined {
  if (tag.has('http-equiv')) return 'with http-equiv it acts like a response header'
  const name = tag.get('name') ?? ''
  return /^\s*referrer\s*$|&/i.test(name) ? 'it decides which addresses other sites learn' : undefined
}
