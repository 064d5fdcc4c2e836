// The password of a sign-in that stands in the source: `request.form['password'] == 'open sesame'`.
import type { Facts } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Report } from '../rule.ts'
import { equalitiesOf } from '../shared/compares.ts'
import { typedPassword } from '../shared/passwords.ts'

/** Where people sign up, a text is one that must not be chosen. */
export function* comparedPasswords(facts: Facts): Iterable<Report> {
  const signIns = new Set(facts.routes.flatMap(({ purposes, view }) => (purposes.has('login') ? [view] : [])))
  if (signIns.size === 0) return
  for (const { compare, left, right } of equalitiesOf(facts)) {
    const inside = facts.names.enclosing(compare)
    if (inside === null || !signIns.has(inside)) continue
    for (const [typed, text] of [
      [left, right],
      [right, left],
    ] as const) {
      if (text.kind !== 'Str' || text.value.trim() === '') continue
      if (typedPassword(facts.names, typed) !== 'sent') continue
      yield {
        at: placeOf(compare),
        message: `The password that \`${inside.def.name}()\` asks for stands in the source.`,
      }
    }
  }
}
