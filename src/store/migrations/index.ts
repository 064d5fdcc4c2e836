// All migrations, in the order in which they are applied.
import { accounts } from './0001-accounts.ts'
import { accountsComplete } from './0002-accounts-complete.ts'
import { secondFactors } from './0003-second-factors.ts'
import { api } from './0004-api.ts'
import { uploads } from './0005-uploads.ts'
import type { Migration } from './migration.ts'

export const migrations: readonly Migration[] = [accounts, accountsComplete, secondFactors, api, uploads]
