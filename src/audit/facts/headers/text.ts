// The text of a header's value, as far as the source tells it; what it doesn't tell is `\0`.
import type { Expr } from '../../python/ast.ts'
import { type Budget, spend } from '../code/budget.ts'
import type { Code } from '../code/code.ts'

/** Stands for a part that is only known when the program runs: a nonce. */
const HOLE = '\0'
const MAX_WORK = 300

/** Undefined when nothing of it is told. */
export function headerText(code: Code, expr: Expr): string | undefined {
  const text = textOf(code, expr, { left: MAX_WORK })
  return text === undefined || text.replaceAll(HOLE, '').trim() === '' ? undefined : text
}

function textOf(code: Code, expr: Expr, budget: Budget): string | undefined {
  if (!spend(budget)) return undefined
  const literal = code.names.literal(expr)
  if (typeof literal === 'string') return literal
  if (typeof literal === 'number') return String(literal)
  switch (expr.kind) {
    case 'FString':
      return expr.parts.map((part) => textOf(code, part, budget) ?? HOLE).join('')
    case 'BinOp':
      return expr.op === '+'
        ? added(code, expr, budget)
        : expr.op === '%'
          ? formatted(textOf(code, expr.left, budget))
          : undefined
    case 'Call':
      return called(code, expr, budget)
    case 'Name':
    case 'Attribute': {
      const value = code.names.assigned(expr).at(-1)
      return value && value !== expr ? textOf(code, value, budget) : undefined
    }
    default:
      return undefined
  }
}

function added(code: Code, expr: Expr & { kind: 'BinOp' }, budget: Budget): string | undefined {
  const left = textOf(code, expr.left, budget)
  const right = textOf(code, expr.right, budget)
  return left === undefined && right === undefined ? undefined : `${left ?? HOLE}${right ?? HOLE}`
}

function formatted(text: string | undefined): string | undefined {
  return text?.replace(/%(?:\(\w+\))?s/g, HOLE)
}

/** `'; '.join([…])`, `'…{}'.format(x)`, `' '.join(csp.values())` and the project's own one-line functions. */
function called(code: Code, call: Expr & { kind: 'Call' }, budget: Budget): string | undefined {
  const { callee } = call
  if (callee.kind === 'Attribute' && callee.name === 'format')
    return textOf(code, callee.object, budget)?.replace(/\{\w*\}/g, HOLE)
  if (callee.kind === 'Attribute' && callee.name === 'join') {
    const glue = textOf(code, callee.object, budget)
    const list = call.args[0] && code.originOf(call.args[0])
    if (glue === undefined || list === undefined || !('elements' in list)) return undefined
    return list.elements.map((element) => textOf(code, element, budget) ?? HOLE).join(glue)
  }
  if (callee.kind === 'Attribute' && (callee.name === 'strip' || callee.name === 'replace'))
    return textOf(code, callee.object, budget)
  const fn = code.names.functionOf(callee)
  const returned = fn ? code.body(fn).returns : []
  return returned.length === 1 && returned[0]?.value ? textOf(code, returned[0].value, budget) : undefined
}
