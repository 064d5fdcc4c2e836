// Every answer that says no: one table of code, status and words. docs/refusals.md is held to it by a test.

interface RefusalEntry {
  status: number
  title: string
  words: string
}

export const refusals = {
  'bad-request': {
    status: 400,
    title: 'This request could not be read',
    words: 'Something in the request was malformed. Go back, reload the page and try again.',
  },
  'json-malformed': {
    status: 400,
    title: 'The body is not the JSON that is taken here',
    words: 'It could not be read as JSON in UTF-8, or an object in it names a member twice.',
  },
  'csrf-cookie-missing': {
    status: 400,
    title: 'Your browser did not send our cookie',
    words:
      'This form works only together with a cookie that we set when the page was opened. Allow cookies for this site, and open it at the address it is meant for, then send the form again.',
  },
  'csrf-token-missing': {
    status: 400,
    title: 'The form came without its security token',
    words: 'Every form of this site carries a hidden token. Please send it again from this page.',
  },
  'csrf-token-invalid': {
    status: 400,
    title: 'This form is out of date',
    words:
      'You have signed in or out since the page was opened, perhaps in another tab, or pressed the button twice. What you sent just now was not carried out; what you sent before may have been. Please check what you typed and send it again.',
  },
  'cross-site': {
    status: 403,
    title: 'This request came from another site',
    words: 'For your safety it was not carried out. If you meant to do this, do it from our own pages.',
  },
  'sign-in-needed': {
    status: 401,
    title: 'Please sign in first',
    words: 'This page is only for people who are signed in.',
  },
  'device-not-proven': {
    status: 401,
    title: 'One moment, please',
    words:
      'Your browser shows that it is the one that signed in, and this page opens by itself. If it does not, press the button.',
  },
  'confirmation-needed': {
    status: 401,
    title: 'Please confirm that it is you',
    words: 'It has been a while since you signed in. This needs your password once more.',
  },
  'email-unverified': {
    status: 403,
    title: 'Please confirm your e-mail address first',
    words:
      'This is only for people whose address is confirmed. We have mailed you a link, and can send it again.',
  },
  'second-factor-needed': {
    status: 403,
    title: 'This needs a second factor',
    words:
      'You have signed in with a password alone. Set up a second factor, sign in with it, and come back.',
  },
  'second-factor-setup': {
    status: 403,
    title: 'Please set up a second factor first',
    words: 'This site asks for one. Everything else opens as soon as it is there.',
  },
  'token-invalid': {
    status: 401,
    title: 'This needs a token that is good',
    words: 'It is missing, malformed or too old, or it was ended. Get a new one and try again.',
  },
  'proof-needed': {
    status: 401,
    title: 'This needs a sign-in once more',
    words:
      'The sign-in behind this token was too long ago, or proved too little. Sign in again, then try again.',
  },
  'sign-in-refused': {
    status: 401,
    title: 'That name and password do not belong together',
    words: 'Nobody is signed in. Please check both.',
  },
  'code-refused': {
    status: 401,
    title: 'That code was not right',
    words: 'Or it was used already. Codes of the app change every 30 seconds.',
  },
  'challenge-over': {
    status: 401,
    title: 'Please sign in from the start',
    words: 'The second step took too long, or there were too many tries.',
  },
  'scope-missing': {
    status: 403,
    title: 'This token may not do that',
    words: 'It was made for less. Use one with the scope that is asked for.',
  },
  'too-many-tokens': {
    status: 409,
    title: 'There are as many tokens as an account may have',
    words: 'Revoke one to make another.',
  },
  'account-leaving': {
    status: 403,
    title: 'This account is about to be deleted',
    words: 'Its owner can come back until then, on the page on which people sign in.',
  },
  forbidden: {
    status: 403,
    title: 'This is not yours to open',
    words: 'You are signed in, but this page belongs to somebody else or to another role.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such page',
    words: 'The address may be mistyped, or the page has gone.',
  },
  'link-invalid': {
    status: 410,
    title: 'This link does not work any more',
    words: 'It was used already, is too old, or a newer one has taken its place.',
  },
  'link-mixed-up': {
    status: 409,
    title: 'Another link was opened in this browser meanwhile',
    words:
      'Nothing was changed. Please open the link that you mean once more, from its mail, and press the button there.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'That does not work here',
    words: 'The page exists, but not for this kind of request.',
  },
  'too-slow': {
    status: 408,
    title: 'The request took too long to arrive',
    words: 'Please try again.',
  },
  'too-large': {
    status: 413,
    title: 'That is too much at once',
    words: 'What was sent is larger than this page accepts. Nothing was changed.',
  },
  'file-missing': {
    status: 422,
    title: 'No file came along',
    words: 'Please choose a file first.',
  },
  'file-refused': {
    status: 422,
    title: 'This file is not taken here',
    words: 'Please check what kind of file it is. Nothing of it was kept.',
  },
  'file-infected': {
    status: 422,
    title: 'A virus was found in this file',
    words: 'Nothing of it was kept. Please have the device it comes from checked.',
  },
  'too-many-files': {
    status: 413,
    title: 'Those are too many files at once',
    words: 'Please send fewer at a time. Nothing was kept.',
  },
  'file-too-large': {
    status: 413,
    title: 'A file is too large',
    words: 'It is larger than this page accepts. Nothing was kept.',
  },
  'quota-full': {
    status: 409,
    title: 'There is no room left for this',
    words: 'The account keeps as much as it may. Delete something to make room. Nothing was kept.',
  },
  'storage-full': {
    status: 507,
    title: 'The server has no room for this',
    words: 'Its disk is full, which is no fault of yours. Nothing was kept. Please try again later.',
  },
  'scanner-down': {
    status: 503,
    title: 'Files can’t be taken at the moment',
    words: 'The virus scanner does not answer, and nothing is kept without it. Please try again later.',
  },
  'unsupported-type': {
    status: 415,
    title: 'That kind of content is not accepted here',
    words: 'This page takes ordinary form posts.',
  },
  'json-only': {
    status: 415,
    title: 'Only JSON is accepted here',
    words: 'Send `application/json` in UTF-8.',
  },
  'invalid-input': {
    status: 422,
    title: 'Something in the form is not right',
    words: 'Please check the fields and send it again.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    words: 'There were more requests from your address than this page allows. Please wait a little.',
  },
  'guesses-paused': {
    status: 429,
    title: 'There were too many wrong tries',
    words: 'Signing in to this account waits a while. Please try again later.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The request’s headers are too large',
    words: 'Clear the cookies of this site and try again.',
  },
  'server-error': {
    status: 500,
    title: 'Something went wrong on our side',
    words: 'It has been noted. Please try again in a moment.',
  },
  busy: {
    status: 503,
    title: 'The site is busy',
    words: 'Please try again in a few seconds. Nothing was changed.',
  },
} as const satisfies Record<string, RefusalEntry>

export type RefusalCode = keyof typeof refusals

export interface RefusalExtras {
  /** Seconds until it is worth trying again. */
  retryAfter?: number
  /** Methods the path does have, for 405. */
  allow?: string
  /** Whether the form that was sent may be given back filled in (never to another site's request). */
  giveBack?: boolean
  /** `WWW-Authenticate`, where it is not that of the pages. */
  challenge?: string
  /** What exactly was wrong, in words of ours, in place of those of the table. */
  words?: string
  /** What is wrong where, for programs: a JSON pointer into what was sent, and words of ours (RFC 9457 3). */
  errors?: readonly { pointer: string; detail: string }[]
}

/** Thrown to end a request with an entry of the table. It never carries foreign input. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly extras: RefusalExtras
  readonly statusCode: number

  constructor(code: RefusalCode, extras: RefusalExtras = {}) {
    super(refusals[code].title)
    this.name = 'Refusal'
    this.code = code
    this.extras = extras
    this.statusCode = refusals[code].status
  }
}
