// Reads outside test vectors that may lie beside the checkout; says so when they don't.
import { existsSync, readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'

const FOLDER = new URL('../../../shared/vectors/wycheproof/', import.meta.url)

interface Vector extends Record<'ikm' | 'salt' | 'info' | 'okm' | 'key' | 'msg' | 'tag', string> {
  tcId: number
  size: number
  result: 'valid' | 'invalid'
}

export interface VectorGroup {
  tagSize: number
  tests: Vector[]
}

/** The groups of one Wycheproof file, or undefined after the test was marked as left out, with the reason printed. */
export function wycheproof(
  t: TestContext,
  file: string,
): { count: number; groups: VectorGroup[] } | undefined {
  const path = new URL(file, FOLDER)
  if (!existsSync(path)) {
    t.skip(`left out: ../shared/vectors/wycheproof/${file} is not beside this checkout`)
    return undefined
  }
  const content = JSON.parse(readFileSync(path, 'utf8'))
  return { count: content.numberOfTests, groups: content.testGroups }
}
