// The mails about passwords: their words in both versions, where they lead, and what can't be slipped into them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passwordChangedMail } from '../../../src/accounts/password/password-changed.mail.ts'
import { resetAfterDisowningMail, resetLinkMail } from '../../../src/accounts/password/reset-link.mail.ts'

const TOKEN = 'T'.repeat(43)
const FACTS = {
  site: 'Tower',
  origin: 'https://tower.test',
  username: 'ada',
  token: TOKEN,
  lifetime: 1_800,
}
const LINK = `https://tower.test/password/reset?token=${TOKEN}`

for (const write of [resetLinkMail, resetAfterDisowningMail]) {
  test(`${write.name} greets, leads to the one page, and tells how long and how often`, () => {
    const { subject, text, html } = write(FACTS)
    assert.equal(subject, 'Choose a new password for Tower')
    assert.match(text, /^Hello ada,\n\n/)
    assert.deepEqual(text.match(/https?:\S+/g), [LINK])
    assert.deepEqual(html.match(/href="[^"]+"/g), [`href="${LINK}"`])
    for (const version of [text, html]) {
      assert.match(version, /within 30 minutes/)
      assert.match(version, /works once, and the newest one alone/)
    }
  })
}

test('how long is rounded down', () => {
  const within = (lifetime: number) => /within ([\w ]+)/.exec(resetLinkMail({ ...FACTS, lifetime }).text)?.[1]
  assert.deepEqual([300, 359, 3_600, 7_199, 7_200, 10_799, 86_400].map(within), [
    '5 minutes',
    '5 minutes',
    '60 minutes',
    '119 minutes',
    '2 hours',
    '2 hours',
    '24 hours',
  ])
})

test('whoever did not ask is told that nothing changes; whoever disowned a sign-in, what did', () => {
  assert.match(resetLinkMail(FACTS).text, /you need not do anything: your password stays as it is/)
  assert.match(resetAfterDisowningMail(FACTS).text, /Everybody was signed out, and the old password opens/)
})

test('the notice of a changed password holds no link, since forged copies of it do', () => {
  const { subject, text, html } = passwordChangedMail(FACTS)
  assert.equal(subject, 'Your password at Tower was changed')
  for (const version of [text, html]) assert.match(version, /was changed, and whoever was signed in/)
  assert.doesNotMatch(text + html, /https?:|<a /)
})

for (const write of [resetLinkMail, resetAfterDisowningMail, passwordChangedMail]) {
  test(`V1.2.1 V1.3.11 ${write.name} keeps foreign values text, on one line, and no link`, () => {
    const site = '<img src=x>\r\nBcc: b@x.test\u202e'
    const { subject, text, html } = write({ ...FACTS, site, username: 'www.prize.example' })
    assert.doesNotMatch(subject, /[\r\n\u202e]/)
    assert.match(text, /^Hello,\n/)
    assert.doesNotMatch(html, /<img/)
    assert.ok(!text.includes('prize') && !html.includes('prize'))
  })
}
