// The key that signs sessions stands in the source, so whoever can read that can sign in as anybody.
import type { ConfigValue, Facts } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'

const KEYS = ['SECRET_KEY', 'WTF_CSRF_SECRET_KEY', 'SECURITY_PASSWORD_SALT']

export const rule: Rule = {
  id: 'FL101',
  name: 'secret-key',
  title: 'Secret key in the source',
  severity: 'high',
  confidence: 'high',
  cwe: 798,
  point: 1,
  cure: 'Portcullis takes its secret from the environment, and production refuses a missing, short or well-known one.',
  check: secretKey,
}

function* secretKey({ config }: Facts): Iterable<Report> {
  for (const key of KEYS) {
    const value = config.get(key)
    if (value === undefined || !isLiteralKey(value)) continue
    // `from_mapping(SECRET_KEY='dev')` and then a file of the server's own: it may be replaced, if that file is there.
    const mayBeReplaced = config.elsewhere.length > 0
    yield {
      at: value.at,
      message: `\`${key}\` is a text in the source${mayBeReplaced ? ', and stays in force where nothing replaces it' : ''}.`,
      confidence: mayBeReplaced ? 'medium' : 'high',
      related: config.elsewhere,
    }
  }
}

/** An empty key is none: Flask then refuses to open a session. */
function isLiteralKey({ how, literal }: ConfigValue): boolean {
  return how === 'literal' && typeof literal === 'string' && literal !== ''
}
