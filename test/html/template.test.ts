// Templates that are refused at first meeting, each with its reason and its line, and the near ones that pass.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { html, TemplateError } from '../../src/html/html.ts'

type Write = (v: unknown) => unknown
/** What is refused, its reason, and the line inside the template. */
type Refused = readonly [write: Write, reason: RegExp, line?: number]

const REFUSED: readonly Refused[] = [
  // Names
  [(v) => html`<${v}>`, /hole in a tag's name/],
  [(v) => html`<a${v}></a>`, /hole in a tag's name/],
  [(v) => html`<p></${v}>`, /end tag that holds more/],
  [(v) => html`<p></p${v}>`, /end tag that holds more/],
  [(v) => html`<p></p ${v}>`, /end tag that holds more/],
  [(v) => html`<p ${v}></p>`, /hole between attributes/],
  [(v) => html`<p title="a" ${v}></p>`, /hole between attributes/],
  [(v) => html`<p title="a"${v}></p>`, /hole between attributes/],
  [(v) => html`<p ti${v}="a"></p>`, /hole in an attribute's name/],
  [(v) => html`<p ${v}="a"></p>`, /hole between attributes/],
  [(v) => html`<p title ${v}></p>`, /hole between attributes/],
  [(v) => html`<p on${v}="a"></p>`, /hole in an attribute's name/],
  [(v) => html`<p /${v}></p>`, /\/ where an attribute begins/],
  // Values without quotes
  [(v) => html`<p title=${v}></p>`, /without quotes/],
  [(v) => html`<p title= ${v}></p>`, /without quotes/],
  [(v) => html`<p title=a${v}></p>`, /without quotes/],
  [(v) => html`<p title=a"${v}"></p>`, /needs quotes/],
  [(v) => html`<p title=\`${v}\`></p>`, /needs quotes/],
  [(v) => html`<p title==${v}></p>`, /needs quotes/],
  [(v) => html`<p title=>${v}</p>`, /needs quotes/],
  // Raw text
  [(v) => html`<script>${v}</script>`, /hole in <script>/],
  [(v) => html`<SCRIPT>let a = "${v}"</SCRIPT>`, /hole in <script>/],
  [(v) => html`<script type="application/json">${v}</script>`, /hole in <script>/],
  [(v) => html`<script>// </scripting ${v}</script>`, /could begin a tag/],
  [(v) => html`<script><!-- ${v} --></script>`, /could begin a tag/],
  [() => html`<script><!--<script></script>`, /could begin a tag/],
  [(v) => html`<svg><script>${v}</script></svg>`, /hole in <script>/],
  [(v) => html`<style>a { color: ${v} }</style>`, /hole in <style>/],
  [(v) => html`<Style>${v}</Style>`, /hole in <style>/],
  [(v) => html`<svg><style><a title="</style>${v}"></style></svg>`, /could begin a tag/],
  [(v) => html`<xmp>${v}</xmp>`, /hole in <xmp>/],
  [(v) => html`<iframe>${v}</iframe>`, /hole in <iframe>/],
  [(v) => html`<noembed>${v}</noembed>`, /hole in <noembed>/],
  [(v) => html`<noframes>${v}</noframes>`, /hole in <noframes>/],
  [(v) => html`<plaintext>${v}`, /never ends/],
  // Comments and declarations
  [(v) => html`<!-- ${v} -->`, /hole in a comment/],
  [(v) => html`<!--${v}-->`, /hole in a comment/],
  [(v) => html`<!-- <p title="-->${v}">`, /comment with </],
  [(v) => html`<!-->${v}-->`, /hole in a comment/],
  [(v) => html`<!--> -->${v}`, /at its start/],
  [(v) => html`<!---> -->${v}`, /at its start/],
  [(v) => html`<!-- --!> -->${v}`, /--!/],
  [() => html`<!-- a`, /comment that is not closed/],
  [(v) => html`<!doctype ${v}>`, /only <!doctype html>/],
  [(v) => html`<!doctype html ${v}>`, /only <!doctype html>/],
  [(v) => html`<!DOCTYPE html "${v}">`, /only <!doctype html>/],
  [(v) => html`<!${v}>`, /only <!doctype html>/],
  [(v) => html`<![CDATA[${v}]]>`, /only <!doctype html>/],
  [(v) => html`<svg><![CDATA[ <b title="]]>${v}"> </svg>`, /only <!doctype html>/],
  [(v) => html`<?xml ${v}?>`, /begins no tag/],
  // Text that is no whole fragment
  [(v) => html`<p title="${v}`, /not closed/],
  [(v) => html`<p title='${v}"></p>`, /not closed/],
  [(v) => html`<p title="a" class=${'"'}b">${v}`, /without quotes/],
  [() => html`<p title="a"`, /tag that is not closed/],
  [() => html`<p`, /tag that is not closed/],
  [() => html`<p title`, /tag that is not closed/],
  [() => html`<p title=`, /needs quotes/],
  [() => html`a <`, /begins no tag/],
  [() => html`</`, /end tag/],
  [(v) => html`<title>${v}`, /needs its end/],
  [(v) => html`<textarea>${v}`, /needs its end/],
  [() => html`<script>let a`, /<script> is not closed/],
  [(v) => html`<div>${v}`, /<div> is not closed/],
  [(v) => html`${v}</div>`, /<\/div> closes nothing/],
  [(v) => html`${v}</title>`, /closes nothing/],
  [(v) => html`</script>${v}`, /closes nothing/],
  [(v) => html`<b><i>${v}</b></i>`, /comes before <\/i>/],
  [(v) => html`<svg><p>${v}</svg></p></div>`, /closes nothing/],
  [(v) => html`<div/>${v}`, /stays open in HTML/],
  [(v) => html`<title/>${v}`, /stays open in HTML/],
  [(v) => html`<svg><title/>${v}</svg>`, /stays open in HTML/],
  [(v) => html`<script src="${v}"/>`, /stays open in HTML/],
  [() => html`<br></br>`, /closes nothing/],
  // Text alone
  [(v) => html`<title><b>${v}</b></title>`, /text alone/],
  [(v) => html`<textarea></title>${v}</textarea>`, /text alone/],
  [(v) => html`<title><!-- --></title>${v}`, /text alone/],
  // Character references
  [(v) => html`<p>&${v}</p>`, /character reference/],
  [(v) => html`<p>&#${v};</p>`, /character reference/],
  [(v) => html`<p>&#x${v};</p>`, /character reference/],
  [(v) => html`<p title="&am${v}">a</p>`, /character reference/],
  [(v) => html`<title>&l${v}</title>`, /character reference/],
  [(v) => html`<a href="/?a&copy${v}">b</a>`, /character reference/],
  // Tags that parsers mend
  [(v) => html`<p title="a"class="${v}"></p>`, /no space before/],
  [(v) => html`<p/title="${v}"></p>`, /no space before/],
  [(v) => html`<p "a" title="${v}"></p>`, /" where an attribute begins/],
  [(v) => html`<p ='a' title="${v}"></p>`, /= where an attribute begins/],
  [(v) => html`<p a'b="${v}"></p>`, /no space before/],
  [(v) => html`<p title="a <b" class="${v}"></p>`, /a < in the value/],
  [(v) => html`<noscript><p title="</noscript><img src=${v}>"></noscript>`, /a < in the value/],
  [(v) => html`<p title="${v}" title="a"></p>`, /stands twice/],
  [(v) => html`<p title="a" TITLE="${v}"></p>`, /stands twice/],
  [(v) => html`<p < title="${v}"></p>`, /< where an attribute begins/],
  [() => html`a < b`, /begins no tag/],
  [() => html`<3`, /begins no tag/],
  [() => html`\0`, /NUL/],
  [() => html`\ud800`, /surrogate/],
  // Code and style
  [(v) => html`<p onclick="${v}"></p>`, /event handler/],
  [(v) => html`<p ONCLICK="go(${v})"></p>`, /event handler/],
  [(v) => html`<body onload='${v}'>`, /event handler/],
  [(v) => html`<svg onload="${v}"></svg>`, /event handler/],
  [(v) => html`<p style="${v}"></p>`, /CSS/],
  [(v) => html`<p STYLE="color: ${v}"></p>`, /CSS/],
  [(v) => html`<svg><path fill="${v}"/></svg>`, /CSS/],
  [(v) => html`<svg><g mask="url(${v})"></g></svg>`, /CSS/],
  [(v) => html`<p @click="${v}"></p>`, /such characters/],
  [(v) => html`<p :title="${v}"></p>`, /such characters/],
  [(v) => html`<p v-html="${v}"></p>`, /client frameworks/],
  [(v) => html`<p x-data="${v}"></p>`, /client frameworks/],
  [(v) => html`<p ng-init="${v}"></p>`, /client frameworks/],
  [(v) => html`<p hx-on:click="${v}"></p>`, /such characters/],
  [(v) => html`<p is="${v}"></p>`, /code behind the element/],
  // Pages in attributes, lists, rights
  [(v) => html`<iframe srcdoc="${v}"></iframe>`, /whole page/],
  [(v) => html`<iframe SrcDoc="<p>${v}"></iframe>`, /a < in the value/],
  [(v) => html`<img srcset="${v}">`, /list of addresses/],
  [(v) => html`<source srcset="${v} 2x">`, /list of addresses/],
  [(v) => html`<link rel=preload imagesrcset="${v}">`, /list of addresses/],
  [(v) => html`<a ping="${v}" href="/">a</a>`, /list of addresses/],
  [(v) => html`<iframe sandbox="${v}"></iframe>`, /embedded page/],
  [(v) => html`<iframe allow="${v}"></iframe>`, /embedded page/],
  [(v) => html`<iframe csp="${v}"></iframe>`, /embedded page/],
  [(v) => html`<object classid="${v}"></object>`, /program/],
  [(v) => html`<applet code="${v}"></applet>`, /program/],
  [(v) => html`<object codebase="${v}"></object>`, /addresses of others/],
  [(v) => html`<object type="${v}" data="/a"></object>`, /other attributes/],
  [(v) => html`<embed type="${v}" src="/a">`, /other attributes/],
  [(v) => html`<param name="movie" value="${v}">`, /other attributes/],
  [(v) => html`<svg xml:base="${v}"></svg>`, /such characters/],
  [(v) => html`<svg xmlns:xlink="${v}"></svg>`, /such characters/],
  [(v) => html`<math><annotation-xml encoding="${v}"></annotation-xml></math>`, /other attributes/],
  [(v) => html`<template shadowrootmode="${v}"></template>`, /other attributes/],
  // Elements that act on the page
  [(v) => html`<base href="${v}">`, /nothing on this element/],
  [(v) => html`<BASE target="${v}">`, /nothing on this element/],
  [(v) => html`<meta http-equiv="refresh" content="${v}">`, /response header/],
  [(v) => html`<meta content="${v}" http-equiv="refresh">`, /response header/],
  [(v) => html`<META CONTENT="0;url=${v}" HTTP-EQUIV=Refresh>`, /response header/],
  [(v) => html`<meta http-equiv="&#114;efresh" content="${v}">`, /response header/],
  [(v) => html`<meta http-equiv="${v}" content="a">`, /response header/],
  [(v) => html`<meta name="referrer" content="${v}">`, /other sites learn/],
  [(v) => html`<meta name="&#114;eferrer" content="${v}">`, /other sites learn/],
  [(v) => html`<meta name="${v}" content="a">`, /other attributes/],
  [(v) => html`<meta charset="${v}">`, /other attributes/],
  [(v) => html`<link rel="${v}" href="/a">`, /other attributes/],
  [(v) => html`<link as="${v}" rel=preload href="/a">`, /other attributes/],
  [(v) => html`<script type="${v}"></script>`, /what the script does/],
  [(v) => html`<script charset="${v}" src="/a"></script>`, /what the script does/],
  [(v) => html`<svg><animate attributeName="href" values="${v}"/></svg>`, /nothing on this element/],
  [(v) => html`<svg><SET attributeName="${v}" to="a"/></svg>`, /nothing on this element/],
  [(v) => html`<svg><animateTransform to="${v}"/></svg>`, /nothing on this element/],
  // Addresses
  [(v) => html`<a href="javascript:${v}">a</a>`, /scheme javascript:/],
  [(v) => html`<a href="JAVASCRIPT:go('${v}')">a</a>`, /scheme javascript:/],
  [(v) => html`<a href="&#106;avascript:${v}">a</a>`, /& alone may be escaped/],
  [(v) => html`<a href="javascript&colon;${v}">a</a>`, /& alone may be escaped/],
  [(v) => html`<a href="java&Tab;script:${v}">a</a>`, /& alone may be escaped/],
  [(v) => html`<a href="${v}&#58;a">a</a>`, /& alone may be escaped/],
  [(v) => html`<a href=" javascript:${v}">a</a>`, /space/],
  [(v) => html`<a href="data:text/html,${v}">a</a>`, /scheme data:/],
  [(v) => html`<a href="https://${v}/a">a</a>`, /host/],
  [(v) => html`<a href="https:${v}">a</a>`, /host/],
  [(v) => html`<a href="//${v}">a</a>`, /host/],
  [(v) => html`<a href="https://host.example${v}">a</a>`, /host/],
  [(v) => html`<a href="/\\${v}">a</a>`, /backslash/],
  [(v) => html`<a href="/a/%2${v}">a</a>`, /percent-encoding/],
  [(v) => html`<a href="${v}${v}">a</a>`, /must stand before/],
  [(v) => html`<a href="${v}&b=${v}">a</a>`, /must stand before/],
  [(v) => html`<form action="vbscript:${v}"></form>`, /scheme vbscript:/],
  [(v) => html`<script src="https://host.example/${v}"></script>`, /path on this site/],
  [(v) => html`<script src="//host.example/${v}"></script>`, /path on this site/],
  [(v) => html`<script src="app-${v}.js"></script>`, /path on this site/],
  [(v) => html`<link rel=icon href="?${v}">`, /path on this site/],
  // Lines
  [
    (v) => html`<p>a</p>
    <p>${v}</p>
    <p onclick="${v}"></p>`,
    /event handler/,
    3,
  ],
  [
    (v) => html`
    <ul>
      ${[v]}
    </ul>
    <div>
    <p>`,
    /<div> is not closed/,
    5,
  ],
  [
    () => html`<p
    title="a"

    class="b" title="c">`,
    /stands twice/,
    4,
  ],
  [
    (v) => html`<script>
    let a = 1
    let b = ${v}
  </script>`,
    /hole in <script>/,
    3,
  ],
]

const SOURCE = readFileSync(import.meta.filename, 'utf8').split('\n')

for (const [write, reason, line = 1] of REFUSED) {
  const shown = String(write).replace(/\s+/g, ' ')
  const firstLine = /html`.*/.exec(String(write))![0]
  test(`V1.2.1 V1.2.3 refused: ${shown}`, () => {
    for (const value of ['x', undefined, 'x']) {
      assert.throws(
        () => write(value),
        (error) => {
          assert.ok(error instanceof TemplateError, String(error))
          assert.match(error.reason, reason)
          assert.equal(error.templateLine, line)
          assert.equal(error.file, import.meta.filename)
          assert.ok(SOURCE[error.line - 1]?.includes(firstLine), `line ${error.line}`)
          assert.ok(
            error.message.startsWith(`${error.file}:${error.line}, line ${line} of the template, at "`),
          )
          assert.ok(error.stack?.startsWith(`TemplateError: ${error.message}\n`))
          return true
        },
      )
    }
  })
}

const ACCEPTED: Readonly<Record<string, string>> = {
  [`${html``}`]: '',
  [`${html`<!DOCTYPE html><html lang="${'en'}"><head><meta charset=utf-8><title>${'a'}</title></head><body><p>b`}`]:
    '<!DOCTYPE html><html lang="en"><head><meta charset=utf-8><title>a</title></head><body><p>b',
  [`${html`<ul><li>${1}<li>${2}</ul>`}`]: '<ul><li>1<li>2</ul>',
  [`${html`<!-- a > b - c --><!---->`}`]: '<!-- a > b - c --><!---->',
  [`${html`<script nonce="${'n'}">if (a < b && b <= c) d = a > 1</script>`}`]:
    '<script nonce="n">if (a < b && b <= c) d = a > 1</script>',
  [`${html`<style>@media (width < 40em) { a > b { c: d } }</style>`}`]:
    '<style>@media (width < 40em) { a > b { c: d } }</style>',
  [`${html`<a href="javascript:void 0" onclick="go()" style="color: red">a</a>`}`]:
    '<a href="javascript:void 0" onclick="go()" style="color: red">a</a>',
  [`${html`<input disabled value=a/b class=c/><br/><hr />`}`]:
    '<input disabled value=a/b class=c/><br/><hr />',
  [`${html`<path d="${'M0 0'}" />`}`]: '<path d="M0 0" />',
  [`${html`<svg viewBox="0 0 1 1"><g/><linearGradient id="a"/></svg>`}`]:
    '<svg viewBox="0 0 1 1"><g/><linearGradient id="a"/></svg>',
  [`${html`<p>&copy; ${'a'} & ${'b'} &amp;${'c'}</p>`}`]: '<p>&copy; a & b &amp;c</p>',
  [`${html`<meta property="og:title" content="${'a'}">`}`]: '<meta property="og:title" content="a">',
  [`${html`<script type="module" src="${'/a.js'}" nonce="${'n'}" integrity="${'s'}"></script>`}`]:
    '<script type="module" src="/a.js" nonce="n" integrity="s"></script>',
}

test('templates that are whole and plain pass as they are', () => {
  for (const [written, expected] of Object.entries(ACCEPTED)) assert.equal(written, expected)
})

test('a template is read once, by the identity of its strings', () => {
  let readings = 0
  const parts = ['<p title="', '">', '</p>']
  const join = (separator: string): string => {
    readings++
    return [...parts].join(separator)
  }
  const strings = Object.freeze(Object.assign([...parts], { raw: Object.freeze([...parts]), join }))
  for (let turn = 0; turn < 3; turn++) assert.equal(`${html(strings, turn, 'a')}`, `<p title="${turn}">a</p>`)
  assert.equal(readings, 1)
})
