// Writes docs/refusals.md from the table of refusals; test/shield/refusal.test.ts holds the page to it.
import { writeFileSync } from 'node:fs'
import { type RefusalCode, refusals } from '../src/shield/refusal.ts'

const PAGE = new URL('../docs/refusals.md', import.meta.url)

/** When each is given, for developers; the words in the table are for visitors. */
const WHEN: Readonly<Record<RefusalCode, string>> = {
  'bad-request': 'malformed JSON, bytes that are no UTF-8, and whatever 4xx has no entry of its own',
  'json-malformed': 'a body to the API that is no JSON, no UTF-8, or holds a member twice',
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
  'token-invalid':
    '`requireToken`, without a token or with one that is not good, whatever is wrong with it; and a refresh token that is used, ended or none of ours',
  'proof-needed':
    '`requireToken` with `recentProof` or `twoFactors`; the header `WWW-Authenticate` says which (RFC 9470)',
  'sign-in-refused':
    'signing in over the API with a name and a password that do not belong together, or to an account that may not',
  'code-refused': 'a wrong code at the second step of signing in over the API',
  'challenge-over': 'a second step for a sign-in that is over, or never began',
  'scope-missing': '`requireToken` with a `scope` that the token does not have',
  'too-many-tokens': 'making a personal access token over the API, with 50 of them there',
  'account-leaving': 'signing in over the API, with the right password, to an account whose owner has left',
  forbidden: '`requireRole`, or a handler that throws it, for somebody who is signed in and may not',
  'not-found': 'no route has this path',
  'link-invalid': 'the token of a mailed link is used, too old, replaced by a newer one, or none of ours',
  'link-mixed-up':
    'the form of a page that a mailed link led to, after another such link was opened in the same browser',
  'method-not-allowed': 'a route has this path, but not for this method; `Allow` names those it has',
  'too-slow': 'the request did not arrive within `server.requestTimeout`',
  'too-large': 'a body above `body.maxBytes`, more fields than `body.maxFields`, or an address too long',
  'file-missing': 'a form with files that holds none',
  'file-refused':
    'a file that is empty, of no kind that is taken, damaged, or two kinds at once; the words say which, in place of those here',
  'file-infected': 'the virus scanner found something',
  'too-many-files': 'more files in one request than `uploads.maxFiles`, or than the route takes',
  'file-too-large': 'a file above `uploads.maxFileSize`, or above what the route takes',
  'quota-full': 'a file for which `uploads.quota` or `uploads.maxPerAccount` leaves no room',
  'storage-full': 'a disk or database without room, for a file above all',
  'scanner-down': 'the virus scanner could not be asked, and `uploads.whenScannerIsDown` is `refuse`',
  'unsupported-type': 'a content type that the route does not read',
  'json-only': 'a body that is not JSON, or not in UTF-8, to the API',
  'invalid-input': "a route's schema refuses what was sent",
  'too-many-requests': 'a limit is used up; `Retry-After` says when to come back',
  'guesses-paused': 'signing in over the API, while guesses at the account are paused; with `Retry-After`',
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
