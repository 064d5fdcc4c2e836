// What `serve` says when it has started: until there is an account where everything is, afterwards one line.
import type { AddressInfo } from 'node:net'
import { listAccounts } from '../accounts/account.ts'
import { isInMemory, isPostgres } from '../config/database.ts'
import { isLoopback } from '../config/origin.ts'
import type { Settings } from '../config/settings.ts'
import { readLocation } from '../store/location.ts'
import { openStore } from '../store/open.ts'
import { invocation } from './output.ts'

/** As Fastify tells them. */
type Addresses = readonly (AddressInfo | string)[]

/** True until somebody has an account: an early start that failed is followed by one that still says what to do. */
export async function isFirstStart({ database, data }: Settings): Promise<boolean> {
  if (isInMemory(database)) return true
  const store = await openStore(database, { data })
  try {
    return (await listAccounts(store.db, { limit: 1 })).length === 0
  } finally {
    await store.close()
  }
}

export function startInWords(settings: Settings, addresses: Addresses, first: boolean): string[] {
  const lines = first ? welcome(settings, addresses) : [running(settings, addresses)]
  return [...lines, ...warnings(settings)]
}

function running({ siteName, origin, mode }: Settings, addresses: Addresses): string {
  return `${siteName} is at ${origin} (${mode}, listening on ${listening(addresses)}).`
}

function welcome(settings: Settings, addresses: Addresses): string[] {
  const { origin, mode } = settings
  const steps = [
    `Open ${origin}/register and make an account.`,
    ...(mode === 'development' ? [`Mails to people appear at ${origin}/dev/outbox.`] : []),
    mode === 'development'
      ? `Before production run \`${invocation()} check\`: it tells what is missing.`
      : `Run \`${invocation()} check\`: it has advice.`,
  ]
  return [
    running(settings, addresses),
    '',
    `There is no account yet. Data are kept in ${placeOfData(settings)}.`,
    'What to do next:',
    ...steps.map((step, i) => `  ${i + 1}. ${step}`),
    '',
  ]
}

function placeOfData({ database, data }: Settings): string {
  if (isPostgres(database)) return 'the Postgres database of the setting `database`'
  if (isInMemory(database)) return 'memory, and gone at the end'
  const location = readLocation(database, data)
  return location.kind === 'sqlite' ? location.path : ''
}

/** Mails with links to people's accounts can be read in development by whoever reaches the port (ASVS V13.4.2). */
function warnings({ mode, host }: Settings): string[] {
  if (mode === 'production' || isLoopback(`http://${bracketed(host)}`)) return []
  return [
    `Warning: in development mode everybody who reaches ${host} can read all mails at /dev/outbox. Set PORTCULLIS_MODE=production.`,
  ]
}

function listening(addresses: Addresses): string {
  return addresses
    .map((one) => (typeof one === 'string' ? one : `${bracketed(one.address)}:${one.port}`))
    .join(' and ')
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}
