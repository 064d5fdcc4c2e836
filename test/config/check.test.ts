// Checks of single values, by right and wrong examples.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  checkContact,
  checkDatabase,
  checkExpires,
  checkHost,
  checkLimits,
  checkMailFrom,
  checkOneLine,
  checkProxy,
  checkRangeEndpoint,
  checkSmtp,
} from '../../src/config/check.ts'

function judge(
  check: (text: string) => string | undefined,
  { right, wrong }: { right: string[]; wrong: string[] },
): void {
  for (const text of right) assert.equal(check(text), undefined, text)
  for (const text of wrong) assert.equal(typeof check(text), 'string', text)
}

test('one line has no control characters and a maximum of characters', () => {
  judge(checkOneLine(5), {
    right: ['a', 'Grüße', '👋👋👋👋👋'],
    wrong: ['a\nb', 'a\r', '\u0000', '\u2028', '\u0085', '\ud800', '123456'],
  })
})

test('a host is an address or a name', () => {
  judge(checkHost, {
    right: ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost', 'web.internal', 'my_service'],
    wrong: ['http://localhost', 'localhost:3000', '[::1]', 'a b', '-a', '*', '/run/socket', 'a\n'],
  })
})

test('a database is Postgres or SQLite', () => {
  judge(checkDatabase, {
    right: [
      'postgres://u:p@h/n',
      'postgresql://h/n',
      'postgres:///n?host=/run/postgresql',
      'sqlite:a.db',
      'sqlite:/srv/a.db',
      'sqlite::memory:',
    ],
    wrong: [
      'mysql://h/n',
      'sqlite:',
      'postgres:h',
      'portcullis.db',
      ':memory:',
      'postgres://h:99999/n',
      ' sqlite:a.db',
    ],
  })
})

test('proxies are a number, addresses, networks or the names of private ones; never everybody by a word', () => {
  judge(checkProxy, {
    right: [
      '1',
      '2',
      '99',
      '10.0.0.1',
      '10.0.0.0/8',
      '::1',
      'fc00::/7',
      '2001:db8::/32',
      'loopback',
      'linklocal',
      'uniquelocal',
      '0.0.0.0/0',
    ],
    wrong: [
      '0',
      '-1',
      '100',
      '01',
      'true',
      'all',
      '*',
      'proxy.internal',
      '10.0.0.0/33',
      '::/129',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      'fe80::1%eth0',
      '10.0.0',
      '1.5',
      '10.0.0.0/255.0.0.0',
    ],
  })
})

test('a contact is a mailto: or https: address', () => {
  judge(checkContact, {
    right: ['mailto:security@example.com', 'https://example.com/report'],
    wrong: [
      'security@example.com',
      'http://example.com',
      'mailto:',
      'mailto:a',
      'mailto:a@b\nExpires: x',
      'https://a b',
      'https://a\nb',
      'tel:+1',
    ],
  })
})

test('an expiry is an RFC 3339 date and time', () => {
  judge(checkExpires, {
    right: ['2030-01-31T00:00:00Z', '2030-01-31T00:00:00.5+02:00', '2030-01-31t00:00:00z'],
    wrong: [
      '2030-01-31',
      '2030-13-31T00:00:00Z',
      'tomorrow',
      '2030',
      '2030-01-31 00:00:00Z',
      '2030-01-31T00:00:00',
      '2030-01-31T25:00:00Z',
    ],
  })
})

test('the breach service is https, or http on this machine', () => {
  judge(checkRangeEndpoint, {
    right: ['https://api.pwnedpasswords.com/range/', 'http://127.0.0.1:8080/range/', 'http://localhost/'],
    wrong: [
      'http://example.com/range/',
      'https://u:p@example.com/',
      'https://example.com/?x=',
      'https://example.com/#a',
      'ftp://example.com/',
      'example.com',
    ],
  })
})

test('a mail server is smtp: or smtps: with a host', () => {
  judge(checkSmtp, {
    right: ['smtp://127.0.0.1:1025', 'smtps://u:p@mail.example.com:465', 'smtp://[::1]:25'],
    wrong: ['mail.example.com', 'smtp:', 'smtp://', 'https://mail.example.com', 'smtp://h:99999'],
  })
})

test('a sender is one address, with or without a name, on one line', () => {
  judge(checkMailFrom, {
    right: ['no-reply@example.com', 'Example <no-reply@example.com>', '<a@b>', 'Grüße & Co. <a@example.com>'],
    wrong: [
      'example.com',
      'a@',
      '@b',
      'a@b, c@d',
      'A <a@b>, B <c@d>',
      'A <a@b',
      'a@b\r\nBcc: c@d',
      'A\n<a@b>',
      'A <a b@c>',
      'a b@c',
    ],
  })
})

test('limits follow the grammar, and an amount of 0 is refused', () => {
  judge(checkLimits, {
    right: [
      '5 per minute',
      '5/minute',
      '300 per minute; 5000 per hour',
      '1 per 2 hours',
      '200 per day, 50 per hour',
    ],
    wrong: [
      '5',
      'per minute',
      '5 per fortnight',
      '5 per minute;',
      '0 per minute',
      '5 per minute; 0 per day',
      '-1 per minute',
      '5 pr minute',
    ],
  })
  assert.match(checkLimits('5 per week')!, /did you mean 7 days/)
  assert.match(checkLimits('0 per day')!, /limits\.enabled/)
})
