// The tokens of a sign-in or a refresh, as answers have them.
import type { z } from 'zod'
import type { Tokens as TokensAnswer } from './schemas.ts'
import type { Tokens } from './sessions.ts'

export function answerOf({ accessToken, refreshToken, expiresIn }: Tokens): z.output<typeof TokensAnswer> {
  return { tokenType: 'Bearer', accessToken, expiresIn, refreshToken }
}
