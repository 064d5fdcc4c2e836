// `portcullis user add|reset-password`: the two commands that need a password, which is never an argument.
import { findAccount, setPassword } from '../accounts/account.ts'
import { addAccount } from '../accounts/signup/signup.ts'
import { type Backend, openBackend, prepareStore } from '../backend.ts'
import { loadSettings } from '../config/load.ts'
import type { Settings } from '../config/settings.ts'
import { newToken } from '../crypto/token.ts'
import { missingFile, problemOfMemory } from './database.ts'
import { print, tell } from './output.ts'
import { readNewPassword } from './password-input.ts'
import { type Call, DONE, type Result, wrong } from './result.ts'
import { unknownAccount } from './user.ts'

/** 144 bits, which are 24 characters. */
const GENERATED_BYTES = 18
/** base64url: four characters say three bytes. */
const BYTES_PER_CHARACTER = 3 / 4

export function addUser({ values: [username = '', email = ''], options }: Call): Promise<Result> {
  return withBackend(async (backend) => {
    const chosen = await choosePassword(backend.settings, options.has('generate'))
    if (chosen.kind === 'unreadable') return wrong(chosen.problem)
    const { password } = chosen
    const added = await addAccount(backend, { username, email, password })
    if (added.kind === 'invalid') return wrong(...Object.values(added.problems))
    announce(`${username} is added.`, chosen)
    return DONE
  })
}

export function resetPassword({ values: [name = ''], options }: Call): Promise<Result> {
  return withBackend(async (backend) => {
    const { store, sessions, settings } = backend
    const account = await findAccount(store.db, name)
    if (account === undefined) return unknownAccount(name)
    const chosen = await choosePassword(settings, options.has('generate'))
    if (chosen.kind === 'unreadable') return wrong(chosen.problem)
    const outcome = await setPassword(backend, account, chosen.password)
    if (outcome.kind === 'invalid') return wrong(outcome.problem)
    if (outcome.kind === 'unknown') return unknownAccount(name)
    const ended = await sessions.removeAllOf(account.id)
    announce(`${account.username} has a new password; sessions ended: ${ended}.`, chosen)
    if (account.state === 'suspended') tell(`${account.username} is still suspended.`)
    return DONE
  }, missingFile)
}

async function withBackend(
  work: (backend: Backend) => Promise<Result>,
  missing: (settings: Settings) => string | undefined = () => undefined,
): Promise<Result> {
  const settings = loadSettings()
  const inMemory = problemOfMemory(settings)
  if (inMemory !== undefined) return wrong(inMemory)
  const path = missing(settings)
  if (path !== undefined) return wrong(`there is no database at ${path}`)
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
  if (chosen.kind === 'typed') return print(words)
  tell(`${words} The password, shown this once:`)
  print(chosen.password)
}
