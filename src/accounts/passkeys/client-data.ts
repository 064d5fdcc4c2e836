// What the browser says it asked an authenticator for: type, challenge and origin. WebAuthn Level 3 5.8.1.

export type ClientDataFault = 'unreadable' | 'type' | 'origin' | 'cross-origin'

export type ClientData = { kind: 'ok'; challenge: string } | { kind: 'wrong'; fault: ClientDataFault }

/**
 * Looked at before anything else, since the challenge in it says which ceremony this ends. An answer from within a frame
 * of another site is refused whatever its own origin: no page of ours is ever framed.
 */
export function readClientData(
  encoded: string,
  expected: { type: 'webauthn.create' | 'webauthn.get'; origin: string },
): ClientData {
  const data = parse(encoded)
  if (data === undefined || typeof data['challenge'] !== 'string') return wrong('unreadable')
  if (data['type'] !== expected.type) return wrong('type')
  if (data['origin'] !== expected.origin) return wrong('origin')
  if (![undefined, false].includes(data['crossOrigin'] as undefined) || data['topOrigin'] !== undefined)
    return wrong('cross-origin')
  return { kind: 'ok', challenge: data['challenge'] }
}

function parse(encoded: string): Record<string, unknown> | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64url'))
    const data: unknown = JSON.parse(text)
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function wrong(fault: ClientDataFault): ClientData {
  return { kind: 'wrong', fault }
}
