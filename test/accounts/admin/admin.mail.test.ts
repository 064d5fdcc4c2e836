// The notices of an administrator's acts, plain and HTML, word for word.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { restoredMail, suspendedMail } from '../../../src/accounts/admin/admin.mail.ts'

const origin = 'https://accounts.example.org'

test('a suspended account', () => {
  const { subject, text, html } = suspendedMail({ site: 'Portcullis', username: 'maren' })
  assert.equal(subject, 'Your account at Portcullis is suspended')
  assert.equal(
    text,
    [
      'Hello maren,',
      'Your account at Portcullis has been suspended by those who run the site. You are signed out everywhere, and nobody can sign in to it.',
      'Nothing in it was deleted. If you think that this is a mistake, please ask those who run the site.\n',
    ].join('\n\n'),
  )
  assert.match(html, /<p>Hello maren,<\/p>/)
  assert.match(html, /<p>Your account at Portcullis has been suspended/)
  assert.doesNotMatch(html + text, /http/)
})

test('a restored account', () => {
  const { subject, text, html } = restoredMail({ site: 'Portcullis', origin, username: 'maren' })
  assert.equal(subject, 'Your account at Portcullis is open again')
  assert.equal(
    text,
    [
      'Hello maren,',
      'Your account at Portcullis is no longer suspended. You can sign in again, with the same password as before:',
      'Sign in:\nhttps://accounts.example.org/login\n',
    ].join('\n\n'),
  )
  assert.match(html, /<a href="https:\/\/accounts\.example\.org\/login">Sign in<\/a>/)
})

test('V1.3.11 a name or a site’s name breaks out of neither version', () => {
  const odd = { site: 'A\r\nBcc: x@y.test <b>', origin, username: 'www.evil.example/<i>' }
  for (const { subject, text, html } of [suspendedMail(odd), restoredMail(odd)]) {
    assert.doesNotMatch(subject, /[\r\n]/)
    assert.match(text, /^Hello,\n/)
    assert.doesNotMatch(html, /<b>|<i>/)
  }
})
