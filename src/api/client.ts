// A client of the API for TypeScript, in browsers and in Node: its types are those of the server's own table of calls.
import type { AnswerOf, InputOf, Operations, QueryOf } from './operations.ts'

/** Seconds before the end at which an access token is not sent any more: it may be on its way for a while. */
const SPARE = 10

/** Where each call is; the compiler holds it to the table. */
const CALLS = {
  signIn: 'POST /api/sign-in',
  secondStep: 'POST /api/sign-in/second-step',
  refresh: 'POST /api/refresh',
  revoke: 'POST /api/revoke',
  signOutEverywhere: 'POST /api/sign-out-everywhere',
  me: 'GET /api/me',
  listUploads: 'GET /api/uploads',
  upload: 'POST /api/uploads',
  getUpload: 'GET /api/uploads/{id}',
  downloadUpload: 'GET /api/uploads/{id}/content',
  deleteUpload: 'DELETE /api/uploads/{id}',
  listTokens: 'GET /api/tokens',
  makeToken: 'POST /api/tokens',
  revokeToken: 'DELETE /api/tokens/{id}',
} as const satisfies {
  [Name in keyof Operations]: `${Operations[Name]['method']} ${Operations[Name]['path']}`
}

type Name = keyof Operations
type Input<One extends Name> = InputOf<Operations[One]>
type Query<One extends Name> = Partial<QueryOf<Operations[One]>>
type Answer<One extends Name> = AnswerOf<Operations[One]>

/** What an address names: an id in its path, and what follows the `?`. */
interface Place {
  id?: string
  query?: Readonly<Record<string, string | number | undefined>>
}

/** What has to be kept to stay signed in. `expiresAt` in milliseconds since 1970. */
export interface KeptTokens {
  accessToken: string
  refreshToken: string
  expiresAt: number
}

export interface ClientOptions {
  /** `https://host`. */
  origin: string
  /** Of an earlier visit; or a personal access token, which is never refreshed. */
  tokens?: KeptTokens | { personalToken: string }
  /** Called whenever they change, with undefined once there are none: keep them where nobody else reads. */
  onTokens?: (tokens: KeptTokens | undefined) => void
  fetch?: typeof fetch
  /** Milliseconds since 1970. */
  now?: () => number
}

/** What the server refused, as it tells it (RFC 9457). `code` is the word to go by. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly detail: string
  /** Seconds. */
  readonly retryAfter: number | undefined
  readonly errors: readonly { pointer: string; detail: string }[]
  /** `WWW-Authenticate`: whether a new sign-in would help. */
  readonly challenge: string

  constructor(status: number, problem: Record<string, unknown>, challenge: string) {
    super(`${status} ${String(problem['code'] ?? 'unknown')}: ${String(problem['title'] ?? '')}`)
    this.status = status
    this.code = String(problem['code'] ?? 'unknown')
    this.detail = String(problem['detail'] ?? '')
    this.retryAfter = typeof problem['retryAfter'] === 'number' ? problem['retryAfter'] : undefined
    this.errors = Array.isArray(problem['errors']) ? problem['errors'] : []
    this.challenge = challenge
  }
}

export type ApiClient = ReturnType<typeof createClient>

/** Every call throws `ApiError` where the server refuses, and whatever `fetch` throws where it can't be reached. */
export function createClient({
  origin,
  tokens: given,
  onTokens = () => undefined,
  fetch: send = fetch,
  now = Date.now,
}: ClientOptions) {
  const personal = given !== undefined && 'personalToken' in given ? given.personalToken : undefined
  let kept = given !== undefined && 'refreshToken' in given ? given : undefined
  let refreshing: Promise<void> | undefined

  function keep(tokens: Omit<KeptTokens, 'expiresAt'> & { expiresIn: number }): void {
    const { accessToken, refreshToken, expiresIn } = tokens
    kept = { accessToken, refreshToken, expiresAt: now() + expiresIn * 1000 }
    onTokens(kept)
  }

  function forget(): void {
    kept = undefined
    onTokens(undefined)
  }

  async function call<One extends Name>(
    name: One,
    body?: Input<One> | FormData,
    place: Place = {},
    token = '',
  ): Promise<Answer<One>> {
    const text = await (await ask(name, body, place, token)).text()
    return (text === '' ? undefined : JSON.parse(text)) as Answer<One>
  }

  async function ask(
    name: Name,
    body: unknown,
    { id = '', query = {} }: Place,
    token: string,
  ): Promise<Response> {
    const [method, path = ''] = CALLS[name].split(' ')
    const headers: Record<string, string> = { accept: 'application/json' }
    const isForm = body instanceof FormData
    // That of a form names what stands between its parts, and comes with it.
    if (body !== undefined && !isForm) headers['content-type'] = 'application/json'
    if (token !== '') headers['authorization'] = `Bearer ${token}`
    const url = new URL(path.replace('{id}', encodeURIComponent(id)), origin)
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(key, String(value))
    const response = await send(url, {
      method: method!,
      headers,
      // Cookies would change nothing there; they need not travel.
      credentials: 'omit',
      redirect: 'error',
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    })
    if (response.ok) return response
    const problem = parsed(await response.text())
    throw new ApiError(response.status, problem, response.headers.get('www-authenticate') ?? '')
  }

  /** One refresh for all who wait for it: a second one with the same token would end the sign-in. */
  function refresh(): Promise<void> {
    refreshing ??= exchange().finally(() => {
      refreshing = undefined
    })
    return refreshing
  }

  async function exchange(): Promise<void> {
    try {
      keep(await call('refresh', { refreshToken: kept?.refreshToken ?? '' }))
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) forget()
      throw error
    }
  }

  /** With a token, refreshed before it ends, and once more where the server says that it has. */
  function authorised<One extends Name>(
    name: One,
    body?: Input<One> | FormData,
    place?: Place,
  ): Promise<Answer<One>> {
    return withToken((token) => call(name, body, place, token))
  }

  async function withToken<T>(work: (token?: string) => Promise<T>): Promise<T> {
    if (personal !== undefined) return work(personal)
    if (kept !== undefined && now() >= kept.expiresAt - SPARE * 1000) await refresh()
    const used = kept?.accessToken
    try {
      return await work(used)
    } catch (error) {
      const over = error instanceof ApiError && error.code === 'token-invalid' && kept !== undefined
      if (!over) throw error
      // Somebody else may have refreshed meanwhile.
      if (kept?.accessToken === used) await refresh()
      return work(kept?.accessToken)
    }
  }

  return {
    /** Signed in, or the challenge for `secondStep`. */
    async signIn(body: Input<'signIn'>): Promise<Answer<'signIn'>> {
      const answer = await call('signIn', body)
      if (answer.kind === 'signed-in') keep(answer)
      return answer
    },
    async secondStep(body: Input<'secondStep'>): Promise<Answer<'secondStep'>> {
      const answer = await call('secondStep', body)
      keep(answer)
      return answer
    },
    /** Calls that need it do so by themselves. */
    refresh,
    /** Ends this sign-in. The tokens are forgotten, whether the server could be told or not. */
    async signOut(): Promise<void> {
      const refreshToken = kept?.refreshToken
      forget()
      if (refreshToken !== undefined) await call('revoke', { refreshToken })
    },
    async signOutEverywhere(): Promise<void> {
      await authorised('signOutEverywhere')
      forget()
    },
    me: () => authorised('me'),
    /** With what an answer gave as `next` for `after`, those that follow. */
    listUploads: (query?: Query<'listUploads'>) =>
      authorised('listUploads', undefined, query === undefined ? {} : { query }),
    /** A `File` brings its name along. */
    upload(file: Blob, name = file instanceof File ? file.name : 'file') {
      const form = new FormData()
      form.append('file', file, name)
      return authorised('upload', form)
    },
    getUpload: (id: string) => authorised('getUpload', undefined, { id }),
    /** The answer as it is: its body can be read as a stream. */
    downloadUpload: (id: string): Promise<Response> =>
      withToken((token = '') => ask('downloadUpload', undefined, { id }, token)),
    deleteUpload: (id: string) => authorised('deleteUpload', undefined, { id }),
    listTokens: () => authorised('listTokens'),
    makeToken: (body: Input<'makeToken'>) => authorised('makeToken', body),
    revokeToken: (id: string) => authorised('revokeToken', undefined, { id }),
    /** For calls of a host's own routes. */
    async accessToken(): Promise<string | undefined> {
      if (personal !== undefined) return personal
      if (kept !== undefined && now() >= kept.expiresAt - SPARE * 1000) await refresh()
      return kept?.accessToken
    },
  }
}

/** A proxy in between may answer with something else. */
function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
