// What the rules on accounts need, on a given database: real parts, a clock that stands, and cheap hashes.
import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { after } from 'node:test'
import type { Acting } from '../../src/accounts/activity/activity.ts'
import type { ActivityEvent } from '../../src/accounts/activity/event.ts'
import type { AccountsBackend } from '../../src/accounts/needs.ts'
import { loadSettings } from '../../src/config/load.ts'
import type { Settings, SettingsInput } from '../../src/config/settings.ts'
import { keyRing } from '../../src/crypto/keys.ts'
import { createHasher, type Hasher } from '../../src/crypto/password.ts'
import { startLater } from '../../src/later.ts'
import type { Store } from '../../src/store/store.ts'

/** Milliseconds of work less than the default, for tests that are not about the cost. */
export const CHEAP = { memory: 64, iterations: 1, parallelism: 1 }

/** Somebody at their own browser. */
export const OWNER: Acting = { actor: 'owner', address: '192.0.2.1', userAgent: 'A browser/1.0' }

export interface TestBackend extends AccountsBackend {
  readonly settings: Settings
  /** Milliseconds since 1970; moved by hand. */
  clock: number
  readonly warnings: { fields: object; message: string }[]
  /** What was passed on, in order. */
  readonly events: ActivityEvent[]
  /** Resolves when what was left for later is done. */
  settled(): Promise<void>
}

export function testBackend(
  store: Store,
  { options = {}, hasher = cheapHasher() }: { options?: SettingsInput; hasher?: Hasher } = {},
): TestBackend {
  const warnings: TestBackend['warnings'] = []
  const events: ActivityEvent[] = []
  const later = startLater({
    warn: (fields, message) => void warnings.push({ fields, message }),
    // Nothing left for later may fail unseen.
    error: (fields) => {
      throw (fields as { err: unknown }).err
    },
  })
  after(() => later.settled())
  const backend: TestBackend = {
    settings: loadSettings({ options, env: {}, cwd: tmpdir() }),
    store,
    hasher,
    keys: keyRing(['an only secret of these tests, 40 bytes long']),
    clock: Date.UTC(2026, 0, 1),
    now: () => backend.clock,
    log: { warn: (fields, message) => void warnings.push({ fields, message }) },
    warnings,
    events,
    onActivity: (event) => void events.push(event),
    later: later.add,
    settled: later.settled,
    nudgeMail: () => undefined,
  }
  return backend
}

export function cheapHasher(
  more: { parameters?: typeof CHEAP; pepper?: Buffer[]; queue?: number } = {},
): Hasher {
  return createHasher({ parameters: CHEAP, concurrency: 2, queue: 200, ...more })
}

/**
 * Runs two actions in turn, 30 times each, and holds their median processor time to within 10 %, which other work on the
 * machine hardly touches. Their time on the clock, which does tell of waiting, has to be within 30 %: other work only adds to it,
 * so that the best fifteenth of all calls so far is compared, and a single lucky one counts for nothing; less than a millisecond
 * is no waiting, and shorter than another program's turn. Other work can spoil a round still, so that one of six has to show it.
 */
export async function assertSameCost(...actions: [Action, Action]): Promise<void> {
  const said: string[] = []
  const clocks: [number[], number[]] = [[], []]
  for (let attempt = 0; attempt < ROUNDS; attempt++) {
    const [one, other] = await measure(actions, attempt * PAIRS)
    clocks[0].push(...one.clock)
    clocks[1].push(...other.clock)
    const [a, b] = clocks.map(bestFew) as [number, number]
    if (near(one.processor, other.processor, 0.1) && (near(a, b, 0.3) || Math.abs(a - b) < NO_WAITING)) return
    said.push(`processor ${one.processor} and ${other.processor} ms, clock ${a} and ${b} ms`)
  }
  assert.fail(`apart in all rounds: ${said.join('; ')}`)
}

type Action = (round: number) => Promise<unknown>
const PAIRS = 30
/** Milliseconds. */
const NO_WAITING = 1
const ROUNDS = 6
/** How often each action is called at most: what it uses up has to be there so many times. */
export const MOST_CALLS = PAIRS * ROUNDS

async function measure(actions: [Action, Action], from: number) {
  const times = actions.map((run) => ({ run, processor: [] as number[], clock: [] as number[] }))
  for (let pair = 0; pair < PAIRS; pair++) {
    for (const action of pair % 2 === 0 ? times : times.toReversed()) {
      const [start, used] = [performance.now(), process.cpuUsage()]
      await action.run(from + pair)
      action.clock.push(performance.now() - start)
      const { user, system } = process.cpuUsage(used)
      action.processor.push((user + system) / 1000)
    }
  }
  return times.map(({ processor, clock }) => ({
    processor: ranked(processor, PAIRS / 2),
    clock,
  })) as [Cost, Cost]
}

/** Milliseconds. */
type Cost = { processor: number; clock: number[] }

function bestFew(values: number[]): number {
  return ranked(values, Math.floor(values.length / 15))
}

function ranked(values: number[], rank: number): number {
  return values.sort((a, b) => a - b)[rank]!
}

function near(a: number, b: number, part: number): boolean {
  return Math.abs(a - b) < part * Math.max(a, b)
}
