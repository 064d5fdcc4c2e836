// Writes docs/refusals.md from the table of refusals; test/shield/refusal.test.ts holds the page to it.
import { writeFileSync } from 'node:fs'
import { type RefusalCode, refusals } from '../src/shield/refusal.ts'

const PAGE = new URL('../docs/refusals.md', import.meta.url)

/** When each is given, for developers; the words in the table are for visitors. */
const WHEN: Readonly<Record<RefusalCode, string>> = {
  'bad-request': 'malformed JSON, bytes that are no UTF-8, and whatever 4xx has no entry of its own',
  'csrf-cookie-missing': 'an unsafe request without a cookie to which a token could belong',
  'csrf-token-missing': 'an unsafe request without `csrf_token` or `X-CSRFToken`',
  'csrf-token-invalid': 'a token of another session, from before sign-in or sign-out, or no token at all',
  'cross-site': '`Sec-Fetch-Site` or `Origin` names another origin, or another site embeds an answer',
  'sign-in-needed': '`requireUser`, without a session; a browser is led to the sign-in page instead (303)',
  'device-not-proven':
    '`requireUser`, when a link on another site led to a page before the browser proved its device (`session.bound`); the page loads again by itself',
  'confirmation-needed':
    '`requireRecentProof`, when the last proof is older than `confirm.maxAge`; a browser is led to `/confirm` and on',
  'email-unverified':
    '`requireVerifiedEmail`, unless `email.verification` is `optional`; a browser is led to `/email/verify` instead (303)',
  'second-factor-needed':
    '`requireTwoFactors`, and `/admin` with `admin.secondFactor`: for a session that was opened with a password alone, or on a remembered device',
  'second-factor-setup':
    'any route but those marked `whileEnrolling`, for somebody from whom `secondFactor.policy` asks for one; a browser is led to `/two-factor/needed` instead (303)',
  forbidden: '`requireRole`, or a handler that throws it, for somebody who is signed in and may not',
  'not-found': 'no route has this path',
  'link-invalid': 'the token of a mailed link is used, too old, replaced by a newer one, or none of ours',
  'method-not-allowed': 'a route has this path, but not for this method; `Allow` names those it has',
  'too-slow': 'the request did not arrive within `server.requestTimeout`',
  'too-large': 'a body above `body.maxBytes`, more fields than `body.maxFields`, or an address too long',
  'unsupported-type': 'a content type that the route does not read',
  'invalid-input': "a route's schema refuses what was sent",
  'too-many-requests': 'a limit is used up; `Retry-After` says when to come back',
  'headers-too-large': 'all headers together are too large',
  'server-error': 'an error that nobody foresaw; the log has its stack under the request id',
  busy: 'the queue for password hashing is full, or the database is in use or away; with `Retry-After`',
}

const INTRODUCTION = `# Refusals

<!-- Made by \`node scripts/refusals-doc.ts\` from src/shield/refusal.ts. Don't edit it here. -->

Every answer that says no is an entry of one table. A browser gets a page with the title, the words and a request id that stands in
the log; a program that asks for JSON, or sends it, gets problem details (RFC 9457):

\`\`\`json
{
  "type": "about:blank",
  "title": "Too many requests",
  "status": 429,
  "detail": "There were more requests from your address than this page allows. Please wait a little.",
  "code": "too-many-requests",
  "requestId": "5a7b7c2e-…",
  "retryAfter": 12
}
\`\`\`

\`code\` stays the same from version to version; title and detail may be put better. No refusal quotes what was sent, and none tells a
stack or a version. A host's own handler throws them too: \`throw new Refusal('forbidden')\`.

| code | status | when | title | words |
| --- | --- | --- | --- | --- |
`

/** The whole page as Markdown. */
export function refusalsPage(): string {
  const rows = (Object.keys(refusals) as RefusalCode[]).map((code) => {
    const { status, title, words } = refusals[code]
    return `| \`${code}\` | ${status} | ${WHEN[code]} | ${title} | ${words} |\n`
  })
  return INTRODUCTION + rows.join('')
}

if (import.meta.main) writeFileSync(PAGE, refusalsPage())
