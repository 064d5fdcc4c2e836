// `portcullis keys list|rotate`: the keys that sign access tokens, seen and changed by an operator.
import { rotateKeyRows } from '../api/key-rotation.ts'
import { type KeyRow, keyRows } from '../api/key-rows.ts'
import { type Backend, openBackend, prepareStore } from '../backend.ts'
import { loadSettings } from '../config/load.ts'
import { whyNoAccounts } from './database.ts'
import { print, printJson } from './output.ts'
import { type Call, DONE, type Result, wrong } from './result.ts'

export function listKeys({ options }: Call): Promise<Result> {
  return withBackend(async ({ store, now }) => {
    const keys = (await keyRows(store.db)).map((row) => shown(row, now()))
    if (options.has('json')) printJson(keys)
    else
      for (const { kid, algorithm, state, signsFrom, signsUntil } of keys)
        print([kid, algorithm, state, signsFrom, signsUntil].join('\t'))
    return DONE
  })
}

function shown(row: KeyRow, at: number) {
  const state = at < row.signs_from ? 'next' : at < row.signs_until ? 'signs' : 'verifies'
  return {
    kid: row.id,
    algorithm: row.algorithm,
    state,
    signsFrom: timeOf(row.signs_from),
    signsUntil: timeOf(row.signs_until),
  }
}

export function rotateSigningKeys({ options }: Call): Promise<Result> {
  return withBackend(async (backend) => {
    const revoke = options.has('revoke')
    const { kid, algorithm, signsFrom, revoked } = await rotateKeyRows(backend, { revoke })
    if (options.has('json')) printJson({ kid, algorithm, signsFrom: timeOf(signsFrom), revoked })
    else if (revoke)
      print(`Key ${kid} signs from now on. Keys revoked, with all tokens that they signed: ${revoked}.`)
    else if (signsFrom <= backend.now()) print(`Key ${kid} signs from now on.`)
    else print(`Key ${kid} signs from ${timeOf(signsFrom)} on. Until then the present key does.`)
    return DONE
  })
}

/** The secret is needed as well, since private keys are sealed with it. */
async function withBackend(work: (backend: Backend) => Promise<Result>): Promise<Result> {
  const settings = loadSettings()
  const obstacle = whyNoAccounts(settings)
  if (obstacle !== undefined) return wrong(obstacle)
  const backend = await openBackend(settings)
  try {
    await prepareStore(backend.store)
    return await work(backend)
  } finally {
    await backend.close()
  }
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
