// Judges every regular expression of the source anew and writes down those that are safe, so that the test only judges new ones.
import { writeFileSync } from 'node:fs'
import { complaint, expressionsOfSource, nameOf } from '../test/asvs/judge.ts'

const FILE = new URL('../test/asvs/judged.json', import.meta.url)

const judged = expressionsOfSource().map((one) => ({ name: nameOf(one), complaint: complaint(one) }))
for (const { complaint: why } of judged) if (why !== undefined) console.error(why)
const safe = judged.filter(({ complaint: why }) => why === undefined).map(({ name }) => name)
writeFileSync(FILE, `${JSON.stringify(safe.sort(), null, 2)}\n`)
process.exitCode = safe.length === judged.length ? 0 : 1
