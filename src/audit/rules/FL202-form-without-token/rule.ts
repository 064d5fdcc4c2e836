// A form of the application's own that posts without a token, where the layer asks for one.
import type { Facts } from '../../facts/facts.ts'
import type { ElementAttribute, Form, Template } from '../../templates/template.ts'
import type { Report, Rule } from '../rule.ts'
import { guardsItself, isWorthForging } from '../shared/csrf.ts'

export const rule: Rule = {
  id: 'FL202',
  name: 'form-without-token',
  title: 'Form without a CSRF token',
  severity: 'medium',
  confidence: 'high',
  cwe: 352,
  point: 2,
  cure: 'Forms that Portcullis renders bring their token by themselves.',
  check: formWithoutToken,
}

/** A script sends the form, and may add a header. */
const SENT_BY_SCRIPT =
  /^(?:hx-(?:post|put|patch|delete)|data-hx-post|@submit|v-on:submit|x-on:submit|ng-submit|\(submit\)|data-remote|data-turbo-method)/

function* formWithoutToken(facts: Facts): Iterable<Report> {
  const layer = facts.extensions.csrf
  if (layer?.by === 'samesite-strict' || layer?.by === 'other') return
  // A layer that looks at where a request comes from needs no tokens.
  if (layer?.by === 'own' && !usesTokens(facts)) return
  for (const template of facts.templates.list) {
    for (const form of template.forms) {
      if (form.method !== 'post' || form.token || isElsewhere(form) || isSentByScript(template, form))
        continue
      const route = facts.templates.routeOf(template, form)
      if (route?.csrfExempt) continue
      // Without a layer, nobody would look at a token: FL201 tells of that.
      if (layer === null && (!route || !isWorthForging(route) || guardsItself(facts, route))) continue
      const isShown = facts.templates.rendersOf(template).length > 0
      const to = route === undefined ? '' : ` to \`${route.path}\``
      yield {
        at: { file: template.file, start: form.element.start, end: form.element.end },
        message: `The form posts${to} without a CSRF token.`,
        confidence: layer === null || (!isShown && route === undefined) ? 'low' : 'high',
        related: route === undefined ? [] : [{ at: route.at, what: `posts to ${route.view.def.name}()` }],
      }
    }
  }
}

function usesTokens({ templates }: Facts): boolean {
  return templates.list.some(({ forms }) => forms.some(({ token }) => token))
}

/** A token has no business on another site. */
function isElsewhere({ action }: Form): boolean {
  const lower = action.toLowerCase()
  return /^(?:https?:)?\/\//.test(lower) || lower.startsWith('mailto:') || lower.startsWith('javascript:')
}

function isSentByScript(template: Template, { element }: Form): boolean {
  const { attributes } = element
  if (attributes.some(({ name }) => SENT_BY_SCRIPT.test(name))) return true
  const handler = attributeOf(attributes, 'onsubmit')
  if (/return false|preventDefault/.test(handler)) return true
  const id = attributeOf(attributes, 'id')
  return template.scripts.some(
    ({ text }) =>
      (id !== '' && text.includes(id) && /preventDefault|csrf|FormData/i.test(text)) ||
      (/csrf/i.test(text) && /['"]form['"]|document\.forms|createElement/.test(text)),
  )
}

function attributeOf(attributes: readonly ElementAttribute[], wanted: string): string {
  return attributes.find(({ name }) => name === wanted)?.value ?? ''
}
