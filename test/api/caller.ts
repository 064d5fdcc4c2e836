// A program that calls the API of a house: JSON out and in, and the token it holds.
import assert from 'node:assert/strict'
import type { LightMyRequestResponse } from 'fastify'
import { type House, PASSWORD } from '../house.ts'

export interface Held {
  accessToken: string
  refreshToken: string
  device: string
}

type Headers = Record<string, string>

export class Caller {
  readonly house: Pick<House, 'app'>
  address = '192.0.2.44'

  constructor(house: Pick<House, 'app'>) {
    this.house = house
  }

  get(url: string, token?: string, headers: Headers = {}): Promise<LightMyRequestResponse> {
    return this.send('GET', url, undefined, { ...bearer(token), ...headers })
  }

  post(url: string, body?: unknown, token?: string, headers: Headers = {}): Promise<LightMyRequestResponse> {
    return this.send('POST', url, body, { ...bearer(token), ...headers })
  }

  delete(url: string, token?: string): Promise<LightMyRequestResponse> {
    return this.send('DELETE', url, undefined, bearer(token))
  }

  /** `body`: an object is sent as JSON, a text or bytes as they are. */
  send(method: 'GET' | 'POST' | 'DELETE' | 'OPTIONS', url: string, body: unknown, headers: Headers) {
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const raw = typeof body === 'string' || Buffer.isBuffer(body)
    return this.house.app.inject({
      method,
      url,
      headers: { ...type, ...headers },
      remoteAddress: this.address,
      ...(body === undefined ? {} : { payload: raw ? body : JSON.stringify(body) }),
    })
  }

  async signIn(username = 'alice', password = PASSWORD): Promise<Held> {
    const answer = await this.post('/api/sign-in', { username, password })
    assert.equal(answer.statusCode, 200, answer.body)
    assert.equal(answer.json().kind, 'signed-in', answer.body)
    return answer.json()
  }
}

function bearer(token: string | undefined): Headers {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

/** What a refusal says, without what differs from one request to the next. */
export function told(answer: LightMyRequestResponse) {
  const { requestId, ...problem } = answer.json()
  assert.match(requestId, /^[\da-f-]{36}$/)
  assert.equal(answer.headers['content-type'], 'application/problem+json')
  const { 'content-length': length, 'www-authenticate': challenge, 'cache-control': cache } = answer.headers
  return { status: answer.statusCode, problem, challenge, cache, length }
}
