// What the API takes and gives, one schema each: types, checks, the OpenAPI document and the client come from them.
// What is sent may hold nothing that isn't named here; answers may come to hold more.
import { z } from 'zod'
import { personalScopes, type Scope, scopes } from './principal.ts'

/** The schemas that have a name in the OpenAPI document. Not zod's own registry, which a host app may use as well. */
export const named = z.registry<{ id: string; description: string }>()

/** Neither database holds a lone surrogate, and Postgres no NUL. */
const text = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine(
      (value) => value.isWellFormed() && !value.includes('\0'),
      'This holds characters that can’t be read.',
    )

/** Of any characters: NIST SP 800-63B-4 3.1.1.2 restricts none. */
const password = z.string().min(1).max(2048)
const token = z.string().min(1).max(512)
const time = z.iso.datetime().describe('RFC 3339, in UTC')

export const SignIn = z
  .strictObject({
    username: text(512).describe('User name or e-mail address'),
    password,
    device: token
      .optional()
      .describe(
        'What an earlier sign-in on this device gave as `device`. Wrong guesses of others then don’t slow it down',
      ),
  })
  .register(named, { id: 'SignIn', description: 'Who wants to sign in' })

const tokens = {
  tokenType: z.literal('Bearer'),
  accessToken: z
    .string()
    .describe('For `Authorization: Bearer …`. A JWT (RFC 9068), to be treated as opaque by its holder'),
  expiresIn: z.int().positive().describe('Seconds until the access token expires'),
  refreshToken: z.string().describe('Good for one refresh, which gives the next one'),
}

export const Tokens = z.object(tokens).register(named, { id: 'Tokens', description: 'What a refresh gives' })

export const SignedIn = z
  .object({
    kind: z.literal('signed-in'),
    ...tokens,
    device: z
      .string()
      .describe('To be kept on this device, and sent with its next sign-in. It opens nothing by itself'),
  })
  .register(named, { id: 'SignedIn', description: 'Signed in' })

export const SecondStepNeeded = z
  .object({
    kind: z.literal('second-step'),
    challenge: z.string().describe('To be sent with a code'),
    expiresIn: z.int().positive().describe('Seconds until the challenge is over'),
  })
  .register(named, {
    id: 'SecondStepNeeded',
    description: 'The password was right; a code of the authenticator app or a recovery code is asked for',
  })

export const SignInAnswer = z.discriminatedUnion('kind', [SignedIn, SecondStepNeeded]).register(named, {
  id: 'SignInAnswer',
  description: 'Signed in, or half of it',
})

export const SecondStep = z
  .strictObject({
    challenge: token,
    code: text(64).describe('Six digits of the authenticator app, or a recovery code'),
  })
  .register(named, { id: 'SecondStep', description: 'The second half of a sign-in' })

export const RefreshToken = z
  .strictObject({ refreshToken: token })
  .register(named, { id: 'RefreshToken', description: 'A refresh token' })

const scope = z.enum(Object.keys(scopes) as [Scope, ...Scope[]])
const personalScope = z.enum(personalScopes)

export const Me = z
  .object({
    user: z.object({
      id: z.string(),
      username: z.string(),
      displayName: z.string().describe('What others see in place of the user name; empty for none'),
      email: z.string(),
      emailVerified: z.boolean(),
      roles: z.array(z.string()),
      secondFactor: z.boolean(),
      createdAt: time,
    }),
    token: z.object({
      kind: z.enum(['access', 'personal']),
      scopes: z.array(scope),
      provenAt: time.nullable().describe('When its owner signed in; null for a personal token'),
      proven: z.array(z.string()).describe('What was proven then'),
    }),
  })
  .register(named, { id: 'Me', description: 'The account that the token is of, as it is now' })

export const NewPersonalToken = z
  .strictObject({
    name: text(64),
    scopes: z.array(personalScope).min(1).max(personalScopes.length),
    expiresIn: z
      .int()
      .positive()
      .max(400 * 86_400)
      .describe('Seconds. The setting `api.personalTokenLifetime` may allow less'),
  })
  .register(named, { id: 'NewPersonalToken', description: 'A personal access token to be made' })

const shown = {
  id: z.string(),
  name: z.string(),
  scopes: z.array(personalScope),
  createdAt: time,
  expiresAt: time,
  lastUsedAt: time.nullable(),
}

const PersonalToken = z.object(shown).register(named, {
  id: 'PersonalToken',
  description: 'A personal access token, without what opens anything',
})

export const MadePersonalToken = z
  .object({ ...shown, token: z.string().describe('Told this once') })
  .register(named, {
    id: 'MadePersonalToken',
    description: 'A personal access token that has just been made',
  })

export const PersonalTokens = z.object({ tokens: z.array(PersonalToken) }).register(named, {
  id: 'PersonalTokens',
  description: 'The account’s personal access tokens, newest first',
})

const uploadShown = {
  id: z.string(),
  name: z.string().describe('What its sender called it, cleaned'),
  kind: z.enum(['image', 'pdf', 'text']),
  type: z.string().describe('Media type, by its content'),
  bytes: z.int().nonnegative(),
  sha256: z.string().describe('Of what is kept, base64url'),
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  state: z.enum(['stored', 'waiting']).describe('`waiting`: for the virus scanner, and given to nobody'),
  createdAt: time,
}

export const UploadShown = z
  .object(uploadShown)
  .register(named, { id: 'Upload', description: 'A file that is kept' })

/** Files that come at once. */
const MOST_LISTED = 100
/** Where a list goes on: time and id of the file before. Milliseconds since 1970 have 13 digits until 2286. */
const PLACE = /^\d{1,15}\.[\w-]{22}$/

export const UploadPage = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MOST_LISTED).default(MOST_LISTED).describe('How many at most'),
  after: z.string().regex(PLACE).optional().describe('What the answer before gave as `next`'),
})

export const UploadList = z
  .object({
    uploads: z.array(UploadShown),
    usedBytes: z
      .int()
      .nonnegative()
      .describe('Pictures of people and files that arrive just now count as well'),
    quotaBytes: z.int().positive(),
    next: z.string().nullable().describe('To be sent as `after` for those that follow; null at the end'),
  })
  .register(named, { id: 'Uploads', description: 'The account’s files, and its room' })

export const UploadId = z.strictObject({ id: z.string().regex(/^[A-Za-z0-9_-]{22}$/) })

export const TokenId = z.strictObject({ id: z.string().regex(/^[A-Za-z0-9_-]{22}$/) })

/** RFC 9457, with what `docs/refusals.md` adds. Only the papers name it. */
z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string().describe('Stays the same from version to version'),
  requestId: z.string().describe('Stands in the log, too'),
  retryAfter: z.int().optional().describe('Seconds'),
  errors: z
    .array(z.object({ pointer: z.string().describe('RFC 6901, as a fragment'), detail: z.string() }))
    .optional()
    .describe('What is wrong where, with `invalid-input`'),
}).register(named, { id: 'Problem', description: 'Problem details (RFC 9457)' })
