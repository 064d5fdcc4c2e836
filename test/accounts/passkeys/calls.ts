// The passkey script without a browser: a visitor's calls, by the page that they are on, with authenticators in software.
import assert from 'node:assert/strict'
import type { House } from '../../house.ts'
import type { Visitor } from '../../visitor.ts'
import { SoftwareAuthenticator, type SoftwarePasskey, type Wrong } from './software-authenticator.ts'

/** What comes back of a call. */
export type Answer = Record<string, unknown>

/** One call as the script makes it from a page. */
export async function call(
  visitor: Visitor,
  path: string,
  body: unknown,
  { page = '/login', headers = {} }: { page?: string; headers?: Record<string, string | undefined> } = {},
): Promise<Answer> {
  const token = await visitor.token(page)
  await visitor.send({
    method: 'POST',
    url: path,
    payload: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { ...scriptHeaders(visitor, token), ...headers },
  })
  return JSON.parse(visitor.body) as Answer
}

export function scriptHeaders(visitor: Visitor, token: string): Record<string, string> {
  return {
    accept: 'application/json',
    'content-type': 'application/json',
    'x-csrftoken': token,
    origin: visitor.options.origin,
    'sec-fetch-site': 'same-origin',
    'sec-fetch-mode': 'cors',
    'sec-fetch-dest': 'empty',
  }
}

/** Adds a passkey on the page of passkeys. */
export async function addByPage(
  visitor: Visitor,
  house: House,
  { wrong = {}, name = '', silently = false, counter = 0 }: AddOptions = {},
): Promise<SoftwarePasskey> {
  const page = '/passkeys'
  const how = silently ? { silently } : {}
  const options = await call(visitor, '/passkeys/add/begin', how, { page })
  assert.equal(visitor.status, 200, visitor.body)
  const authenticator = new SoftwareAuthenticator({ origin: house.settings.origin, counter })
  const { passkey, response } = authenticator.create(options as never, wrong)
  const finish = { credential: response, name, ...how }
  await call(visitor, '/passkeys/add/finish', finish, { page })
  return passkey
}

interface AddOptions {
  wrong?: Wrong
  name?: string
  silently?: boolean
  counter?: number
}

/** Begins and finishes one that asks for a passkey. */
export async function prove(
  visitor: Visitor,
  at: 'sign-in' | 'second-step' | 'confirm',
  passkey: SoftwarePasskey,
  { page = '/login', next, wrong = {} }: { page?: string; next?: string; wrong?: Wrong } = {},
): Promise<Answer> {
  const options = await call(visitor, `/passkeys/${at}/begin`, {}, { page })
  if (visitor.status !== 200) return options
  const credential = passkey.get(options as never, wrong)
  const body = { credential, ...(next !== undefined && { next }) }
  return call(visitor, `/passkeys/${at}/finish`, body, { page })
}
