// Loading settings in tests: from the sources named and no others, and what was refused.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type LoadOptions, loadSettings } from '../../src/config/load.ts'
import { SettingsError, type SettingsProblem } from '../../src/config/problem.ts'
import type { Settings } from '../../src/config/settings.ts'
import { temporaryFolder } from './folder.ts'

/** Loads with the sources named and no others: neither this machine's environment nor its files. */
export function load(
  t: TestContext,
  { file, ...sources }: { options?: unknown; env?: NodeJS.ProcessEnv; file?: unknown },
): Settings {
  const cwd = temporaryFolder(t)
  if (file !== undefined) {
    writeFileSync(join(cwd, 'portcullis.config.json'), typeof file === 'string' ? file : JSON.stringify(file))
  }
  return loadSettings({ env: {}, cwd, ...sources } as LoadOptions)
}

export function problems(work: () => unknown): readonly SettingsProblem[] {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error))
    return error.problems
  }
  assert.fail('nothing was refused')
}

/** `a.b` and a value as the nested object that file and options hold. */
export function nested(name: string, value: unknown): unknown {
  return name.split('.').reduceRight((inner, key) => ({ [key]: inner }), value)
}

export function valueAt(settings: Settings, name: string): unknown {
  return name.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], settings)
}
