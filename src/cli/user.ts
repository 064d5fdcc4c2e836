// `portcullis user list|suspend|restore|sign-out`: accounts seen and shut by an operator.
import { endAllSessions, findAccount, listAccounts, setSuspended } from '../accounts/account.ts'
import type { Store } from '../store/open.ts'
import { sqlSessions } from '../store/sessions.ts'
import { withExistingStore } from './database.ts'
import { print } from './output.ts'
import { type Call, DONE, type Result, wrong } from './result.ts'

type Listed = Awaited<ReturnType<typeof listAccounts>>[number]

export function listUsers({ options }: Call): Promise<Result> {
  return withExistingStore(async (store) => {
    if (options.has('json')) await printAsJson(store)
    else for await (const account of allAccounts(store)) print(asLine(account))
    return DONE
  })
}

/** Page by page, so that a million accounts fit. */
async function* allAccounts({ db }: Store): AsyncGenerator<Listed> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Listed[] = await listAccounts(db, { after })
    yield* page
    after = page.at(-1)?.usernameKey
  }
}

async function printAsJson(store: Store): Promise<void> {
  let before = '['
  for await (const { id, username, email, state, createdAt } of allAccounts(store)) {
    print(before + JSON.stringify({ id, username, email, state, createdAt: timeOf(createdAt) }))
    before = ','
  }
  print(before === '[' ? '[]' : ']')
}

function asLine({ username, email, state, createdAt }: Listed): string {
  return [username, email, state, timeOf(createdAt)].join('\t')
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

export function suspendUser({ values: [name = ''] }: Call): Promise<Result> {
  return setState(name, true)
}

export function restoreUser({ values: [name = ''] }: Call): Promise<Result> {
  return setState(name, false)
}

function setState(name: string, suspended: boolean): Promise<Result> {
  return withExistingStore(async (store) => {
    const account = await findAccount(store.db, name)
    if (account === undefined || !(await setSuspended(store.db, account.id, suspended, Date.now())))
      return unknownAccount(name)
    const ended = await sqlSessions(store).removeAllOf(account.id)
    const state = suspended ? 'is suspended' : 'can sign in again'
    print(`${account.username} ${state}; sessions ended: ${ended}.`)
    return DONE
  })
}

export function signOutUser({ values: [name = ''] }: Call): Promise<Result> {
  return withExistingStore(async (store) => {
    const account = await findAccount(store.db, name)
    if (account === undefined) return unknownAccount(name)
    const ended = await sqlSessions(store).removeAllOf(account.id)
    // Sign-ins over the API and personal tokens end by the epoch.
    await store.transaction((tx) => endAllSessions(tx, account.id, Date.now()))
    print(`${account.username} is signed out everywhere; sessions ended: ${ended}.`)
    return DONE
  })
}

/** The name is shown with control characters spelled out: it came from the command line, and a terminal obeys them. */
export function unknownAccount(name: string): Result {
  return wrong(`there is no account ${JSON.stringify(name)}`)
}
