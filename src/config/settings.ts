// Every setting, in one table: docs/settings.md is generated from it, and load.ts knows no other names.
import type { Input, Loaded, Table } from './setting.ts'
import { accountSettings } from './table/accounts.ts'
import { apiSettings } from './table/api.ts'
import { factorSettings } from './table/factors.ts'
import { lifecycleSettings } from './table/lifecycle.ts'
import { siteSettings } from './table/site.ts'
import { uploadSettings } from './table/uploads.ts'
import { visitSettings } from './table/visits.ts'

export const settingsTable = {
  ...siteSettings,
  ...visitSettings,
  ...accountSettings,
  ...lifecycleSettings,
  ...factorSettings,
  ...apiSettings,
  ...uploadSettings,
} as const satisfies Table

export type SettingName = keyof typeof settingsTable

/** All settings as loaded: durations in seconds, sizes in bytes, paths absolute. */
export type Settings = Loaded<typeof settingsTable>

/** What an embedding app or the settings file may say: any part of them. */
export type SettingsInput = Input<typeof settingsTable>
