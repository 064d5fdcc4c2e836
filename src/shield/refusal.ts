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
      'You have signed in or out since the page was opened, perhaps in another tab. Nothing was changed. Please check what you typed and send it again.',
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
  'unsupported-type': {
    status: 415,
    title: 'That kind of content is not accepted here',
    words: 'This page takes ordinary form posts.',
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
