// How the HTML report looks, in light and dark; the page's policy allows this text by its hash and no other.

/** Contrast of text is 4.5:1 or more in both schemes (WCAG 2.2, 1.4.3). */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1c2024, #e6e9ec);
  --soft: light-dark(#5a626b, #a3adb8);
  --page: light-dark(#ffffff, #14181c);
  --card: light-dark(#f5f7f9, #1c2228);
  --line: light-dark(#d5dbe1, #343c45);
  --link: light-dark(#0b57a4, #7db8f5);
  --bad: light-dark(#b3261e, #ff8a80);
  --mild: light-dark(#7a5200, #f2c14e);
  --good: light-dark(#1c6b36, #7fd49a);
  --cool: light-dark(#0b5a6e, #79cfe3);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 60rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif;
}
h1 { margin: 0 0 .25rem; font-size: 1.75rem; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.2rem; }
h3 { margin: 0; font-size: 1rem; }
p { margin: .5rem 0; }
a { color: var(--link); }
table { width: 100%; margin: 1.5rem 0; border-collapse: collapse; }
caption { text-align: left; font-weight: 600; padding-bottom: .5rem; }
th, td { padding: .35rem .5rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 600; font-size: .875rem; }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .875rem; }
code { overflow-wrap: anywhere; }
pre { margin: .75rem 0; padding: .5rem 0; border: 1px solid var(--line); border-radius: .25rem; background: var(--page); white-space: pre-wrap; overflow-wrap: anywhere; }
.number { display: inline-block; width: 3.5rem; padding-right: .75rem; color: var(--soft); text-align: right; user-select: none; }
mark { background: none; color: inherit; text-decoration: underline wavy var(--bad) 1px; text-underline-offset: .25em; }
article { margin: 1rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .375rem; background: var(--card); }
.place, .evidence, footer { color: var(--soft); }
.place { font-size: .875rem; }
.cure { color: var(--good); }
.badge {
  display: inline-block; padding: 0 .5rem; border: 1px solid currentcolor; border-radius: 1rem;
  font-size: .8125rem; font-weight: 600; line-height: 1.5; white-space: nowrap;
}
.pass { color: var(--good); }
.fail, .critical, .high { color: var(--bad); }
.unknown, .medium { color: var(--mild); }
.low { color: var(--cool); }
footer { margin-top: 3rem; font-size: .875rem; }
@media print { body { max-width: none; } article { break-inside: avoid; } }
`
