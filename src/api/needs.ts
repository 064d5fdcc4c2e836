// What the rules of the API need; the application's backend has it all.
import type { AccountsBackend } from '../accounts/needs.ts'

export type ApiBackend = AccountsBackend
