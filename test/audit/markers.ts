// What test material says of itself: `# expect: FL501` at the end of the line where exactly these rules report.
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** `# expect: FL501, FL610`, `{# expect: FL614 #}`, and `expect-next` in a line above one that bears no comment. */
const MARKER = /(?:#|\{#|<!--) expect(-next)?: ([A-Z0-9, ]+?) ?(?:#\}|-->)?$/

/** `app.py:12 FL501`, one a finding, sorted. */
export function expectedIn(folder: string): string[] {
  return globSync('**/*', { cwd: folder })
    .concat(globSync('**/.*', { cwd: folder }))
    .filter((file) => statSync(join(folder, file)).isFile())
    .flatMap((file) => expectedOf(file.replaceAll('\\', '/'), readFileSync(join(folder, file), 'utf8')))
    .sort()
}

export function expectedOf(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const [, next, rules] = MARKER.exec(line.trimEnd()) ?? []
    if (rules === undefined) return []
    const at = index + (next === undefined ? 1 : 2)
    return rules.split(',').map((rule) => `${file}:${at} ${rule.trim()}`)
  })
}
