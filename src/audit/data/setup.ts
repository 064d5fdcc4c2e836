// Dependencies in setup.cfg and in the call of setup() in setup.py, where they stand as literals.

import type { SourceFile } from '../project.ts'
import type { Expr, Module } from '../python/ast.ts'
import { at, type Gathered, linesOf } from './parts.ts'
import { requirementOf } from './requirements.ts'

export function readSetupCfg(file: SourceFile, gathered: Gathered): void {
  let section = ''
  let reading = false
  for (const { line, start } of linesOf(file.text)) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue
    const indented = line.charAt(0) === ' ' || line.charAt(0) === '\t'
    if (!indented) {
      if (trimmed.startsWith('[')) section = trimmed
      const equals = line.indexOf('=')
      reading =
        section === '[options]' && equals !== -1 && line.slice(0, equals).trim() === 'install_requires'
      if (reading) add(file, line.slice(equals + 1), start + equals + 1, gathered)
    } else if (reading) add(file, line, start, gathered)
  }
}

/** One a line, or several separated by `;` — where that isn't a marker, which nobody writes on the key's own line. */
function add(file: SourceFile, line: string, start: number, gathered: Gathered): void {
  const requirement = requirementOf(line)
  if (requirement === undefined) return
  const from = start + line.length - line.trimStart().length
  gathered.requirements.push({ ...requirement, hashed: false, at: at(file, from, from + line.trim().length) })
}

/** `setup(install_requires=[…])`, the list given in the call or by a name of the module. */
export function readSetupPy(module: Module, gathered: Gathered): void {
  const lists = new Map<string, Expr>()
  for (const statement of module.body) {
    if (statement.kind === 'Assign' && statement.targets[0]?.kind === 'Name' && statement.value !== null)
      lists.set(statement.targets[0].id, statement.value)
    if (statement.kind !== 'ExprStmt' || statement.value.kind !== 'Call') continue
    const { callee, keywords } = statement.value
    const name = callee.kind === 'Name' ? callee.id : callee.kind === 'Attribute' ? callee.name : ''
    if (name !== 'setup') continue
    const given = keywords.find((keyword) => keyword.name === 'install_requires')?.value
    const list = given?.kind === 'Name' ? lists.get(given.id) : given
    if (list?.kind !== 'List' && list?.kind !== 'Tuple') continue
    for (const element of list.elements) {
      if (element.kind !== 'Str') continue
      const requirement = requirementOf(element.value)
      const place = { file: module.file, start: element.start, end: element.end }
      if (requirement !== undefined) gathered.requirements.push({ ...requirement, hashed: false, at: place })
    }
  }
}
