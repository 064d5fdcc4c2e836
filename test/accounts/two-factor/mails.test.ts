// The mails about second factors: their words in both versions, where they lead, and what can't be slipped into them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factorChangedMail } from '../../../src/accounts/two-factor/factor-changed.mail.ts'
import { recoveryCodeUsedMail } from '../../../src/accounts/two-factor/recovery-code-used.mail.ts'
import {
  factorsRemovedMail,
  removalAskedMail,
  removalDueMail,
} from '../../../src/accounts/two-factor/removal.mail.ts'
import type { Message } from '../../../src/mail/letter.ts'
import { attribute, elementsOf, named, textOf } from '../../html/document.ts'

const TOKEN = 'T'.repeat(43)
const DUE = new Date(Date.UTC(2026, 0, 2, 12))
const FACTS = { site: 'Tower', origin: 'https://tower.test', username: 'ada', token: TOKEN, dueAt: DUE }
type Facts = typeof FACTS

const CHANGES = {
  'authenticator-added': /^An authenticator app was set up for your account at Tower\.$/m,
  'step-on': /^Signing in with your password now asks for a passkey as well at Tower\.$/m,
  'step-off': /^The second step after your password was turned off at Tower\.$/m,
  'codes-made': /^New recovery codes were made, and the old ones no longer work at Tower\.$/m,
  'passkey-added': /^A passkey was added to your account at Tower\.$/m,
  'passkey-removed': /^A passkey was removed from your account at Tower\.$/m,
} as const

interface Case {
  write(facts: Facts): Message
  subject: RegExp
  sentences: readonly RegExp[]
  links: readonly string[]
}

const LETTERS: Record<string, Case> = {
  'a recovery code was used': {
    write: (facts) => recoveryCodeUsedMail({ ...facts, left: 3 }),
    subject: /^A recovery code of your account at Tower was used$/,
    sentences: [/with the password and one of your recovery codes/, /Codes left: 3\./, /If it was not you/],
    links: ['/two-factor'],
  },
  'the last recovery code was used': {
    write: (facts) => recoveryCodeUsedMail({ ...facts, left: 0 }),
    subject: /^A recovery code of your account at Tower was used$/,
    sentences: [/No code is left\. If that was you, make new ones/],
    links: ['/two-factor'],
  },
  'its owner asked for a removal': {
    write: (facts) => removalAskedMail({ ...facts, byOwner: true }),
    subject: /^Somebody wants to remove the second factor of your account at Tower$/,
    sentences: [
      /Somebody who knows the password of your account at Tower has asked/,
      /After Fri, 02 Jan 2026 12:00:00 GMT you get another mail with a link/,
      /If it was not you, keep the second factor by this link/,
    ],
    links: [`/two-factor/removal/stop?token=${TOKEN}`],
  },
  'somebody else began a removal': {
    write: (facts) => removalAskedMail({ ...facts, byOwner: false }),
    subject: /^Somebody wants to remove the second factor of your account at Tower$/,
    sentences: [/The people who run Tower have begun to remove the second factor of your account there/],
    links: [`/two-factor/removal/stop?token=${TOKEN}`],
  },
  'the wait is over': {
    write: removalDueMail,
    subject: /^You can now remove the second factor of your account at Tower$/,
    sentences: [/works for 7 days, together with your password/, /that calls it off/],
    links: [`/two-factor/removal?token=${TOKEN}`],
  },
  'the factors were removed': {
    write: factorsRemovedMail,
    subject: /^The second factor of your account at Tower was removed$/,
    sentences: [/Your password alone opens it now/, /tell the people who run Tower at once/],
    links: [],
  },
}

for (const [what, sentence] of Object.entries(CHANGES)) {
  LETTERS[`a change: ${what}`] = {
    write: (facts) => factorChangedMail({ ...facts, what: what as keyof typeof CHANGES }),
    subject: /^The way into your account at Tower has changed$/,
    sentences: [
      sentence,
      /If you did not do this, sign in and end all other sessions, or tell the people who run/,
    ],
    links: [],
  }
}

for (const [name, { write, subject, sentences, links }] of Object.entries(LETTERS)) {
  test(`${name}: the same words and links, plain and as HTML`, () => {
    const letter = write(FACTS)
    const elements = elementsOf(letter.html)
    const words = named(elements, 'p').map(textOf).join('\n')
    assert.match(letter.subject, subject)
    for (const version of [letter.text, words]) {
      assert.match(version, /^Hello ada,/)
      for (const sentence of sentences) assert.match(version, sentence)
    }
    const hrefs = links.map((path) => `https://tower.test${path}`)
    assert.deepEqual(letter.text.match(/\w+:\/\/\S+/g) ?? [], hrefs)
    assert.deepEqual(
      named(elements, 'a').map((link) => attribute(link, 'href')),
      hrefs,
    )
  })

  test(`V1.2.1 V1.3.11 ${name}: foreign values add no line, no markup and no link`, () => {
    const plain = write(FACTS)
    for (const username of ['a\r\nBcc: b@x.test', '<b>x</b>', 'prize.example', 'www.prize', 'http://prize']) {
      const { subject, text, html } = write({ ...FACTS, username, site: '<i>T</i>\r\nBcc: x\u202e' })
      assert.doesNotMatch(subject, /[\r\n\u202e]/)
      assert.equal(text.split('\n').length, plain.text.split('\n').length)
      assert.equal(elementsOf(html).length, elementsOf(plain.html).length)
      assert.deepEqual(html.match(/href="[^"]*"/g), plain.html.match(/href="[^"]*"/g))
      assert.ok(!/prize/.test(text + html))
    }
  })
}

test('nobody is told to send anything, and no mail names a code or a key', () => {
  for (const { write } of Object.values(LETTERS))
    assert.doesNotMatch(write(FACTS).text, /[A-Z2-7]{4}-[A-Z2-7]{4}|repl(y|ies)/)
})
