// `npm run asvs`: writes docs/asvs.md from the last test run.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { evidence, readResults } from './asvs/evidence.ts'
import { page } from './asvs/page.ts'
import { requirements } from './asvs/requirements.ts'

const RESULTS = new URL('../.test-results/last.jsonl', import.meta.url)
const PAGE = new URL('../docs/asvs.md', import.meta.url)

if (!existsSync(RESULTS)) {
  console.error('There is no test run to read. Run `npm test` first.')
  process.exit(1)
}
const shown = evidence(readResults(readFileSync(RESULTS, 'utf8')))
writeFileSync(PAGE, page(shown))
const applying = requirements.filter((one) => one.notFor === undefined)
const count = applying.filter((one) => shown.has(one.id)).length
console.log(
  `docs/asvs.md: ${count} of ${applying.length} requirements that apply are shown by a passing test`,
)
