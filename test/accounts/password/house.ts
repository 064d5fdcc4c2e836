// A house with alice in it, her address confirmed, and what a test asks about her.
import { type AccountWithHash, findAccount } from '../../../src/accounts/account.ts'
import type { SettingsInput } from '../../../src/config/settings.ts'
import { PASSWORD } from '../../house.ts'
import type { Visitor } from '../../visitor.ts'
import { openHouseOnDisk } from '../visits.ts'
import { tokenFor, tokensFor } from './scene.ts'

export { PASSWORD }
export const NEW = 'eight lanterns at the harbour'

const LOOSE = { mailedLinks: '1000 per minute', confirm: '1000 per minute' }

export async function houseOfAlice(options: SettingsInput = {}) {
  const house = await openHouseOnDisk({ ...options, limits: { ...LOOSE, ...options.limits } })
  const { store, visitor } = house
  const alice = await house.member('alice')
  const confirmAll = () => store.db.updateTable('users').set({ email_verified_at: 1 }).execute()
  await confirmAll()

  const signIn = async (password = PASSWORD, person = visitor(), username = 'alice') => {
    await person.open('/login')
    person.fill({ username, password })
    await person.press('Sign in')
    return person
  }

  return {
    ...house,
    alice,
    confirmAll,
    signIn,
    isIn: async (person: Visitor) => (await person.open('/dashboard')).path === '/dashboard',
    account: async (): Promise<AccountWithHash> => (await findAccount(store.db, 'alice'))!,
    /** Asks on the page, and opens the link in the mail. */
    async askAndOpen(person = visitor(), username = 'alice') {
      const known = await tokensFor(store, '/password/reset')
      await person.open('/password/forgot')
      person.fill({ username })
      await person.press('Mail me a link')
      const token = await tokenFor(store, '/password/reset', known)
      await person.open(`/password/reset?token=${token}`)
      return { person, token }
    },
    kinds: async () => {
      const rows = await store.db.selectFrom('activity').select('kind').orderBy('seq', 'desc').execute()
      return rows.map(({ kind }) => kind)
    },
  }
}
