// Every call of the API in one table: where it is, what it takes, gives and asks for. Routes, papers and client follow it.
import type { z } from 'zod'
import type { Scope } from './principal.ts'
import {
  MadePersonalToken,
  Me,
  NewPersonalToken,
  PersonalTokens,
  RefreshToken,
  SecondStep,
  SignedIn,
  SignIn,
  SignInAnswer,
  TokenId,
  Tokens,
  UploadId,
  UploadList,
  UploadPage,
  UploadShown,
} from './schemas.ts'

export interface Operation {
  method: 'GET' | 'POST' | 'DELETE'
  /** As OpenAPI writes it: `/api/tokens/{id}`. */
  path: `/api/${string}`
  group: 'Signing in' | 'The account' | 'Files' | 'Personal access tokens'
  summary: string
  description: string
  /** What the token has to be good for; null: no token is asked for. */
  needs: { scope: Scope; fresh?: true; recentProof?: true } | null
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  /** A form with one file (`multipart/form-data`), in place of JSON. */
  takesFile?: true
  status: 200 | 201 | 204
  answer?: z.ZodType
  /** The answer is the bytes of a file. */
  givesFile?: true
  /** Codes of refusals of its own, besides those that any call may meet. */
  refusals: readonly string[]
}

export const operations = {
  signIn: {
    method: 'POST',
    path: '/api/sign-in',
    group: 'Signing in',
    summary: 'Sign in',
    description:
      'By user name or e-mail address, and password. Where the account has a second factor, the answer is a challenge for the second step.',
    needs: null,
    body: SignIn,
    status: 200,
    answer: SignInAnswer,
    refusals: [
      'sign-in-refused',
      'email-unverified',
      'account-leaving',
      'second-factor-setup',
      'guesses-paused',
      'busy',
    ],
  },
  secondStep: {
    method: 'POST',
    path: '/api/sign-in/second-step',
    group: 'Signing in',
    summary: 'Finish signing in with a second factor',
    description: 'By a code of the authenticator app or a recovery code, within ten minutes and a few tries.',
    needs: null,
    body: SecondStep,
    status: 200,
    answer: SignedIn,
    refusals: ['code-refused', 'challenge-over', 'guesses-paused'],
  },
  refresh: {
    method: 'POST',
    path: '/api/refresh',
    group: 'Signing in',
    summary: 'Get the next tokens',
    description:
      'A refresh token is good for one refresh. One that is used a second time later than a few seconds ends the whole sign-in, since two hold it.',
    needs: null,
    body: RefreshToken,
    status: 200,
    answer: Tokens,
    refusals: ['token-invalid'],
  },
  revoke: {
    method: 'POST',
    path: '/api/revoke',
    group: 'Signing in',
    summary: 'Sign out',
    description:
      'Ends the sign-in that the refresh token is of. The answer is the same for a token that was none.',
    needs: null,
    body: RefreshToken,
    status: 204,
    refusals: [],
  },
  signOutEverywhere: {
    method: 'POST',
    path: '/api/sign-out-everywhere',
    group: 'Signing in',
    summary: 'Sign out everywhere',
    description: 'Ends every session of the account, those of browsers too, and this sign-in.',
    needs: { scope: 'account', fresh: true, recentProof: true },
    status: 204,
    refusals: [],
  },
  me: {
    method: 'GET',
    path: '/api/me',
    group: 'The account',
    summary: 'Who am I?',
    description: 'The account that the token is of, as it is now, and what the token is good for.',
    needs: { scope: 'read', fresh: true },
    status: 200,
    answer: Me,
    refusals: [],
  },
  listUploads: {
    method: 'GET',
    path: '/api/uploads',
    group: 'Files',
    summary: 'List files',
    description:
      'Newest first, with the room that there is. Where there are more than come at once, `next` asks for those after them.',
    needs: { scope: 'read', fresh: true },
    query: UploadPage,
    status: 200,
    answer: UploadList,
    refusals: [],
  },
  upload: {
    method: 'POST',
    path: '/api/uploads',
    group: 'Files',
    summary: 'Upload a file',
    description:
      'A form with one file. What it is, its content says; its name is kept for being shown. Pictures are made anew.',
    needs: { scope: 'write', fresh: true },
    takesFile: true,
    status: 201,
    answer: UploadShown,
    refusals: [
      'unsupported-type',
      'file-missing',
      'file-refused',
      'file-infected',
      'file-too-large',
      'too-many-files',
      'too-large',
      'too-slow',
      'quota-full',
      'storage-full',
      'scanner-down',
    ],
  },
  getUpload: {
    method: 'GET',
    path: '/api/uploads/{id}',
    group: 'Files',
    summary: 'What is known of a file',
    description: 'Its name, kind and size.',
    needs: { scope: 'read', fresh: true },
    params: UploadId,
    status: 200,
    answer: UploadShown,
    refusals: ['not-found'],
  },
  downloadUpload: {
    method: 'GET',
    path: '/api/uploads/{id}/content',
    group: 'Files',
    summary: 'Download a file',
    description:
      'Its bytes, whole or one range of them. A file that waits for the virus scanner is not found here until then.',
    needs: { scope: 'read', fresh: true },
    params: UploadId,
    status: 200,
    givesFile: true,
    refusals: ['not-found'],
  },
  deleteUpload: {
    method: 'DELETE',
    path: '/api/uploads/{id}',
    group: 'Files',
    summary: 'Delete a file',
    description: 'For good.',
    needs: { scope: 'write', fresh: true },
    params: UploadId,
    status: 204,
    refusals: ['not-found'],
  },
  listTokens: {
    method: 'GET',
    path: '/api/tokens',
    group: 'Personal access tokens',
    summary: 'List them',
    description: 'Those that have expired are not among them.',
    needs: { scope: 'account', fresh: true },
    status: 200,
    answer: PersonalTokens,
    refusals: [],
  },
  makeToken: {
    method: 'POST',
    path: '/api/tokens',
    group: 'Personal access tokens',
    summary: 'Make one',
    description: 'For a script or another service. The answer holds the token, and nothing later does.',
    needs: { scope: 'account', fresh: true, recentProof: true },
    body: NewPersonalToken,
    status: 201,
    answer: MadePersonalToken,
    refusals: ['too-many-tokens'],
  },
  revokeToken: {
    method: 'DELETE',
    path: '/api/tokens/{id}',
    group: 'Personal access tokens',
    summary: 'Revoke one',
    description: 'It opens nothing from then on.',
    needs: { scope: 'account', fresh: true },
    params: TokenId,
    status: 204,
    refusals: ['not-found'],
  },
} as const satisfies Record<string, Operation>

export type Operations = typeof operations

export type InputOf<One> = One extends { body: z.ZodType } ? z.output<One['body']> : undefined
export type QueryOf<One> = One extends { query: z.ZodType } ? z.output<One['query']> : undefined
export type ParamsOf<One> = One extends { params: z.ZodType } ? z.output<One['params']> : undefined
export type AnswerOf<One> = One extends { answer: z.ZodType } ? z.output<One['answer']> : undefined
