// A browser's side of device-bound sessions in software: a key pair, and proofs signed with it as Chromium signs them.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { BIND_PATH, REFRESH_PATH } from '../../src/shield/bound.ts'
import type { Visitor } from '../visitor.ts'

export interface Device {
  alg: 'ES256' | 'RS256'
  /** The public half. */
  jwk: Record<string, unknown>
  privateKey: KeyObject
}

export function newDevice(alg: Device['alg'] = 'ES256', bits = 2048): Device {
  const { publicKey, privateKey } =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: bits })
  return { alg, privateKey, jwk: publicKey.export({ format: 'jwk' }) as Record<string, unknown> }
}

/** A JWT with any header and payload, signed or not by this device. */
export function jwt(header: object, payload: object, by?: Device): string {
  const text = [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  if (by === undefined) return `${text}.`
  const signature = sign('sha256', Buffer.from(text), { key: by.privateKey, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

/** As Chromium 150 sends it with a registration, and without the key as it does with a renewal. */
export function registration({ alg, jwk, ...device }: Device, challenge: string): string {
  return jwt({ alg, jwk, typ: 'dbsc+jwt' }, { jti: challenge }, { alg, jwk, ...device })
}

export function proof(device: Device, challenge: string): string {
  return jwt({ alg: device.alg, typ: 'dbsc+jwt' }, { jti: challenge }, device)
}

/** The challenge of the answer that the visitor has just got; '' when it holds none. */
export function challengeIn({ headers }: Visitor): string {
  const field = headers['secure-session-registration'] ?? headers['secure-session-challenge'] ?? ''
  return /(?:challenge=|^)"([^"]*)"/.exec(String(field))?.[1] ?? ''
}

/** The request that follows a sign-in. Returns the browser's name for the session, '' when it was refused. */
export async function bindWith(visitor: Visitor, device: Device, challenge: string): Promise<string> {
  await visitor.send({
    method: 'POST',
    url: BIND_PATH,
    headers: { 'secure-session-response': registration(device, challenge) },
  })
  return visitor.status === 200 ? JSON.parse(visitor.body).session_identifier : ''
}

/** One request of a renewal; without a proof it asks for a challenge. */
export function askToRenew(visitor: Visitor, name: string, sent?: string): Promise<Visitor> {
  return visitor.send({
    method: 'POST',
    url: REFRESH_PATH,
    headers: { 'sec-secure-session-id': name, 'secure-session-response': sent },
  })
}

/** Both requests of a renewal. */
export async function renewWith(visitor: Visitor, device: Device, name: string): Promise<Visitor> {
  await askToRenew(visitor, name)
  return askToRenew(visitor, name, proof(device, challengeIn(visitor)))
}
