// Inline scripts: which requests change something with or without a token, and what arrives where text becomes markup.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { scanTemplate } from '../../../src/audit/templates/scan.ts'
import { type ScriptFacts, scriptFacts } from '../../../src/audit/templates/script-facts.ts'

function factsOf(page: string): ScriptFacts {
  return scriptFacts(scanTemplate('a.html', 'a.html', page))
}
const factsOfScript = (script: string) => factsOf(`<script>${script}</script>`)

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: template literals of the scripts
const REQUESTS: [script: string, ...expected: string[]][] = [
  ["fetch('/a')"],
  ["fetch('/a', {method: 'GET'})"],
  ["fetch('/a', {method: 'POST'})", 'fetch POST /a none'],
  ["fetch('/a', {\"method\": 'post', body: 'x'})", 'fetch POST /a none'],
  ["window.fetch(`/a/${id}`, {method: 'DELETE'})", 'fetch DELETE  none'],
  ["store.fetch('/a', {method: 'POST'})"],
  ["fetch('/a', {method: m})", 'fetch unknown /a none'],
  ["fetch('/a', options)", 'fetch unknown /a none'],
  ["const options = {method: 'PUT'}; fetch('/a', options)", 'fetch PUT /a none'],
  ["fetch('/a', {method: 'POST', headers: {'X-CSRFToken': t}})", 'fetch POST /a csrf'],
  ["fetch('/a', {method: 'POST', headers: {'X-CSRFToken': '{{ csrf_token() }}'}})", 'fetch POST /a csrf'],
  ["fetch('/a', {method: 'POST', headers: {'X-Token': '{{ csrf_token() }}'}})", 'fetch POST /a csrf'],
  ["const headers = {'X-CSRF-Token': t}\nfetch('/a', {method: 'POST', headers})", 'fetch POST /a headers'],
  [
    "const h = new Headers(); h.append('X-CSRFToken', t); fetch('/a', {method: 'POST', headers: h})",
    'fetch POST /a h',
  ],
  ["fetch('/a', {method: 'POST', body: new FormData(form)})", 'fetch POST /a FormData'],
  ["let data = new FormData(form)\nfetch('/a', {method: 'POST', body: data})", 'fetch POST /a data'],
  ["fetch('/a', {method: 'POST', body: JSON.stringify({csrf_token: t})})", 'fetch POST /a csrf'],
  ["fetch('/a', {method: 'POST', credentials: 'omit'})", 'fetch POST /a none omit'],
  [
    "fetch('/a', {method: 'POST'}); fetch('/b', {method: 'POST', headers: {'X-CSRFToken': t}})",
    'fetch POST /a none',
    'fetch POST /b csrf',
  ],
  ["// fetch('/a', {method: 'POST'})"],
  ['\'fetch(1, {method: "POST"})\''],
  ["fetch('{{ url_for(\"a\") }}', {method: 'POST'})", 'fetch POST  none'],
  ["$.post('/a', {b: 1})", '$.post POST /a none'],
  ["$.post('/a', $(form).serialize())", '$.post POST /a FormData'],
  ["jQuery.post('/a', {csrf_token: '{{ csrf_token() }}'})", '$.post POST /a csrf'],
  ["$.ajax({url: '/a', type: 'POST'})", '$.ajax POST  none'],
  ["$.ajax({url: '/a', method: 'delete', headers: {'X-CSRFToken': t}})", '$.ajax DELETE  csrf'],
  ["$.ajax({url: '/a'})"],
  ["$.get('/a')"],
  ["axios.post('/a', {})", 'axios POST /a none'],
  ["axios({method: 'put', url: '/a'})", 'axios PUT  none'],
  ["navigator.sendBeacon('/a', d)", 'sendBeacon POST /a none'],
  ["var x = new XMLHttpRequest(); x.open('POST', '/a'); x.send()", 'XMLHttpRequest POST /a none'],
  [
    "var x = new XMLHttpRequest(); x.open('POST', '/a'); x.setRequestHeader('X-CSRFToken', t); x.send()",
    'XMLHttpRequest POST /a csrf',
  ],
  ["var x = new XMLHttpRequest(); x.open('GET', '/a'); x.send()"],
  ["window.open('/a', 'post')"],
  ['class A { fetch(a) { return 1 } }'],
]

describe('a request', () => {
  for (const [script, ...expected] of REQUESTS)
    test(`${script.replaceAll('\n', '⏎')} → ${expected.join(' · ') || 'nothing'}`, () => {
      const { requests, globalToken } = factsOfScript(script)
      assert.deepEqual(
        requests.map(({ by, method, url, token, credentials }) =>
          [
            by,
            method,
            url.includes('{') ? '' : url.trim(),
            token ?? 'none',
            ...(credentials ? [credentials] : []),
          ].join(' '),
        ),
        expected,
      )
      assert.equal(globalToken, null)
    })
})

const GLOBALS: [script: string, by: string | null][] = [
  ["$.ajaxSetup({beforeSend: (x) => x.setRequestHeader('X-CSRFToken', t)})", '$.ajaxSetup'],
  ['$.ajaxSetup({cache: false})', null],
  ["axios.defaults.headers.common['X-CSRFToken'] = t", 'axios.defaults'],
  ["axios.defaults.baseURL = '/a'", null],
  ["axios.interceptors.request.use((c) => { c.headers['X-CSRFToken'] = t; return c })", 'axios.interceptors'],
  ["window.fetch = function (u, o) { o.headers['X-CSRFToken'] = t; return old(u, o) }", 'fetch wrapper'],
  [
    "document.body.addEventListener('htmx:configRequest', (e) => { e.detail.headers['X-CSRFToken'] = t })",
    'htmx:configRequest',
  ],
]

for (const [script, by] of GLOBALS)
  test(`${script} → ${by}`, () => assert.equal(factsOfScript(script).globalToken?.by ?? null, by))

const SINKS: [script: string, ...expected: string[]][] = [
  ["a.innerHTML = ''", 'innerHTML constant'],
  ["a.innerHTML = '<b>' + 1 + '</b>'", 'innerHTML constant'],
  ["a.innerHTML = '{{ x }}'", 'innerHTML hole x'],
  ['a.innerHTML = {{ x|tojson }}', 'innerHTML hole x|tojson'],
  ["var t = '{{ x }}'\na.innerHTML = t", 'innerHTML hole x'],
  ['a.innerHTML = `<b>${t}</b>`', 'innerHTML unknown t'],
  ['a.innerHTML = `<b>{{ x }}</b>`', 'innerHTML hole x'],
  ['a.innerHTML += location.hash', 'innerHTML location location.hash'],
  ['a.innerHTML = decodeURIComponent(window.location.search)', 'innerHTML location location.search'],
  [
    "const q = new URLSearchParams(location.search).get('q'); a.innerHTML = '<b>' + q",
    'innerHTML location URLSearchParams',
  ],
  ['a.innerHTML = DOMPurify.sanitize(location.hash)', 'innerHTML constant'],
  ['a.innerHTML = escapeHtml(location.hash)', 'innerHTML constant'],
  ['a.innerHTML = xhr.responseText', 'innerHTML response responseText'],
  ["fetch('/a').then(r => r.text()).then(html => { a.innerHTML = html })", 'innerHTML response html'],
  ["const r = await fetch('/a')\na.outerHTML = r", 'outerHTML response r'],
  ["$.get('/a', function (data) { $('#b').html(data.name) })", 'html() response data'],
  ['$("#b").html()'],
  ["a.innerHTML = ok ? 'yes' : 'no'", 'innerHTML constant'],
  ["a.innerHTML = n === 1 ? 'yes' : m", 'innerHTML unknown m'],
  ['a.textContent = location.hash'],
  ['if (a.innerHTML == b) c()'],
  ["a.insertAdjacentHTML('beforeend', location.hash)", 'insertAdjacentHTML location location.hash'],
  ['document.write(location.href)', 'document.write location location.href'],
  ["document.write('<p>')", 'document.write constant'],
  ['file.write(location.href)'],
  ["$('#a').append('<li>' + name)", 'append() unknown name'],
  ["$('#a').append(node)"],
  ["data.append('a', location.hash)"],
  ['eval(location.hash)', 'eval location location.hash'],
  ['model.eval(location.hash)'],
  ["setTimeout('f({{ x }})', 1)", 'setTimeout hole x'],
  ['setTimeout(() => a(location.hash), 1)'],
  ['setTimeout(f, 1)'],
  ["new Function('return ' + code)()", 'new Function unknown code'],
  ['// a.innerHTML = location.hash'],
  ['a.innerHTML = b\nc = location.hash', 'innerHTML unknown b'],
  ['a.innerHTML = b.innerHTML = c', 'innerHTML unknown b', 'innerHTML unknown c'],
  ['x = y; y = x; a.innerHTML = x', 'innerHTML constant'],
]
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: template literals of the scripts

describe('a sink', () => {
  for (const [script, ...expected] of SINKS)
    test(`${script.replaceAll('\n', '⏎')} → ${expected.join(' · ') || 'nothing'}`, () => {
      const { sinks } = factsOfScript(script)
      assert.deepEqual(
        sinks.map(({ sink, value, from }) => `${sink} ${value} ${from}`.trim()),
        expected,
      )
    })
})

test('handlers and javascript: addresses are scripts too, with places in the page', () => {
  const page = `<a onclick="this.innerHTML = '{{ x }}'" href=" javascript:eval('{{ y }}')">`
  const { sinks } = factsOf(page)
  assert.deepEqual(
    sinks.map(({ start, end, sink, holes }) => [sink, page.slice(start, end), holes[0]?.source]),
    [
      ['innerHTML', "innerHTML = '{{ x }}'", 'x'],
      ['eval', "eval('{{ y }}'", 'y'],
    ],
  )
})

test('scripts that are data are no scripts, and a meta tag hands on the token', () => {
  const page = `<meta name="csrf-token" content="{{ csrf_token() }}"><script type="text/template">a.innerHTML = b</script>
    <script type="application/json">{"a": "fetch('/a', {method: 'POST'})"}</script>`
  assert.deepEqual(factsOf(page), { requests: [], sinks: [], globalToken: null, meta: true })
})
