// The html tag against plain concatenation of the same page: CPU time of both in interleaved rounds, and the ratio.
// Run: node bench/html.ts
import { type Html, html } from '../src/html/html.ts'

const SECONDS = 6
const ROUND_MILLISECONDS = 100
const ROWS = 30

interface Entry {
  id: number
  name: string
  email: string
  role: string
  note: string
  active: boolean
}

/** Most values have nothing to escape, as on most pages; every fifth note has. */
const entries: Entry[] = Array.from({ length: ROWS }, (_, index) => ({
  id: index + 1,
  name: `person-${index * 7919}`,
  email: `person-${index}@mail.example`,
  role: index % 7 === 0 ? 'admin' : 'member',
  note: index % 5 === 0 ? `Tom & "Jerry" <${index}>` : 'Joined by invitation in spring, second floor.',
  active: index % 3 !== 0,
}))
const view = {
  site: 'Portcullis',
  title: 'Accounts',
  user: 'maren',
  csrf: 'b64-MTIzNDU2Nzg5MDEyMzQ1Njc4OTA',
  nonce: 'bm9uY2U',
}

function taggedPage(): string {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${view.title} – ${view.site}</title>
    <link rel="stylesheet" href="${'/site.css'}">
    <script type="module" src="${'/site.js'}" nonce="${view.nonce}"></script>
  </head>
  <body>
    <header><a href="/">${view.site}</a> <bdi>${view.user}</bdi></header>
    <main>
      <h1>${view.title}</h1>
      <table>
        <thead><tr><th>Name<th>Address<th>Role<th>Note<th></thead>
        <tbody>${entries.map(taggedRow)}</tbody>
      </table>
    </main>
    <footer><p>${view.site}</p></footer>
  </body>
</html>
`.toString()
}

function taggedRow(entry: Entry): Html {
  return html`
          <tr class="${entry.active ? 'active' : 'paused'}">
            <td><a href="/admin/accounts/${entry.id}">${entry.name}</a>
            <td>${entry.email}
            <td>${entry.role}
            <td>${entry.note}
            <td><form method="post" action="/admin/suspend">
              <input type="hidden" name="csrf_token" value="${view.csrf}">
              <button name="id" value="${entry.id}" disabled="${!entry.active}">Suspend</button>
            </form>`
}

/** The same page by `+`, each text passed through `write`. */
function joinedPage(write: (text: string) => string): string {
  return (
    '<!doctype html>\n<html lang="en">\n  <head>\n    <meta charset="utf-8">\n' +
    '    <meta name="viewport" content="width=device-width, initial-scale=1">\n    <title>' +
    write(view.title) +
    ' – ' +
    write(view.site) +
    '</title>\n    <link rel="stylesheet" href="' +
    write('/site.css') +
    '">\n    <script type="module" src="' +
    write('/site.js') +
    '" nonce="' +
    write(view.nonce) +
    '"></script>\n  </head>\n  <body>\n    <header><a href="/">' +
    write(view.site) +
    '</a> <bdi>' +
    write(view.user) +
    '</bdi></header>\n    <main>\n      <h1>' +
    write(view.title) +
    '</h1>\n      <table>\n        <thead><tr><th>Name<th>Address<th>Role<th>Note<th></thead>\n        <tbody>' +
    entries.map((entry) => joinedRow(entry, write)).join('') +
    '</tbody>\n      </table>\n    </main>\n    <footer><p>' +
    write(view.site) +
    '</p></footer>\n  </body>\n</html>\n'
  )
}

function joinedRow(entry: Entry, write: (text: string) => string): string {
  return (
    '\n          <tr class="' +
    (entry.active ? 'active' : 'paused') +
    '">\n            <td><a href="/admin/accounts/' +
    entry.id +
    '">' +
    write(entry.name) +
    '</a>\n            <td>' +
    write(entry.email) +
    '\n            <td>' +
    write(entry.role) +
    '\n            <td>' +
    write(entry.note) +
    '\n            <td><form method="post" action="/admin/suspend">\n' +
    '              <input type="hidden" name="csrf_token" value="' +
    write(view.csrf) +
    '">\n              <button name="id" value="' +
    entry.id +
    '"' +
    (entry.active ? '' : ' disabled=""') +
    '>Suspend</button>\n            </form>'
  )
}

const asItIs = (text: string): string => text
const byReplace = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

const ways = {
  'plain concatenation': () => joinedPage(asItIs),
  'concatenation, escaped by replaceAll': () => joinedPage(byReplace),
  'html tag': taggedPage,
}

/** Microseconds of CPU time a page. Reading the last character makes the joined string flat, as sending would. */
function round(page: () => string): number {
  const started = performance.now()
  const before = process.cpuUsage()
  let pages = 0
  let seen = 0
  while (performance.now() - started < ROUND_MILLISECONDS) {
    for (let turn = 0; turn < 20; turn++) {
      const text = page()
      seen += text.charCodeAt(text.length - 1)
    }
    pages += 20
  }
  const { user, system } = process.cpuUsage(before)
  if (seen === 0) throw new Error('the pages are empty')
  return (user + system) / pages
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

if (ways['html tag']() !== ways['concatenation, escaped by replaceAll']()) throw new Error('the pages differ')

const names = Object.keys(ways) as (keyof typeof ways)[]
const times = new Map(names.map((name) => [name, [] as number[]]))
const rounds = Math.floor((SECONDS * 1000) / (ROUND_MILLISECONDS * names.length))
for (const name of names) round(ways[name])
for (let turn = 0; turn < rounds; turn++) {
  const order = turn % 2 ? names : names.toReversed()
  for (const name of order) times.get(name)!.push(round(ways[name]))
}

const plain = median(times.get('plain concatenation')!)
console.log(
  `${rounds} interleaved rounds, a page of ${ways['html tag']().length} characters and ${ROWS} rows`,
)
for (const name of names) {
  const cpu = median(times.get(name)!)
  console.log(
    `${name.padEnd(38)}${cpu.toFixed(1).padStart(7)} µs CPU a page   ratio ${(cpu / plain).toFixed(2)}`,
  )
}
