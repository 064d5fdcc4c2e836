// Scripts and styles of others, without a hash that tells whether they are still the same; and those that come over http.
import type { Facts } from '../../facts/facts.ts'
import type { Element, Template } from '../../templates/template.ts'
import type { Report, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'FL704',
  name: 'integrity',
  title: 'Foreign script or style without integrity',
  severity: 'low',
  confidence: 'high',
  cwe: 353,
  point: 7,
  cure: 'Portcullis serves its assets itself, and its CSP loads none from elsewhere.',
  check: integrity,
}

/** Differ by browser or change every week, so that no hash can stand for them: their makers say so. */
const CHANGING = new Set(
  `fonts.googleapis.com
  maps.google.com
  maps.googleapis.com
  google.com
  gstatic.com
  apis.google.com
  accounts.google.com
  googletagmanager.com
  google-analytics.com
  ssl.google-analytics.com
  pagead2.googlesyndication.com
  recaptcha.net
  js.stripe.com
  paypal.com
  paypalobjects.com
  hcaptcha.com
  js.hcaptcha.com
  challenges.cloudflare.com
  static.cloudflareinsights.com
  connect.facebook.net
  platform.twitter.com
  platform.linkedin.com
  use.typekit.net
  kit.fontawesome.com
  plausible.io
  checkout.razorpay.com
  static.hotjar.com
  widget.intercom.io
  js.intercomcdn.com
  cdn.tailwindcss.com`.split(/\s+/),
)
const LOCAL = /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\])$/

function* integrity({ templates }: Facts): Iterable<Report> {
  for (const template of templates.list) {
    if (!template.text.includes('//')) continue
    for (const element of template.elements) {
      const report = reportOf(template, element)
      if (report !== null) yield report
    }
  }
}

function reportOf(template: Template, element: Element): Report | null {
  const source = sourceOf(element)
  if (source === null) return null
  const url = /^(https?:)?\/\/([^/?#\s]+)/i.exec(source.trim())
  const host = url?.[2]?.toLowerCase().replace(/:\d+$/, '') ?? ''
  // Holes in the host are the site's own configuration.
  if (url === null || host.includes('{') || LOCAL.test(host)) return null
  const at = { file: template.file, start: element.start, end: element.end }
  if (url[1]?.toLowerCase() === 'http:')
    return {
      at,
      message: `\`<${element.name}>\` loads \`${host}\` over http, where anybody on the way can change it.`,
      severity: element.name === 'script' ? 'medium' : 'low',
    }
  if (element.name === 'iframe' || attributeOf(element, 'integrity') !== '' || isChanging(host)) return null
  return {
    at,
    message: `Nothing tells whether what \`${host}\` sends is still what was meant: \`<${element.name}>\` has no \`integrity\`.`,
  }
}

function isChanging(host: string): boolean {
  return (
    CHANGING.has(host.startsWith('www.') ? host.slice('www.'.length) : host) || host.endsWith('.disqus.com')
  )
}

function sourceOf(element: Element): string | null {
  if (element.name === 'script' || element.name === 'iframe') return attributeOf(element, 'src')
  if (element.name !== 'link') return null
  const rel = attributeOf(element, 'rel').toLowerCase().split(/\s+/)
  const isLoaded =
    rel.includes('stylesheet') || (rel.includes('preload') && attributeOf(element, 'as') === 'script')
  return isLoaded || rel.includes('modulepreload') ? attributeOf(element, 'href') : null
}

function attributeOf({ attributes }: Element, wanted: string): string {
  return attributes.find(({ name }) => name === wanted)?.value ?? ''
}
