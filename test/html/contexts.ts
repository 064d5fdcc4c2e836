// Every kind of place where a value may stand, as a template of its own.
import { type Html, html, unsafeHtml } from '../../src/html/html.ts'
import type { Spot } from './parsed.ts'

export interface Context extends Spot {
  render: (value: string) => Html
  /** The parser's view with scripting off, where `<noscript>` is markup. */
  scripting?: false
  /** What stands before and after the value in the same text or attribute. */
  around?: readonly [string, string]
}

const text = (render: Context['render'], more: Partial<Context> = {}): Context => ({ render, ...more })
const of = (attribute: string, render: Context['render'], more: Partial<Context> = {}): Context => ({
  attribute,
  render,
  ...more,
})

export const textContexts: Readonly<Record<string, Context>> = {
  paragraph: text((v) => html`<p id="spot">${v}</p>`),
  'between words': text((v) => html`<p id="spot">a&amp; ${v} b;</p>`, { around: ['a& ', ' b;'] }),
  'between holes': text((v) => html`<p id="spot">${'&'}${v}${'lt;'}</p>`, { around: ['&', 'lt;'] }),
  'in a list of values': text((v) => html`<p id="spot">${['a', [v, null], 1]}</p>`, { around: ['a', '1'] }),
  'a template inside': text(
    (v) => html`<div id="spot">${[html`${v}`]}<b>${v.length > -1 && html`<i>c</i>`}</b></div>`,
  ),
  title: text((v) => html`<!doctype html><title>${v}</title><p>b</p>`, { element: 'title' }),
  'title, upper case': text((v) => html`<TITLE>${v} · site</TITLE><P>b`, {
    element: 'title',
    around: ['', ' · site'],
  }),
  textarea: text((v) => html`<textarea id="spot" rows=6>${v}</textarea><b>c</b>`),
  'textarea after a line break': text(
    (v) => html`<textarea id="spot">
${v}</textarea><b>c</b>`,
  ),
  pre: text((v) => html`<pre id="spot">${v}</pre>`),
  option: text((v) => html`<select><option id="spot">${v}</option><option>b</option></select>`),
  'table cell': text((v) => html`<table><tr><td id="spot">${v}<td>b</table>`),
  button: text((v) => html`<button id="spot">${v}</button>`),
  template: text((v) => html`<template><p id="spot">${v}</p></template>`),
  'svg text': text((v) => html`<svg><text id="spot">${v}</text><path d="M0 0"/></svg><p>b</p>`),
  'svg title': text((v) => html`<svg><title id="spot">${v}</title><g></g></svg>`),
  'math text': text((v) => html`<math><mi id="spot">${v}</mi></math>`),
  'noscript without scripting': text((v) => html`<body><noscript><p id="spot">${v}</p></noscript><b>c</b>`, {
    scripting: false,
  }),
  'after trusted markup': text((v) => html`${unsafeHtml('<hr>')}<p id="spot">${v}</p>`),
}

export const attributeContexts: Readonly<Record<string, Context>> = {
  'double quotes': of('title', (v) => html`<p id="spot" title="${v}">a</p>`),
  'single quotes': of('title', (v) => html`<p id='spot' title='${v}'>a</p>`),
  'spaces around =': of('title', (v) => html`<p id="spot" title = "${v}" lang=en>a</p>`),
  'upper case': of('title', (v) => html`<P ID="spot" TITLE="${v}">a</P>`),
  'part of a value': of('class', (v) => html`<p id="spot" class="a&amp;b ${v} c">a</p>`, {
    around: ['a&b ', ' c'],
  }),
  'two in a value': of('class', (v) => html`<p id="spot" class='${v}${'"&'}'>a</p>`, { around: ['', '"&'] }),
  value: of('value', (v) => html`<input id="spot" type=text value="${v}" required>`),
  'hidden value': of('value', (v) => html`<input id="spot" type="hidden" name="next" value='${v}'/>`),
  placeholder: of('placeholder', (v) => html`<textarea id="spot" placeholder="${v}"></textarea>`),
  data: of('data-x', (v) => html`<p id="spot" data-x="${v}" class="b">a</p>`),
  'data, single quotes': of('data-x', (v) => html`<p id="spot" data-x='${v}'>a</p>`),
  name: of('name', (v) => html`<form><input id="spot" name="${v}"></form>`),
  alt: of('alt', (v) => html`<img id="spot" src="/x.png" alt="${v}">`),
  target: of('target', (v) => html`<a id="spot" target="${v}" href="/">a</a>`),
  rel: of('rel', (v) => html`<a id="spot" rel="${v}" href="/">a</a>`),
  'meta content': of('content', (v) => html`<meta id="spot" name="description" content="${v}">`),
  'script nonce': of('nonce', (v) => html`<script id="spot" nonce="${v}">if (1 < 2) run()</script>`),
  'style nonce': of('nonce', (v) => html`<style id="spot" nonce="${v}">a > b { color: red }</style>`),
  'svg attribute': of('d', (v) => html`<svg><path id="spot" d="${v}" /></svg>`),
  'xml:lang': of('xml:lang', (v) => html`<svg id="spot" xml:lang="${v}"></svg>`),
  'noscript without scripting': of(
    'title',
    (v) => html`<body><noscript><p id="spot" title="${v}">a</p></noscript>`,
    {
      scripting: false,
    },
  ),
}

/** Another site may stand here. */
export const addressContexts: Readonly<Record<string, Context>> = {
  'a href': of('href', (v) => html`<a id="spot" href="${v}">a</a>`),
  "a href ''": of('href', (v) => html`<A id="spot" HREF='${v}'>a</A>`),
  'area href': of('href', (v) => html`<map><area id="spot" href="${v}"></map>`),
  'svg a href': of('href', (v) => html`<svg><a id="spot" href="${v}"></a></svg>`),
  'svg a xlink:href': of('xlink:href', (v) => html`<svg><a id="spot" xlink:href="${v}"></a></svg>`),
  'form action': of('action', (v) => html`<form id="spot" method="post" action="${v}"></form>`),
  'button formaction': of('formaction', (v) => html`<button id="spot" formaction="${v}">a</button>`),
  'input formaction': of('formaction', (v) => html`<input id="spot" type="submit" formaction='${v}'>`),
  'img src': of('src', (v) => html`<img id="spot" src="${v}" alt="">`),
  'input src': of('src', (v) => html`<input id="spot" type="image" src="${v}">`),
  'video src': of('src', (v) => html`<video id="spot" src="${v}"></video>`),
  'video poster': of('poster', (v) => html`<video id="spot" poster="${v}"></video>`),
  'blockquote cite': of('cite', (v) => html`<blockquote id="spot" cite="${v}">a</blockquote>`),
}

/** Only a path on this site may stand here. */
export const pathContexts: Readonly<Record<string, Context>> = {
  'script src': of('src', (v) => html`<script id="spot" src="${v}"></script>`),
  'SCRIPT SRC': of('src', (v) => html`<SCRIPT id="spot" SRC='${v}'></SCRIPT>`),
  'svg script href': of('href', (v) => html`<svg><script id="spot" href="${v}"></script></svg>`),
  'link href': of('href', (v) => html`<link id="spot" rel="stylesheet" href="${v}">`),
  'iframe src': of('src', (v) => html`<iframe id="spot" src="${v}"></iframe>`),
  'embed src': of('src', (v) => html`<embed id="spot" src="${v}">`),
  'object data': of('data', (v) => html`<object id="spot" data="${v}"></object>`),
  'svg use href': of('href', (v) => html`<svg><use id="spot" href="${v}"/></svg>`),
  'svg use xlink:href': of('xlink:href', (v) => html`<svg><use id="spot" xlink:href="${v}"/></svg>`),
  'svg image href': of('href', (v) => html`<svg><image id="spot" href="${v}"/></svg>`),
  'math href': of('href', (v) => html`<math id="spot" href="${v}"></math>`),
  'body background': of('background', (v) => html`<body id="spot" background="${v}">`),
  'unknown src': of('src', (v) => html`<fenced-frame id="spot" src="${v}"></fenced-frame>`),
}

/** The value is one part of an address. */
export const partContexts: Readonly<Record<string, Context>> = {
  'path segment': of('href', (v) => html`<a id="spot" href="/users/${v}/edit">a</a>`, {
    around: ['/users/', '/edit'],
  }),
  'first segment': of('href', (v) => html`<a id="spot" href="/${v}">a</a>`, { around: ['/', ''] }),
  'relative segment': of('href', (v) => html`<a id="spot" href="users-${v}">a</a>`, {
    around: ['users-', ''],
  }),
  query: of('href', (v) => html`<a id="spot" href="?a=1&amp;q=${v}&b=2">a</a>`, {
    around: ['?a=1&q=', '&b=2'],
  }),
  fragment: of('href', (v) => html`<a id="spot" href='#${v}'>a</a>`, { around: ['#', ''] }),
  'another host': of('href', (v) => html`<a id="spot" href="https://host.example/${v}">a</a>`, {
    around: ['https://host.example/', ''],
  }),
  mailto: of('href', (v) => html`<a id="spot" href="mailto:${v}?subject=x">a</a>`, {
    around: ['mailto:', '?subject=x'],
  }),
  'after an address': of('action', (v) => html`<form id="spot" action="${'/search'}?next=${v}"></form>`, {
    around: ['/search?next=', ''],
  }),
  'script path': of('src', (v) => html`<script id="spot" src="/assets/${v}.js"></script>`, {
    around: ['/assets/', '.js'],
  }),
  'symbol in this page': of('href', (v) => html`<svg><use id="spot" href="#icon-${v}"/></svg>`, {
    around: ['#icon-', ''],
  }),
}
