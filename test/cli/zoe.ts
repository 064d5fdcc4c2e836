// A site with the account of zoe, and looks at it from inside, as the server would.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { findAccount } from '../../src/accounts/account.ts'
import { logIn } from '../../src/accounts/login/login.ts'
import { addAccount } from '../../src/accounts/signup/signup.ts'
import { openBackend, prepareStore } from '../../src/backend.ts'
import { loadSettings } from '../../src/config/load.ts'
import { OWNER } from '../accounts/backend.ts'
import { newSite, type Site } from './command.ts'

export const PASSWORD = 'seven lanterns at the harbour'

/** Quicker than by the command, which the first tests show. */
export async function siteWithZoe(t: TestContext): Promise<Site> {
  const site = newSite(t)
  await inside(site, async (backend) => {
    await prepareStore(backend.store)
    const added = await addAccount(backend, { username: 'zoe', email: 'zoe@example.org', password: PASSWORD })
    assert.equal(added.kind, 'created')
  })
  return site
}

/** As the server sees the site's accounts at this moment. */
export async function inside<T>(
  site: Site,
  look: (backend: Awaited<ReturnType<typeof openBackend>>) => Promise<T>,
) {
  const backend = await openBackend(loadSettings({ env: site.env, cwd: site.folder }))
  try {
    return await look(backend)
  } finally {
    await backend.close()
  }
}

export function signsIn(site: Site, identifier: string, password: string): Promise<boolean> {
  return inside(site, async (backend) => {
    return (await logIn(backend, { identifier, password, device: null, by: OWNER })).kind === 'signed-in'
  })
}

export function startSession(site: Site, id: string): Promise<boolean> {
  return inside(site, async ({ store, sessions, now }) => {
    const zoe = await findAccount(store.db, 'zoe')
    const [createdAt, provenAt, lastSeenAt] = [now(), now(), now()]
    const visit = { assurance: ['password' as const], values: '{}', address: '127.0.0.1', userAgent: '' }
    const account = { userId: zoe!.id, credentialEpoch: zoe!.credentialEpoch }
    const plain = { twoFactor: false, binding: '' }
    return sessions.insert({ id, ...account, ...visit, ...plain, createdAt, provenAt, lastSeenAt }, 20)
  })
}

export function sessionRows(site: Site): Promise<number> {
  return inside(
    site,
    async ({ store }) => (await store.db.selectFrom('sessions').select('id').execute()).length,
  )
}
