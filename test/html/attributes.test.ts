// What each attribute is judged to be: plain words, another site's address, a path on this site, or nothing for a value.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeAttribute, type Tag } from '../../src/html/attributes.ts'

const judge = (element: string, name: string, tag: Tag = new Map()) => judgeAttribute(element, name, tag)

const PLAIN =
  'p title · input value · input type · a id · form name · a target · a rel · p class · p data-x · p aria-label · img alt · form method · script nonce · script integrity · script async · script data-x · link integrity · link media · style nonce · meta content · meta property · html lang · svg viewbox · path d · svg xml:lang · input required · input formmethod · button formtarget · p constructor · constructor title · __proto__ id'

const ADDRESS =
  'a href · area href · a xlink:href · form action · button formaction · input formaction · img src · image src · audio src · video src · source src · track src · input src · video poster · q cite · blockquote cite · img longdesc'

const PATH =
  'script src · script href · script xlink:href · link href · iframe src · frame src · embed src · object data · use href · use xlink:href · image href · feimage href · math href · body background · img lowsrc · html manifest · portal src · x-y src · x-y href · constructor href'

const NOTHING =
  'p onclick · svg onload · p onnewthing · p style · iframe srcdoc · img srcset · source srcset · link imagesrcset · a ping · a attributionsrc · iframe sandbox · iframe allow · iframe csp · object classid · object codebase · object archive · applet code · object type · embed type · style type · script type · script language · script charset · script for · script event · script referrerpolicy · link rel · link rev · link as · link type · param name · param value · meta name · meta charset · meta http-equiv · base href · base target · set to · animate values · animate id · animatetransform from · animatemotion path · path fill · path stroke · g filter · g mask · g clip-path · g cursor · g marker-end · template shadowrootmode · annotation-xml encoding · button is · svg xmlns:xlink · svg xml:base · p @click · p :href · p v-html · p x-html · p ng-bind · p hx-on · p hx-vals · p (click) · p [href] · p ünder · p ᴋ'

const TABLE = [
  ['plain', PLAIN],
  ['address', ADDRESS],
  ['path', PATH],
] as const

for (const [judgement, list] of TABLE) {
  for (const [element, name] of pairs(list)) {
    test(`V1.2.1 ${name} on <${element}> is judged ${judgement}`, () =>
      assert.equal(judge(element, name), judgement))
  }
}

for (const [element, name] of pairs(NOTHING)) {
  test(`V1.2.1 ${name} on <${element}> takes no value, and says why`, () => {
    const judgement = judge(element, name)
    assert.ok(typeof judgement === 'object', String(judgement))
    assert.ok(judgement.because.startsWith(`${name} on <${element}>: `))
  })
}

test('V1.2.1 content of <meta> depends on its neighbours', () => {
  const meta = (neighbour: string, value: string) =>
    typeof judge('meta', 'content', new Map([[neighbour, value]]))
  assert.equal(meta('name', 'description'), 'string')
  assert.equal(meta('name', 'theme-color'), 'string')
  for (const name of ['referrer', 'REFERRER', ' referrer\n', '&#114;eferrer'])
    assert.equal(meta('name', name), 'object')
  for (const value of ['refresh', 'x', '']) assert.equal(meta('http-equiv', value), 'object')
})

function pairs(list: string): [element: string, name: string][] {
  return list.split(' · ').map((pair) => pair.split(' ') as [string, string])
}
