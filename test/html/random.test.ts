// Random pages and random templates: what the tag accepts keeps every value in its place, in each way of parsing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultTreeAdapter, parse, type DefaultTreeAdapterTypes as Tree } from 'parse5'
import { type Html, html, TemplateError } from '../../src/html/html.ts'
import { addressContexts, attributeContexts, partContexts, pathContexts, textContexts } from './contexts.ts'
import { naughtyStrings, skeleton } from './parsed.ts'
import { type Random, seeded } from './random.ts'
import { randomTemplate } from './random-template.ts'

const SEED = Number(process.env.SEED ?? 20251124)
const PAGES = Number(process.env.PAGES ?? 1500)
const TEMPLATES = Number(process.env.TEMPLATES ?? 6000)

const contexts = [textContexts, attributeContexts, addressContexts, pathContexts, partContexts].flatMap(
  (table) => Object.values(table),
)

/** Each begins with a letter, since parsers treat text of spaces alone differently before `<body>`. */
const HOSTILE = [
  'x"><pwn>',
  "x'><pwn>",
  'x pwn=1 ',
  'x/pwn=1/',
  'x></title></textarea></noscript></script></style></xmp></iframe><pwn>',
  'x></svg></math></template></select></table><pwn>',
  'x--><pwn><!--',
  'x]]><pwn>',
  'x&quot;&#62;<pwn>',
  'x\0<\0pwn>\0',
  'x`\\\n\r\t\f<pwn',
]

test(`V1.2.1 ${PAGES} random pages of naughty strings have the trees of harmless ones (seed ${SEED})`, () => {
  const random = seeded(SEED)
  for (let turn = 0; turn < PAGES; turn++) {
    const parts = Array.from({ length: 1 + random.below(4) }, () => ({
      write: random.pick(contexts).render,
      value: hostileMix(random),
    }))
    const page = (value: (hostile: string) => string): string =>
      String(
        parts.reduce<Html>(
          (inner, part) => html`<div>${part.write(value(part.value))}${inner}</div>`,
          html`<hr>`,
        ),
      )
    for (const scripting of [true, false]) {
      assert.equal(
        skeleton(page(String), scripting),
        skeleton(
          page(() => 'x'),
          scripting,
        ),
        JSON.stringify(parts),
      )
    }
  }
})

test(`V1.2.1 ${TEMPLATES} random templates: each is refused, or keeps hostile values in place (seed ${SEED})`, () => {
  const random = seeded(SEED)
  let accepted = 0
  for (let turn = 0; turn < TEMPLATES; turn++) {
    const template = randomTemplate(random)
    const values = template.slice(1).map(() => random.pick(HOSTILE))
    const page = written(template, values)
    if (page === undefined) continue
    accepted++
    const harmless = written(
      template,
      values.map(() => 'xCANARYx'),
    )!
    for (const scripting of [true, false]) {
      assert.equal(skeleton(page, scripting), skeleton(harmless, scripting), page)
      assert.deepEqual(misplaced(harmless, scripting), [], harmless)
    }
  }
  assert.ok(accepted > TEMPLATES / 10 && accepted < (TEMPLATES * 9) / 10, `${accepted} accepted`)
})

function hostileMix(random: Random): string {
  const mixed = `${random.pick(naughtyStrings)}${random.below(2) ? random.pick(naughtyStrings) : ''}`
  const from = random.below(3) ? 0 : random.below(mixed.length)
  return `x${mixed.slice(from)}`
}

function written(strings: readonly string[], values: readonly string[]): string | undefined {
  const template = Object.freeze(Object.assign([...strings], { raw: Object.freeze([...strings]) }))
  try {
    return String(html(template, ...values))
  } catch (error) {
    if (error instanceof TemplateError) return undefined
    throw error
  }
}

/** Where a value stands although nothing could make it safe there. */
function misplaced(markup: string, scriptingEnabled: boolean): string[] {
  const found: string[] = []
  const visit = (node: Tree.Node): void => {
    if (defaultTreeAdapter.isElementNode(node)) {
      if (/canary/i.test(node.tagName)) found.push(node.tagName)
      for (const { name, value } of node.attrs) {
        const isCode = /^on|^style$|^srcdoc$/.test(name) || /^\s*javascript:/i.test(value)
        if (/canary/i.test(name) || (isCode && /canary/i.test(value))) found.push(name)
      }
      const text = node.childNodes.map((child) => ('value' in child ? child.value : '')).join('')
      if (/^(?:script|style|xmp|iframe)$/.test(node.tagName) && /canary/i.test(text)) found.push(node.tagName)
    }
    if ('data' in node && /canary/i.test(node.data)) found.push('comment')
    if ('systemId' in node && /canary/i.test(node.name + node.publicId + node.systemId)) found.push('doctype')
    if ('content' in node) visit((node as Tree.Template).content)
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  visit(parse(markup, { scriptingEnabled }))
  return found
}
