// Small projects as texts, and the expressions in them by their source.
import { basename } from 'node:path'
import type { Expr, Module } from '../../../src/audit/python/ast.ts'
import { nameModules } from '../../../src/audit/python/modules.ts'
import { bindNames } from '../../../src/audit/python/names.ts'
import { createPythonReader } from '../../../src/audit/python/parse.ts'
import { walkStmts } from '../../../src/audit/python/walk.ts'

const reader = await createPythonReader()

export function namesOf(files: Readonly<Record<string, string>>) {
  const named = nameModules(Object.keys(files), 'project')
  const modules = Object.entries(files).map(([path, text]) => {
    const { name, isPackage } = named.get(path) ?? { name: basename(path), isPackage: false }
    return reader.module(path, name, isPackage, text)
  })
  const names = bindNames(modules)
  return { names, find: (source: string, file?: string) => findExpr(modules, source, file) }
}

/** The last expression that reads exactly so: in tests what is asked for comes last. */
function findExpr(modules: readonly Module[], source: string, file?: string): Expr {
  let found: Expr | undefined
  for (const module of modules) {
    if (file !== undefined && module.file !== file) continue
    walkStmts(module.body, {
      expr: (expr) => {
        if (module.text.slice(expr.start, expr.end) === source && expr.start >= (found?.start ?? 0))
          found = expr
      },
    })
  }
  if (found === undefined) throw new Error(`no expression reads ${source}`)
  return found
}
