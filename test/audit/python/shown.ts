// Trees as short text, so that a table of tests can be read.
import type { Expr, Param, Stmt } from '../../../src/audit/python/ast.ts'

export function shownExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'Name':
      return expr.id
    case 'Attribute':
      return `${shownExpr(expr.object)}.${expr.name}`
    case 'Call': {
      const keywords = expr.keywords.map(
        ({ name, value }) => `${name === null ? '**' : `${name}=`}${shownExpr(value)}`,
      )
      return `${shownExpr(expr.callee)}(${[...expr.args.map(shownExpr), ...keywords].join(', ')})`
    }
    case 'Subscript':
      return `${shownExpr(expr.object)}[${shownExpr(expr.index)}]`
    case 'Slice':
      return `slice(${list(expr.parts)})`
    case 'Str':
      return `${expr.bytes ? 'b' : ''}${JSON.stringify(expr.value)}`
    case 'FString':
      return `${expr.template ? 't' : 'f'}<${list(expr.parts)}>`
    case 'Num':
      return String(expr.value)
    case 'Const':
      return expr.value === 'Ellipsis' ? '...' : String(expr.value)
    case 'BinOp':
      return `(${shownExpr(expr.left)} ${expr.op} ${shownExpr(expr.right)})`
    case 'UnaryOp':
      return `(${expr.op} ${shownExpr(expr.operand)})`
    case 'BoolOp':
      return `(${expr.values.map(shownExpr).join(` ${expr.op} `)})`
    case 'Compare':
      return `(${shownExpr(expr.left)}${expr.rest.map(({ op, right }) => ` ${op} ${shownExpr(right)}`).join('')})`
    case 'List':
    case 'Tuple':
    case 'Set':
      return `${expr.kind}(${list(expr.elements)})`
    case 'Dict':
      return `{${expr.entries.map(({ key, value }) => `${key === null ? '**' : `${shownExpr(key)}: `}${shownExpr(value)}`).join(', ')}}`
    case 'Lambda':
      return `lambda(${params(expr.params)}: ${shownExpr(expr.body)})`
    case 'IfExp':
      return `(${shownExpr(expr.body)} if ${shownExpr(expr.test)} else ${shownExpr(expr.orelse)})`
    case 'Comprehension': {
      const clauses = expr.clauses.map(
        ({ target, iter, conditions }) =>
          ` for ${shownExpr(target)} in ${shownExpr(iter)}${conditions.map((one) => ` if ${shownExpr(one)}`).join('')}`,
      )
      const value = expr.value === null ? '' : `: ${shownExpr(expr.value)}`
      return `${expr.of}(${shownExpr(expr.element)}${value}${clauses.join('')})`
    }
    case 'Starred':
      return `*${shownExpr(expr.value)}`
    case 'Await':
    case 'Yield':
      return `${expr.kind}(${expr.value === null ? '' : shownExpr(expr.value)})`
    case 'NamedExpr':
      return `(${expr.target.id} := ${shownExpr(expr.value)})`
    case 'Unknown':
      return `?(${list(expr.children)})`
  }
}

function list(exprs: readonly Expr[]): string {
  return exprs.map(shownExpr).join(', ')
}

function params(all: readonly Param[]): string {
  const stars = { plain: '', star: '*', 'double-star': '**' }
  return all
    .map(({ name, form, annotation, default: preset }) =>
      [
        `${stars[form]}${name}`,
        annotation === null ? '' : `:${shownExpr(annotation)}`,
        preset === null ? '' : `=${shownExpr(preset)}`,
      ].join(''),
    )
    .join(', ')
}

export function shownStmts(stmts: readonly Stmt[]): string {
  return stmts.map(shownStmt).join('; ')
}

function names(all: readonly { name: string; alias: string | null }[]): string {
  return all.map(({ name, alias }) => (alias === null ? name : `${name} as ${alias}`)).join(', ')
}

function shownStmt(stmt: Stmt): string {
  switch (stmt.kind) {
    case 'FunctionDef': {
      const returns = stmt.returns === null ? '' : ` -> ${shownExpr(stmt.returns)}`
      return `${decorators(stmt.decorators)}${stmt.isAsync ? 'async ' : ''}def ${stmt.name}(${params(stmt.params)})${returns} ${body(stmt.body)}`
    }
    case 'ClassDef': {
      const keywords = stmt.keywords.map(({ name, value }) => `${name}=${shownExpr(value)}`)
      return `${decorators(stmt.decorators)}class ${stmt.name}(${[...stmt.bases.map(shownExpr), ...keywords].join(', ')}) ${body(stmt.body)}`
    }
    case 'Return':
    case 'Raise':
      return `${stmt.kind.toLowerCase()} ${stmt.value === null ? '' : shownExpr(stmt.value)}`.trim()
    case 'Assign': {
      const type = stmt.annotation === null ? '' : `: ${shownExpr(stmt.annotation)}`
      const value = stmt.value === null ? '' : ` = ${shownExpr(stmt.value)}`
      return `${stmt.targets.map(shownExpr).join(' = ')}${type}${value}`
    }
    case 'AugAssign':
      return `${shownExpr(stmt.target)} ${stmt.op}= ${shownExpr(stmt.value)}`
    case 'ExprStmt':
      return shownExpr(stmt.value)
    case 'If':
    case 'While':
      return `${stmt.kind.toLowerCase()} ${shownExpr(stmt.test)} ${body(stmt.body)}${otherwise('else', stmt.orelse)}`
    case 'For':
      return `for ${shownExpr(stmt.target)} in ${shownExpr(stmt.iter)} ${body(stmt.body)}${otherwise('else', stmt.orelse)}`
    case 'With': {
      const items = stmt.items.map(
        ({ context, target }) => `${shownExpr(context)}${target === null ? '' : ` as ${shownExpr(target)}`}`,
      )
      return `with ${items.join(', ')} ${body(stmt.body)}`
    }
    case 'Try': {
      const handlers = stmt.handlers.map(
        ({ type, name, body: inside }) =>
          ` except ${type === null ? '' : shownExpr(type)}${name === null ? '' : ` as ${name.id}`} ${body(inside)}`,
      )
      return `try ${body(stmt.body)}${handlers.join('')}${otherwise('else', stmt.orelse)}${otherwise('finally', stmt.finalbody)}`
    }
    case 'Import':
      return `import ${names(stmt.names)}`
    case 'ImportFrom':
      return `from ${'.'.repeat(stmt.level)}${stmt.module} import ${names(stmt.names)}`
    case 'Assert':
      return `assert ${shownExpr(stmt.test)}`
    case 'Delete':
      return `del ${list(stmt.targets)}`
    case 'Global':
      return `global ${stmt.names.join(', ')}`
    case 'Match': {
      const cases = stmt.cases.map(
        ({ literals, binds, guard, body: inside }) =>
          `case ${literals === null ? '?' : list(literals)}${binds.length === 0 ? '' : ` binds ${list(binds)}`}${guard === null ? '' : ` if ${shownExpr(guard)}`} ${body(inside)}`,
      )
      return `match ${shownExpr(stmt.subject)} {${cases.join('; ')}}`
    }
    case 'Broken':
      return `broken ${body(stmt.body)}`
    default:
      return stmt.kind.toLowerCase()
  }
}

function decorators(all: readonly Expr[]): string {
  return all.map((one) => `@${shownExpr(one)} `).join('')
}

function body(stmts: readonly Stmt[]): string {
  return `{${shownStmts(stmts)}}`
}

function otherwise(word: string, stmts: readonly Stmt[]): string {
  return stmts.length === 0 ? '' : ` ${word} ${body(stmts)}`
}
