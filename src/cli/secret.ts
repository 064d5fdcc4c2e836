// `portcullis secret`: a new secret on standard output, and nothing else.
import { newToken } from '../crypto/token.ts'
import { print } from './output.ts'
import { DONE, type Result } from './result.ts'

/** 256 bits, as many as the keys derived from it have. */
const SECRET_BYTES = 32

export async function secret(): Promise<Result> {
  print(newToken(SECRET_BYTES))
  return DONE
}
