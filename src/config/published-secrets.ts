// Secrets that anyone can read somewhere: in tutorials, READMEs, default configurations and cracking lists.

/**
 * Compared without case and punctuation, also repeated or with a little added. The first two stand in the tutorial
 * this project began with; the long ones pass every check of length and variety, which is why they are listed.
 */
export const publishedSecrets: readonly string[] = [
  'a-very-secret-key',
  'generate-a-strong-secret-key',
  // Words that stand for a secret in examples everywhere.
  ...[
    'admin',
    'change-it',
    'change-me',
    'change-this',
    'changeit',
    'changeme',
    'default',
    'dev',
    'development',
    'example',
  ],
  ...[
    'foobar',
    'insecure',
    'jwt_secret',
    'key',
    'letmein',
    'my-secret',
    'my-secret-key',
    'not-so-secret',
    'pass',
    'passw0rd',
  ],
  ...[
    'password',
    'please-change-me',
    'placeholder',
    'private-key',
    'production',
    'qwerty',
    'replace-me',
    'replace-this',
  ],
  ...[
    's3cr3t',
    'secret',
    'secret-key',
    'secretkey',
    'session-secret',
    'super-secret',
    'super-secret-key',
    'temporary_key',
  ],
  ...[
    'test',
    'top-secret',
    'very-secret',
    'xxx',
    'your-secret',
    'your-secret-here',
    'your-secret-key',
    'your-secret-key-here',
  ],
  ...[
    'generate-a-secure-random-string',
    'this-is-a-secret',
    'thisisasecret',
    'thisshouldbechanged',
    'use-a-long-random-string',
  ],
  // Keyboard rows and counting.
  ...[
    'qwertyuiopasdfghjklzxcvbnm',
    'qwertyuiop',
    'asdfghjkl',
    'zxcvbnm',
    'qazwsxedcrfvtgbyhnujmikolp',
    '1qaz2wsx3edc4rfv',
  ],
  ...[
    'abcdefghijklmnopqrstuvwxyz',
    '0123456789abcdef',
    '1234567890',
    '0123456789',
    'deadbeef',
    'cafebabe',
    'correct horse battery staple',
  ],
  // express-session, jsonwebtoken, jwt.io (before and now)
  ...[
    'keyboard cat',
    'shhhhh',
    'shhhhhhared-secret',
    'your-256-bit-secret',
    'your-384-bit-secret',
    'your-512-bit-secret',
  ],
  'a-string-secret-at-least-256-bits-long',
  // @fastify/session, @fastify/secure-session, iron-session
  'a secret with minimum length of 32 characters',
  'averylogphrasebiggerthanthirtytwochars',
  'complex_password_at_least_32_characters_long',
  // Better Auth, Supabase, Ory Kratos
  'better-auth-secret-12345678901234567890',
  'super-secret-jwt-token-with-at-least-32-characters-long',
  'PLEASE-CHANGE-ME-I-AM-VERY-INSECURE',
  '32-LONG-SECRET-NOT-SECURE-AT-ALL',
  // Flask's and FastAPI's documentation
  '192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf',
  '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
  // Superset, Redash, Symfony, CakePHP
  'CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET',
  'thisISaSECRET_1234',
  'YOUR_OWN_RANDOM_GENERATED_SECRET_KEY',
  'c292a0a3aa32397cdb050e233733900f',
  'ThisTokenIsNotSoSecretChangeIt',
  'DYhG93b0qyJfIxfs2guVoUubWwvniR2G0FgaC9mi',
  // The mark Django puts before each key it makes for development
  'django-insecure',
]
