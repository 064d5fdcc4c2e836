// Reads a page as a browser does (HTML5 parser) and answers questions about its elements.
import { type DefaultTreeAdapterTypes, parse, defaultTreeAdapter as tree } from 'parse5'
import type { Html } from '../../src/html/html.ts'

export type Element = DefaultTreeAdapterTypes.Element

/** All elements in document order. */
export function elementsOf(page: Html | string): Element[] {
  const found: Element[] = []
  const walk = (node: DefaultTreeAdapterTypes.ParentNode) => {
    for (const child of node.childNodes) {
      if (!tree.isElementNode(child)) continue
      found.push(child)
      walk(child)
    }
  }
  walk(parse(page.toString()))
  return found
}

export function named(elements: readonly Element[], ...tags: string[]): Element[] {
  return elements.filter((element) => tags.includes(element.tagName))
}

/** The value of an attribute, '' when empty, undefined when absent. */
export function attribute(element: Element | undefined, name: string): string | undefined {
  return element?.attrs.find((attr) => attr.name === name)?.value
}

export function byId(elements: readonly Element[], id: string): Element | undefined {
  return elements.find((element) => attribute(element, 'id') === id)
}

/** The text inside, whitespace collapsed. */
export function textOf(element: Element | undefined): string {
  return rawText(element).replace(/\s+/g, ' ').trim()
}

/** The text inside, to the letter. */
export function rawText(node: DefaultTreeAdapterTypes.Node | undefined): string {
  if (!node) return ''
  if (tree.isTextNode(node)) return node.value
  return 'childNodes' in node ? node.childNodes.map(rawText).join('') : ''
}

/** The elements inside one element. */
export function inside(element: Element | undefined): Element[] {
  const children = element?.childNodes.filter(tree.isElementNode) ?? []
  return children.flatMap((child) => [child, ...inside(child)])
}
