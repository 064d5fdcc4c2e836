// Where in the HTML a hole stands: a table of snippets, one `{{ x }}` each, and what is said of its place.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { scanTemplate } from '../../../src/audit/templates/scan.ts'
import type { HtmlContext } from '../../../src/audit/templates/template.ts'

/** `text`, `tag`, `comment`, `style`; `script " application/json //`; `a.href "/u?q=`: element, name, quote, what stands before. */
function shown(context: HtmlContext): string {
  if (context.in === 'script')
    return ['script', context.string, context.type, context.comment ? '//' : ''].filter(Boolean).join(' ')
  if (context.in !== 'attribute') return context.in
  const { element, name, quote, before } = context
  return `${element}.${name} ${quote === '' ? 'bare' : quote}${before}`.replaceAll('\0', '@')
}

const ROWS: [snippet: string, ...contexts: string[]][] = [
  // Text
  ['{{ x }}', 'text'],
  ['<p>{{ x }}</p>', 'text'],
  ['a < b {{ x }}', 'text'],
  ['a <3 {{ x }}', 'text'],
  ['<br/>{{ x }}', 'text'],
  ['</p>{{ x }}', 'text'],
  ['</>{{ x }}', 'text'],
  ['<title>{{ x }}</title>', 'text'],
  ['<title><b a="{{ x }}"></title>', 'text'],
  ['<textarea>{{ x }}</textarea>', 'text'],
  ['<textarea></p>{{ x }}</textarea><a href="{{ x }}">', 'text', 'a.href "'],
  ['<TEXTAREA></TextArea ><p>{{ x }}', 'text'],
  ['<iframe>{{ x }}</iframe>', 'text'],
  ['<p>{{ x }}<b>{{ x }}</b>', 'text', 'text'],
  ["it's <b>{{ x }}</b>", 'text'],
  ['<p title="a>b">{{ x }}', 'text'],
  ["<p title='a\">b'>{{ x }}", 'text'],
  ['<!DOCTYPE html>{{ x }}', 'text'],
  ['<?xml version="1.0"?>{{ x }}', 'text'],
  ['<!-- a -->{{ x }}', 'text'],
  ['<!-->{{ x }}', 'text'],
  ['<!--->{{ x }}', 'text'],
  ['<!-- a --!>{{ x }}', 'text'],
  ['<script></script>{{ x }}', 'text'],
  ['<script>"</script>{{ x }}', 'text'],
  ['<style>a{}</style>{{ x }}', 'text'],
  // Comments
  ['<!-- {{ x }} -->', 'comment'],
  ['<!-- > {{ x }} -->', 'comment'],
  ['<!-- <a href="{{ x }}"> -->', 'comment'],
  ['<![CDATA[ {{ x }} ]]>', 'comment'],
  ['<!-- {{ x }} --><p>{{ x }}', 'comment', 'text'],
  // Tags
  ['<p {{ x }}>', 'tag'],
  ['<p {{ x }} a="{{ x }}">', 'tag', 'p.a "'],
  ['<{{ x }} a="{{ x }}">', 'tag', '@.a "'],
  ['<h{{ x }}>{{ x }}</h{{ x }}>', 'tag', 'text', 'tag'],
  ['<p data-{{ x }}="{{ x }}">', 'tag', 'p.data-@ "'],
  ['<p a {{ x }}>', 'tag'],
  ['<p a="b"{{ x }}>', 'tag'],
  ['</p {{ x }}>', 'tag'],
  ['<option value="a" {{ x }}>{{ x }}', 'tag', 'text'],
  // Attributes
  ['<a href="{{ x }}">', 'a.href "'],
  ["<a href='{{ x }}'>", "a.href '"],
  ['<a href={{ x }}>', 'a.href bare'],
  ['<a href= {{ x }}>', 'a.href bare'],
  ['<a href = "{{ x }}">', 'a.href "'],
  ['<a href=/u/{{ x }}>', 'a.href bare/u/'],
  ['<a href={{ x }}/{{ x }}>', 'a.href bare', 'a.href bare@/'],
  ['<a href="/u?q={{ x }}&b={{ x }}">', 'a.href "/u?q=', 'a.href "/u?q=@&b='],
  ['<A HREF="{{ x }}">', 'a.href "'],
  ['<a\nclass=b\nhref="{{ x }}">', 'a.href "'],
  ['<a class=b/href="{{ x }}">', 'a.class bareb/href="'],
  ['<a class="b"href="{{ x }}">', 'a.href "'],
  ['<a/href="{{ x }}">', 'a.href "'],
  ['<a =href="{{ x }}">', 'a.=href "'],
  ['<a onclick="f(\'{{ x }}\')">', 'a.onclick "f(\''],
  ['<p style="color: {{ x }}">', 'p.style "color: '],
  ['<img src=x onerror={{ x }}>', 'img.onerror bare'],
  ['<input value="a\'{{ x }}">', 'input.value "a\''],
  ['<p a="{{ x }}" b={{ x }}>{{ x }}', 'p.a "', 'p.b bare', 'text'],
  // Scripts
  ['<script>{{ x }}</script>', 'script'],
  ['<script>var a = "{{ x }}"</script>', 'script "'],
  ["<script>var a = '{{ x }}'</script>", "script '"],
  ['<script>var a = `{{ x }}`</script>', 'script `'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a template literal of the script
  ['<script>`${ {{ x }} } {{ x }}`;{{ x }}</script>', 'script', 'script `', 'script'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a template literal of the script
  ['<script>`${ {a: {}} }{{ x }}`</script>', 'script `'],
  ['<script>"a\\"{{ x }}"</script>', 'script "'],
  ['<script>"a" + {{ x }}</script>', 'script'],
  ["<script>// it's\n{{ x }}</script>", 'script'],
  ['<script>// {{ x }}\n{{ x }}</script>', 'script //', 'script'],
  ['<script>/* " {{ x }} */{{ x }}</script>', 'script //', 'script'],
  ['<script>a = /["\']/; {{ x }}</script>', 'script'],
  ['<script>a = /[/"]/.test({{ x }})</script>', 'script'],
  ['<script>a = 4 / 2; b = "{{ x }}"</script>', 'script "'],
  ['<script>return /"/ + {{ x }}</script>', 'script'],
  ['<script>a = {{ x }} / 2; b = "{{ x }}"</script>', 'script', 'script "'],
  ["<script>it's\nb = {{ x }}</script>", 'script'],
  ["<script><!-- it's\nb = {{ x }}\n//--></script>", 'script'],
  ['<script><!-- <script></script> {{ x }} --></script>{{ x }}', 'script //', 'text'],
  ['<script>if (a</b/.c) "{{ x }}"</script>', 'script "'],
  ['<script type="application/json">{"a": "{{ x }}"}</script>', 'script " application/json'],
  ['<script type="text/template"><p>it\'s {{ x }}</p></script>', 'script text/template'],
  ['<script type="module">{{ x }}</script>', 'script'],
  ['<script type="text/javascript; charset=utf-8">"{{ x }}"</script>', 'script "'],
  ['<SCRIPT>"{{ x }}"</SCRIPT>{{ x }}', 'script "', 'text'],
  ['<script src="{{ x }}"></script>{{ x }}', 'script.src "', 'text'],
  ['<script>a = "<p title={{ x }}>"</script>', 'script "'],
  // Styles
  ['<style>a { color: {{ x }} }</style>', 'style'],
  ['<style>a { b: "{{ x }}" }</style>{{ x }}', 'style', 'text'],
  // Branches
  ['<p {% if a %}class="b"{% endif %} title="{{ x }}">', 'p.title "'],
  ['<p class="{% if a %}b{% else %}c{% endif %} {{ x }}">{{ x }}', 'p.class "b ', 'text'],
  ['<p class={% if a %}"b"{% else %}"c"{% endif %} title="{{ x }}">', 'p.title "'],
  ['{% if a %}<p class="b">{% else %}<p>{% endif %}{{ x }}', 'text'],
  ['<p {% if a %}class="b">{% else %}id="c">{% endif %}{{ x }}', 'text'],
  [
    '{% if a %}<a href="{{ x }}">{% elif b %}<a id={{ x }}>{% else %}{{ x }}{% endif %}{{ x }}',
    'a.href "',
    'a.id bare',
    'text',
    'text',
  ],
  ['{% if a %}<script>{% endif %}{{ x }}{% if a %}</script>{% endif %}{{ x }}', 'script', 'text'],
  ['<script>a = {% if b %}"c"{% else %}"{{ x }}"{% endif %};{{ x }}</script>', 'script "', 'script'],
  ['<p title="{% for a in b %}{{ x }},{% else %}none{% endfor %}">{{ x }}', 'p.title "', 'text'],
  ['{% macro m() %}<script>{{ x }}{% endmacro %}{{ x }}', 'script', 'text'],
  ['<a href="{% set b %}{{ x }}{% endset %}{{ x }}">', 'text', 'a.href "'],
  ['{% if a %}{% if b %}<p title="{% else %}<p id=\'{% endif %}{{ x }}', 'p.title "'],
  ['<p title="{% if a %}b">{% else %}{{ x }}">{% endif %}{{ x }}', 'p.title "', 'text'],
  ['{% endif %}{% else %}{% endfor %}<p a="{{ x }}">', 'p.a "'],
  // Jinja's own
  ['{# <a href="#}{{ x }}', 'text'],
  ['{# {{ y }} #}<p a={{ x }}>', 'p.a bare'],
  ['{% raw %}{{ y }}<p a="{% endraw %}{{ x }}">', 'p.a "'],
  ['{%- raw -%}{{ y }}{%- endraw -%}{{ x }}', 'text'],
  ['<a href="{{- x -}}">', 'a.href "'],
  ['<a href="{{ "}}" }}{{ x }}">', 'a.href "', 'a.href "@'],
  ['{{ {"a": {"b": 1}} }}<p a="{{ x }}">', 'text', 'p.a "'],
  ['<p a="{% if b == "%}" %}{{ x }}{% endif %}">', 'p.a "'],
  ['{% trans %}<b title="{{ x }}">{% pluralize %}<b>{{ x }}{% endtrans %}', 'b.title "', 'text'],
  ['{% filter upper %}<p a={{ x }}>{% endfilter %}', 'p.a bare'],
  ['{% print x %}<p a="{% print x %}">', 'text', 'p.a "'],
]

describe('a hole of a page', () => {
  assert.ok(ROWS.length >= 80)
  for (const [snippet, ...contexts] of ROWS)
    test(`${snippet.replaceAll('\n', '⏎')} → ${contexts.join(' · ')}`, () => {
      const { holes } = scanTemplate('templates/a.html', 'a.html', snippet)
      assert.deepEqual(
        holes.map(({ context }) => shown(context)),
        contexts,
      )
    })
})

const FILES: [name: string, text: string, context: string][] = [
  ['mail.txt', '<a href="{{ x }}">', 'plain'],
  ['feed.xml', '<a href="{{ x }}">', 'plain'],
  ['feed.xml.j2', '<a href="{{ x }}">', 'plain'],
  ['page.html.j2', '<a href="{{ x }}">', 'a.href "'],
  ['page.j2', '<a href="{{ x }}">', 'a.href "'],
  ['letter.jinja2', 'Dear {{ x }}, a < b', 'plain'],
  ['app.js', 'var a = "{{ x }}"', 'script "'],
  ['site.css', 'a { color: {{ x }} }', 'style'],
  ['data.json', '{"a": "{{ x }}"}', 'script " application/json'],
  ['icon.svg', '<path d="{{ x }}"/>', 'path.d "'],
]

for (const [name, text, context] of FILES)
  test(`${name}: ${text} → ${context}`, () => {
    const [hole] = scanTemplate(`templates/${name}`, name, text).holes
    assert.equal(hole && shown(hole.context), context)
  })
