// A house with alice in it, her address confirmed, and what a test asks about her.
import { findAccount } from '../../../src/accounts/account.ts'
import type { SettingsInput } from '../../../src/config/settings.ts'
import { PASSWORD } from '../../house.ts'
import type { Visitor } from '../../visitor.ts'
import { openHouseOnDisk } from '../visits.ts'
import { tokenTo } from './scene.ts'

export { PASSWORD }
export const ALICE = 'alice@example.test'

export const LOOSE = { mailedLinks: '1000 per minute', confirm: '1000 per minute' }

/** Alice's address is not confirmed yet; nor is it when `email.verification` asks for that before sign-in. */
export async function houseOfAlice(options: SettingsInput = {}) {
  const house = await openHouseOnDisk({ ...options, limits: { ...LOOSE, ...options.limits } })
  const { store, visitor } = house
  const alice = await house.member('alice')
  return {
    ...house,
    alice,
    account: async (name = 'alice') => (await findAccount(store.db, name))!,
    confirmAll: () => store.db.updateTable('users').set({ email_verified_at: 1 }).execute(),
    isIn: async (person: Visitor) => (await person.open('/dashboard')).path === '/dashboard',
    async signIn(person = visitor(), password = PASSWORD) {
      await person.open('/login')
      person.fill({ username: 'alice', password })
      return person.press('Sign in')
    },
    /** Asks for another address, as `who`; the token of the mail to it. */
    async askFor(email: string, who = alice, count = 1) {
      await who.open('/email/change')
      who.fill({ email })
      await who.press('Change address')
      return tokenTo(store, email, '/email/change/confirm', count)
    },
    kinds: async () => {
      const rows = await store.db.selectFrom('activity').select('kind').orderBy('seq', 'desc').execute()
      return rows.map(({ kind }) => kind)
    },
  }
}
