// What an embedding app may import from `portcullis`.
export { type AppOptions, createApp, serverOptions } from './app.ts'
export { loadSettings } from './config/load.ts'
export { SettingsError } from './config/problem.ts'
export type { Settings, SettingsInput } from './config/settings.ts'
export * from './html/index.ts'
export { type PortcullisOptions, type PortcullisParts, portcullis } from './portcullis.ts'
export * from './shield/index.ts'
