// One file to hand around: no script, nothing loaded, and a policy that would let neither run. It has an escaping of its own,
// since the auditor needs nothing of the pages' room.
import { createHash } from 'node:crypto'
import type { Step } from '../finding.ts'
import type { AuditFinding, AuditResult, PointResult } from '../result.ts'
import { ruleOf } from '../rules/index.ts'
import { type FrameLine, frameOf } from './frame.ts'
import { STYLE } from './html-style.ts'
import {
  counted,
  findingsInWords,
  isShown,
  piecesOf,
  plain,
  type ReportOptions,
  scopeInWords,
  VERDICTS,
  verdictsInWords,
  waysInWords,
} from './words.ts'

/** Columns of source; the page scrolls no line. */
const WIDTH = 110

interface Page {
  readonly result: AuditResult
  readonly options: ReportOptions
}

export function htmlReport(result: AuditResult, options: ReportOptions): string {
  const hash = createHash('sha256').update(STYLE).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  const page: Page = { result, options }
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>Portcullis audit</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Portcullis audit</h1>
<p>${escaped(findingsInWords(result))} The ten points: ${escaped(verdictsInWords(result))}.</p>
</header>
<main>
${summary(result)}
${result.checklist.map((point) => pointSection(point, page)).join('\n')}
${beyondSection(page)}
${listSection(
  'Comments that ignore findings',
  result.remarks.map((remark) => stepText(remark, page)),
)}
${listSection(
  'Not read, or read in part',
  result.notes.map(
    ({ file, what }) => (file === '' ? '' : `<code>${escaped(file)}</code>: `) + escaped(what),
  ),
)}
</main>
<footer><p>${escaped(scopeInWords(result))}. Portcullis ${escaped(options.version)}.</p></footer>
</body>
</html>
`
}

function summary({ checklist }: AuditResult): string {
  const rows = checklist.map(({ point, title, verdict, findings }) => {
    const shown = findings.filter(isShown)
    const count = shown.length === 0 ? '' : counted(shown.length, 'finding')
    return `<tr><td>${point}</td><td><a href="#point-${point}">${escaped(title)}</a></td><td>${badge(verdict, VERDICTS[verdict])}</td><td>${count}</td></tr>`
  })
  return `<table>
<caption>The ten points</caption>
<thead><tr><th scope="col">No.</th><th scope="col">Point</th><th scope="col">Verdict</th><th scope="col">Findings</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`
}

function pointSection({ point, title, verdict, because, findings }: PointResult, page: Page): string {
  const steps = because.map((step) => `<li>${stepText(step, page)}</li>`).join('')
  return `<section id="point-${point}">
<h2>${point}. ${escaped(title)} ${badge(verdict, VERDICTS[verdict])}</h2>
${steps === '' ? '' : `<ul class="evidence">${steps}</ul>`}
${findings
  .filter(isShown)
  .map((finding) => findingArticle(finding, page))
  .join('\n')}
</section>`
}

function beyondSection(page: Page): string {
  const shown = page.result.beyond.filter(isShown)
  if (shown.length === 0) return ''
  return `<section id="beyond">
<h2>Beyond the checklist</h2>
${shown.map((finding) => findingArticle(finding, page)).join('\n')}
</section>`
}

function findingArticle(finding: AuditFinding, page: Page): string {
  const { rule, at, severity, confidence, message, path, otherPaths, related, fix } = finding
  const { result, options } = page
  const face = ruleOf(rule)
  const place = options.prefix + result.lines.shown(at)
  const steps = path.map((step) => `<li>${stepText(step, page)}</li>`).join('')
  const others = otherPaths.length === 0 ? '' : `<p>${waysInWords(otherPaths.length)}</p>`
  const see = related.map((step) => `<li>${stepText(step, page)}</li>`).join('')
  return `<article>
<h3>${badge(severity, severity)} ${escaped(rule)} ${escaped(face?.title ?? '')}</h3>
<p class="place"><code>${escaped(place)}</code> confidence: ${confidence}${face === undefined ? '' : `, CWE-${face.cwe}`}</p>
<pre>${frameOf(at, result.lines, WIDTH).map(frameLine).join('\n')}</pre>
<p>${sentence(message)}</p>
${path.length > 1 ? `<p>How the data gets here:</p><ol>${steps}</ol>${others}` : ''}
${see === '' ? '' : `<p>See also:</p><ul>${see}</ul>`}
${fix === null ? '' : `<p><code>--fix</code>: ${escaped(fix.title)}.</p>`}
${face?.cure ? `<p class="cure">${sentence(face.cure)}</p>` : ''}
</article>`
}

function frameLine({ number, before, inside, after }: FrameLine): string {
  const margin = `<span class="number">${number === 0 ? '' : number}</span>`
  const marked = inside === '' ? '' : `<mark>${escaped(inside)}</mark>`
  return margin + escaped(before) + marked + escaped(after)
}

function listSection(title: string, items: readonly string[]): string {
  if (items.length === 0) return ''
  return `<section>
<h2>${escaped(title)}</h2>
<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>
</section>`
}

function stepText({ at, what }: Step, { result, options }: Page): string {
  return `${sentence(what)} at <code>${escaped(options.prefix + result.lines.shown(at))}</code>`
}

function badge(kind: PointResult['verdict'] | AuditFinding['severity'], words: string): string {
  return `<span class="badge ${kind}">${escaped(words)}</span>`
}

function sentence(text: string): string {
  return piecesOf(text)
    .map(({ text: piece, code }) => (code ? `<code>${escaped(piece)}</code>` : escaped(piece)))
    .join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For text and for attributes in double quotes; nothing else is made of foreign text here. */
function escaped(text: string): string {
  return plain(text).replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
}
