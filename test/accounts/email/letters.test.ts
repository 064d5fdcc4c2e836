// What the mails about addresses and registrations say, plain and HTML, and what they keep to themselves.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressWantedMail } from '../../../src/accounts/email/address-wanted.mail.ts'
import { changeMail } from '../../../src/accounts/email/change.mail.ts'
import { changedMail } from '../../../src/accounts/email/changed.mail.ts'
import { undoneMail } from '../../../src/accounts/email/undone.mail.ts'
import { verifyMail } from '../../../src/accounts/email/verify.mail.ts'
import { attemptMail } from '../../../src/accounts/signup/attempt.mail.ts'
import { confirmSignupMail } from '../../../src/accounts/signup/confirm-signup.mail.ts'
import { welcomeMail } from '../../../src/accounts/signup/welcome.mail.ts'
import { attribute, elementsOf, named, textOf } from '../../html/document.ts'

const FACTS = {
  site: 'Tower',
  origin: 'https://tower.test',
  username: 'ada',
  token: 'a-token',
  lifetime: '1 day',
  at: new Date(Date.UTC(2026, 0, 1, 12)),
  address: '192.0.2.1',
}

/** Subject, a sentence that must be there, and where its links lead. */
const LETTERS = {
  verify: [
    verifyMail,
    /confirm your e-mail address/,
    /within 1 day/,
    ['/email/verify?token=a-token', '/password/forgot'],
  ],
  change: [
    changeMail,
    /confirm your new e-mail address/,
    /within 1 day/,
    ['/email/change/confirm?token=a-token'],
  ],
  changed: [
    changedMail,
    /was changed/,
    /Thu, 01 Jan 2026 12:00:00 GMT\. From the address: 192\.0\.2\.1/,
    ['/email/undo?token=a-token'],
  ],
  undone: [undoneMail, /is back/, /the old password opens nothing/, ['/password/reset?token=a-token']],
  wanted: [addressWantedMail, /wanted to use your e-mail address/, /nothing was changed/, []],
  welcome: [
    welcomeMail,
    /^Welcome to Tower/,
    /somebody typed your address by mistake/,
    ['/email/verify?token=a-token'],
  ],
  confirmSignup: [
    confirmSignupMail,
    /confirm your registration/,
    /there will be no account/,
    ['/register/confirm?token=a-token'],
  ],
  attempt: [attemptMail, /already have an account/, /nothing was changed/, ['/login', '/password/forgot']],
} as const

for (const [name, [write, subject, sentence, paths]] of Object.entries(LETTERS)) {
  test(`${name}: the same words and links, plain and as HTML`, () => {
    const letter = write(FACTS)
    const elements = elementsOf(letter.html)
    const words = elements.filter(({ tagName }) => tagName === 'p').map(textOf)
    assert.match(letter.subject, subject)
    for (const version of [letter.text, words.join('\n')]) {
      assert.match(version, /^Hello ada,/)
      assert.match(version, sentence)
    }
    const hrefs = paths.map((path) => `https://tower.test${path}`)
    assert.deepEqual(letter.text.match(/\w+:\/\/\S+/g) ?? [], hrefs)
    assert.deepEqual(
      named(elements, 'a').map((link) => attribute(link, 'href')),
      hrefs,
    )
  })

  test(`V1.2.1 V1.3.11 ${name}: a name chosen by a stranger adds no line, no markup and no link`, () => {
    for (const username of [
      'a\r\nBcc: b@x.test',
      '<b>x</b>',
      'prize.example',
      'http://prize',
      'a, b <c@x.test>',
    ]) {
      const { subject, text, html } = write({ ...FACTS, username, site: 'To\r\nBcc: x' })
      const plain = write(FACTS)
      assert.doesNotMatch(subject, /[\r\n]/)
      assert.equal(text.split('\n').length, plain.text.split('\n').length)
      assert.equal(elementsOf(html).length, elementsOf(plain.html).length)
      assert.deepEqual(html.match(/href="[^"]*"/g), plain.html.match(/href="[^"]*"/g))
    }
  })
}

test('an unknown client address is called so', () => {
  assert.match(changedMail({ ...FACTS, address: '' }).text, /From the address: unknown\./)
})
