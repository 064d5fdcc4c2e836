// `portcullis user add|reset-password`: the two commands that need a password, which is never an argument.
import { findAccount } from '../accounts/account.ts'
import { OPERATOR } from '../accounts/activity/activity.ts'
import { setPassword } from '../accounts/password/set-password.ts'
import { addAccount } from '../accounts/signup/signup.ts'
import { type Backend, openBackend, prepareStore } from '../backend.ts'
import { loadSettings } from '../config/load.ts'
import type { Settings } from '../config/settings.ts'
import { newToken } from '../crypto/token.ts'
import { missingFile, whyNoAccounts } from './database.ts'
import { print, tell } from './output.ts'
import { readNewPassword } from './password-input.ts'
import { type Call, DONE, type Result, wrong } from './result.ts'
import { unknownAccount } from './user.ts'

/** 144 bits, which are 24 characters. */
const GENERATED_BYTES = 18
/** base64url: four characters say three bytes. */
const BYTES_PER_CHARACTER = 3 / 4

export async function addUser({ values: [username = '', email = ''], options }: Call): Promise<Result> {
  const settings = loadSettings()
  // The first account may come before the first start.
  const obstacle = missingFile(settings) === undefined ? whyNoAccounts(settings) : undefined
  if (obstacle !== undefined) return wrong(obstacle)
  return withBackend(settings, async (backend) => {
    const chosen = await choosePassword(settings, options.has('generate'))
    if (chosen.kind === 'unreadable') return wrong(chosen.problem)
    const { password } = chosen
    const added = await addAccount(backend, { username, email, password })
    if (added.kind === 'invalid') return wrong(...Object.values(added.problems))
    announce(`${username} is added.`, chosen)
    return DONE
  })
}

export async function resetPassword({ values: [name = ''], options }: Call): Promise<Result> {
  const settings = loadSettings()
  const obstacle = whyNoAccounts(settings)
  if (obstacle !== undefined) return wrong(obstacle)
  return withBackend(settings, async (backend) => {
    const account = await findAccount(backend.store.db, name)
    if (account === undefined) return unknownAccount(name)
    const chosen = await choosePassword(settings, options.has('generate'))
    if (chosen.kind === 'unreadable') return wrong(chosen.problem)
    const outcome = await setPassword(backend, account, chosen.password, OPERATOR)
    if (outcome.kind === 'invalid') return wrong(outcome.problem)
    if (outcome.kind === 'unknown') return unknownAccount(name)
    announce(`${account.username} has a new password; sessions ended: ${outcome.sessionsEnded}.`, chosen)
    if (account.state === 'suspended') tell(`${account.username} is still suspended.`)
    return DONE
  })
}

async function withBackend(settings: Settings, work: (backend: Backend) => Promise<Result>): Promise<Result> {
  const backend = await openBackend(settings)
  try {
    await prepareStore(backend.store)
    return await work(backend)
  } finally {
    await backend.close()
  }
}

type Chosen = { kind: 'typed' | 'generated'; password: string } | { kind: 'unreadable'; problem: string }

async function choosePassword({ password }: Settings, generate: boolean): Promise<Chosen> {
  if (!generate) return readNewPassword()
  const bytes = Math.max(GENERATED_BYTES, Math.ceil(password.minLength * BYTES_PER_CHARACTER))
  return { kind: 'generated', password: newToken(bytes) }
}

/** A generated password stands alone on standard output, so that a script can take it from there. */
function announce(words: string, chosen: Chosen & { password: string }): void {
  if (chosen.kind === 'typed') {
    print(words)
  } else {
    tell(`${words} The password, shown this once:`)
    print(chosen.password)
  }
}
