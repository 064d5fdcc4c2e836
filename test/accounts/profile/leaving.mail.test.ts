// What the mails about leaving say, as text and as HTML.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cameBackMail, leavingMail } from '../../../src/accounts/profile/leaving.mail.ts'

const SITE = { site: 'Notes & <Co>', origin: 'https://notes.test', username: 'alice' }
const TOKEN = 'A'.repeat(43)
const leaving = (more = {}) =>
  leavingMail({ ...SITE, token: TOKEN, deletesAt: new Date(Date.UTC(2026, 0, 15, 12)), ...more })

test('leaving: until when, how to come back, and what to do if it was somebody else', () => {
  const mail = leaving()
  assert.equal(mail.subject, 'Your account at Notes & <Co> will be deleted')
  assert.equal(
    mail.text,
    `Hello alice,

As you asked, your account at Notes & <Co> will be deleted on Thu, 15 Jan 2026 12:00:00 GMT. Until then nobody can sign in to it. Afterwards nothing of it can be brought back.

If you want to keep it, or if you did not ask for this, come back here before then:

Keep my account:
https://notes.test/profile/return?token=${TOKEN}

If you did not ask for this, somebody knows your password: choose a new one as soon as you are back.
`,
  )
  assert.match(
    mail.html,
    new RegExp(`<a href="https://notes\\.test/profile/return\\?token=${TOKEN}">Keep my account</a>`),
  )
  assert.match(mail.html, /Notes &amp; &lt;Co&gt;/)
})

test('back: nothing to do, or a new password; no token in it', () => {
  const mail = cameBackMail(SITE)
  assert.equal(mail.subject, 'Your account at Notes & <Co> stays')
  assert.match(mail.text, /was called back, and works as before\./)
  assert.match(mail.text, /https:\/\/notes\.test\/password\/forgot\n/)
  assert.match(mail.html, /<a href="https:\/\/notes\.test\/password\/forgot">Choose a new password<\/a>/)
  assert.doesNotMatch(`${mail.text}${mail.html}`, /token/)
})

test('a name that could become a link, and one with a line break, put nothing of theirs into a mail', () => {
  for (const username of ['evil.example', 'a\r\nBcc: x@y.test', 'www.x']) {
    const mail = leaving({ username, site: 'Notes\r\nBcc: x@y.test' })
    assert.doesNotMatch(mail.text, /evil\.example|^Bcc|www\.x/m)
    assert.doesNotMatch(mail.subject, /[\r\n]/)
  }
})
