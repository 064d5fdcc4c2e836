// `portcullis user list|suspend|restore|sign-out`: accounts seen and shut by an operator.
import { listAccounts } from '../accounts/account.ts'
import { restore, signOutEverywhere, suspend } from '../accounts/admin/suspend.ts'
import { type Change, type Changed, changeByOperator } from '../accounts/change.ts'
import type { Store } from '../store/open.ts'
import { withExistingBackend, withExistingStore } from './database.ts'
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
  for await (const account of allAccounts(store)) {
    const { id, username, email, state, createdAt, roles, emailVerifiedAt } = account
    const confirmed = { emailVerified: emailVerifiedAt !== null }
    print(
      before +
        JSON.stringify({ id, username, email, state, createdAt: timeOf(createdAt), roles, ...confirmed }),
    )
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
  return changeUser(name, suspend, 'is suspended')
}

export function restoreUser({ values: [name = ''] }: Call): Promise<Result> {
  return changeUser(name, restore, 'can sign in again')
}

export function signOutUser({ values: [name = ''] }: Call): Promise<Result> {
  return changeUser(name, signOutEverywhere, 'is signed out everywhere')
}

/** The words hold for one that was so already, too. */
function changeUser(
  name: string,
  change: (change: Change) => Promise<Changed>,
  words: string,
): Promise<Result> {
  return withExistingBackend(async (backend) => {
    const changed = await changeByOperator(backend, name, change)
    if (changed === undefined) return unknownAccount(name)
    const { username, outcome } = changed
    print(`${username} ${words}; sessions ended: ${outcome.kind === 'done' ? outcome.ended : 0}.`)
    return DONE
  })
}

/** The name is shown with control characters spelled out: it came from the command line, and a terminal obeys them. */
export function unknownAccount(name: string): Result {
  return wrong(`there is no account ${JSON.stringify(name)}`)
}
