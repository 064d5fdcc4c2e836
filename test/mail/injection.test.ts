// V1.3.11 no name and no address adds a header, a recipient or a line: asserted on the bytes that a server got.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { simpleParser } from 'mailparser'
import { siteName, writeLetter } from '../../src/mail/letter.ts'
import type { SmtpOptions } from '../../src/mail/smtp.ts'
import { serverFor } from './scene.ts'
import { MAIL, sender } from './sender.ts'

const NAMES = [
  'A\r\nBcc: evil@x.test',
  'A\nBcc: evil@x.test',
  'A\rBcc: evil@x.test',
  'A\r\n\r\n<h1>body</h1>',
  'A\r\n.\r\nMAIL FROM:<evil@x.test>\r\nRCPT TO:<evil@x.test>\r\nDATA',
  'A\r\n Bcc: evil@x.test',
  'A\u2028Bcc: evil@x.test\u2029',
  'A\u0085Bcc: evil@x.test',
  'A\u000b\u000cBcc: evil@x.test',
  'A\0\r\nBcc: evil@x.test\0',
  'evil@x.test, b@x.test',
  'evil@x.test; b@x.test',
  '<evil@x.test>',
  'A <evil@x.test>',
  'A <evil@x.test>, B',
  '"A" <evil@x.test>, "',
  '"',
  '""',
  '\\',
  '\\"',
  'A" <evil@x.test>, "B',
  'A\\" <evil@x.test>, \\"B',
  'A\\',
  '(evil@x.test)',
  'group: evil@x.test, b@x.test;',
  'undisclosed-recipients:;',
  'A%0D%0ABcc: evil@x.test',
  'A%00%0a%0dBcc: evil@x.test',
  'A=0D=0ABcc: evil@x.test',
  '=?utf-8?Q?A=0D=0ABcc:_evil@x.test?=',
  '=?utf-8?B?QQ0KQmNjOiBldmlsQHgudGVzdA==?=',
  '=?utf-8?Q?=22?= <evil@x.test>',
  '=?utf-8?Q?evil=40x.test=2C?=',
  '=?us-ascii?q?=3Cevil=40x=2Etest=3E?= =?us-ascii?q?,?=',
  '=?utf-7?Q?+AA0ACg-Bcc:evil@x.test?=',
  '\u202emoc.live@live\u202c',
  '\uff1cevil＠x.test\uff1e\uff0c',
  '\ud800A\udfff',
  '\u{1f409}'.repeat(100),
  'é'.repeat(500),
  'A '.repeat(500),
  'x'.repeat(2_000),
  ` `.repeat(100),
  '',
]

interface Taken {
  head: string
  body: string
  raw: string
}

/** The header section as bytes, before anybody interprets it. */
function split(raw: string): Taken {
  const end = raw.indexOf('\r\n\r\n')
  return { head: raw.slice(0, end), body: raw.slice(end), raw }
}

const HEADERS = [
  'auto-submitted',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'subject',
  'to',
]

/** What holds of every mail, whoever chose the names in it. */
async function assertOneMail(raw: string, { to = MAIL.to, from = 'no-reply@tower.test' } = {}) {
  const { head } = split(raw)
  // A line of the head begins a header or goes on with one (RFC 5322 2.2.3); no other kind of line break, no control.
  assert.doesNotMatch(head.replaceAll('\r\n', ''), /[\p{Cc}\p{Zl}\p{Zp}\u0085]/u)
  const names = head
    .split('\r\n')
    .filter((line) => !/^[ \t]/.test(line))
    .map((line) => /^([A-Za-z-]+): ?/.exec(line)?.[1]?.toLowerCase() ?? `no header: ${line}`)
  assert.deepEqual(names.toSorted(), HEADERS)
  // RFC 5322 2.1.1: no line is longer than 998 characters.
  for (const line of raw.split('\r\n')) assert.ok(line.length <= 998)

  const parsed = await simpleParser(raw)
  const toField = parsed.to
  assert.ok(toField !== undefined && !Array.isArray(toField))
  assert.deepEqual(
    toField.value.map(({ address, group }) => [address, group]),
    [[to, undefined]],
  )
  assert.deepEqual(
    parsed.from?.value.map(({ address, group }) => [address, group]),
    [[from, undefined]],
  )
  assert.deepEqual([parsed.cc, parsed.bcc, parsed.replyTo], [undefined, undefined, undefined])
  assert.equal(parsed.attachments.length, 0)
  return parsed
}

/** As it may arrive: on one line, without what a line can't hold, cut at its length. */
const oneLine = (name: string, most: number) =>
  Array.from(
    name
      .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
      .replaceAll('=?', '= ?')
      .trim(),
  )
    .slice(0, most)
    .join('')
/** Readers fold runs of blanks and drop those at the ends. */
const blanks = (text: string | undefined) => (text ?? '').replace(/\s+/g, ' ').trim()

async function sent(t: Parameters<typeof serverFor>[0], options: Partial<SmtpOptions>, mail = MAIL) {
  const server = await serverFor(t)
  const delivery = await sender({ url: server.url, ...options })(mail)
  return { delivery, server }
}

const shown = (text: string) => JSON.stringify(text).slice(0, 60)

describe('V1.3.11 the site’s name', { concurrency: 8 }, () => {
  for (const name of NAMES) {
    test(shown(name), async (t) => {
      const { delivery, server } = await sent(t, { siteName: name })
      assert.deepEqual(delivery, { kind: 'sent' })
      assert.deepEqual(server.recipients, [MAIL.to])
      assert.deepEqual(server.mails[0]!.to, [MAIL.to])
      const parsed = await assertOneMail(server.mails[0]!.raw)
      // It arrives as written, so it was not read as anything but a name.
      const expected = oneLine(name, 64).replace(/^"(.*)"$/, '$1')
      assert.equal(blanks(parsed.from?.value[0]?.name), blanks(expected))
    })
  }
})

describe('V1.3.11 a user’s name, and the site’s, in a letter', { concurrency: 8 }, () => {
  for (const name of NAMES) {
    test(shown(name), async (t) => {
      const letter = writeLetter({
        subject: `News for ${name} at ${siteName(name)}`,
        username: name,
        body: ['A paragraph.', `Hello ${name}`, { label: name, href: 'https://tower.test/login' }],
      })
      const { delivery, server } = await sent(t, {}, { ...MAIL, ...letter })
      assert.deepEqual(delivery, { kind: 'sent' })
      assert.deepEqual(server.recipients, [MAIL.to])
      assert.equal(server.mails.length, 1)
      const parsed = await assertOneMail(server.mails[0]!.raw)
      assert.equal(blanks(parsed.subject), blanks(letter.subject))
      assert.match(parsed.text ?? '', /A paragraph\./)
      assert.doesNotMatch(parsed.html || '', /<h1>/)
    })
  }
})

describe('V1.3.11 the setting mail.from', { concurrency: 8 }, () => {
  for (const name of NAMES) {
    test(`${shown(name)} as the name`, async (t) => {
      let outcome: Awaited<ReturnType<typeof sent>>
      try {
        outcome = await sent(t, { from: `${name} <desk@tower.test>` })
      } catch (error) {
        assert.match((error as Error).message, /^mail\.from is neither/)
        return
      }
      assert.deepEqual(outcome.delivery, { kind: 'sent' })
      assert.equal(outcome.server.mails[0]!.from, 'desk@tower.test')
      await assertOneMail(outcome.server.mails[0]!.raw, { from: 'desk@tower.test' })
    })

    test(`${shown(name)} as the address`, async (t) => {
      for (const from of [name, `Desk <${name}>`, `${name}@tower.test`, `desk@${name}`]) {
        let outcome: Awaited<ReturnType<typeof sent>>
        try {
          outcome = await sent(t, { from })
        } catch (error) {
          assert.match((error as Error).message, /^mail\.from is neither/)
          continue
        }
        // Odd, and one address all the same: what the envelope says is what the header says.
        if (outcome.delivery.kind !== 'sent') continue
        const { from: envelope, raw } = outcome.server.mails[0]!
        await assertOneMail(raw, { from: envelope })
      }
    })
  }
})

describe('V1.3.11 the receiving address', { concurrency: 8 }, () => {
  // Of a longer one the tests' own parsers disagree on the domain.
  for (const name of NAMES.filter(({ length }) => length < 200)) {
    test(shown(name), async (t) => {
      for (const to of [name, `${name}@x.test`, `ada@${name}`, `ada@x.test${name}`, `${name}ada@x.test`]) {
        const { delivery, server } = await sent(t, {}, { ...MAIL, to })
        assert.ok(server.recipients.length <= 1, to)
        if (delivery.kind !== 'sent') {
          assert.deepEqual(server.mails, [], to)
          continue
        }
        const [only] = server.mails
        assert.equal(only!.to.length, 1, to)
        await assertOneMail(only!.raw, { to: only!.to[0]! })
      }
    })
  }

  for (const to of [
    'ada@x.test，evil@x.test',
    'ada＠x.test@y.test',
    'ada@x.test＠evil.test',
    'ada@x.test；evil@x.test',
    '＜ada@x.test＞',
    'ada\u00a0evil@x.test',
    'ada@x.test\u3000evil',
    '=?x?q?ada=40x.test=3e=00?=foo@evil.test',
    '=?utf-8?q?ada=2cevil?=@x.test',
    'a\u202eda@x.test',
    'ada@x\u2066.test',
  ]) {
    test(`${shown(to)} gets nothing, and the server isn’t asked`, async (t) => {
      const { delivery, server } = await sent(t, {}, { ...MAIL, to })
      assert.equal(delivery.kind, 'refused')
      assert.deepEqual(server.recipients, [])
    })
  }
})

test('V1.3.11 a text with SMTP in it stays a text', async (t) => {
  const text = 'a\r\n.\r\nMAIL FROM:<evil@x.test>\r\nRCPT TO:<evil@x.test>\r\nDATA\r\n\n.\n\r.\r\n..\r\nend'
  const { delivery, server } = await sent(t, {}, { ...MAIL, text, html: `<p>${text}</p>` })
  assert.deepEqual(delivery, { kind: 'sent' })
  assert.deepEqual(server.recipients, [MAIL.to])
  assert.equal(server.mails.length, 1)
  const parsed = await assertOneMail(server.mails[0]!.raw)
  assert.match(parsed.text ?? '', /RCPT TO:<evil@x\.test>[\s\S]*end/)
})
