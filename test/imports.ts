// What a TypeScript file imports: static, type-only, re-exported and dynamic, read from its text.
import { dirname, posix } from 'node:path'

export interface Import {
  /** As written: `./x.ts`, `node:fs`, `fastify`. */
  target: string
  line: number
}

/**
 * Statements begin a line, which the formatter sees to. What stands in a comment or a template is found too: one name
 * too many makes a test fail, one too few would let an import through.
 */
const PATTERNS = [
  // import './x.ts' · import x, { type y } from './x.ts' · import type z from './x.ts'
  /^[ \t]*import\b(?![ \t]*[(.:])[^'"`;]*?(['"])(?<target>[^'"]+)\1/gm,
  // export * from './x.ts' · export { x } from './x.ts' · export type { y } from './x.ts'
  /^[ \t]*export\b[ \t]*(?:type\b[ \t]*)?(?:\*(?:[ \t]*as[ \t]+\w+)?|\{[^}]*\})\s*from\s*(['"])(?<target>[^'"]+)\1/gm,
  // import('./x.ts'), as a call and as a type
  /(?<![#.])\bimport\s*\(\s*(['"`])(?<target>[^'"`]+)\1/g,
  /\brequire\s*\(\s*(['"`])(?<target>[^'"`]+)\1/g,
]

/** `import(` with anything but a text in it: what it imports can't be known. */
const UNKNOWN_TARGET = /(?<![#.])\bimport\s*\(\s*(?!['"`\s])/g

export function importsOf(source: string): Import[] {
  return PATTERNS.flatMap((pattern) =>
    [...source.matchAll(pattern)].map((found) => ({
      target: found.groups!.target!,
      line: lineOf(source, found.index),
    })),
  ).sort((a, b) => a.line - b.line)
}

/** The lines of imports whose target is computed. */
export function computedImportsOf(source: string): number[] {
  return [...source.matchAll(UNKNOWN_TARGET)].map((found) => lineOf(source, found.index))
}

function lineOf(source: string, index: number): number {
  return source.slice(0, index).split('\n').length
}

/** The imported file, relative to the repository as `file` is; undefined for packages and Node's own modules. */
export function importedFile(file: string, target: string): string | undefined {
  return target.startsWith('.') ? posix.join(dirname(file), target) : undefined
}

/** Groups of files that import each other in a circle, each sorted. Tarjan's strongly connected components. */
export function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const circles: string[][] = []

  function visit(node: string): void {
    order.set(node, order.size)
    lowest.set(node, order.get(node)!)
    open.push(node)
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next)
      if (open.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!))
    }
    if (lowest.get(node) !== order.get(node)) return
    const circle = open.splice(open.indexOf(node))
    if (circle.length > 1 || graph.get(node)?.includes(node)) circles.push(circle.sort())
  }

  for (const node of graph.keys()) if (!order.has(node)) visit(node)
  return circles
}
