// User names: one person's name is one name, and nobody else's looks like it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { normalizeUsername, usernameKey } from '../../src/accounts/username.ts'
import { processorTime } from '../processor-time.ts'

const rules = { minLength: 3, maxLength: 64, reserved: ['admin', 'info', 'Support', 'webmaster'] }
const read = (input: string) => normalizeUsername(input, rules)

function accepted(input: string) {
  const name = read(input)
  assert.equal(name.kind, 'ok', `${JSON.stringify(input)}: ${name.kind === 'invalid' ? name.problem : ''}`)
  return name as Extract<typeof name, { kind: 'ok' }>
}

function refused(input: string, why = /./) {
  const name = read(input)
  assert.ok(name.kind === 'invalid', `${JSON.stringify(input)} was accepted`)
  assert.match(name.problem, why)
}

describe('defect 27: the 13 variants of one name', () => {
  test('Alice and fullwidth ａｌｉｃｅ are alice', () => {
    const alice = accepted('alice')
    for (const variant of ['Alice', 'ALICE', '\uff41\uff4c\uff49\uff43\uff45', '\uff21lice']) {
      assert.equal(accepted(variant).key, alice.key)
    }
    assert.equal(accepted('Alice').display, 'Alice')
  })

  const refusedVariants = {
    'space behind': 'alice ',
    'space before': ' alice',
    'NUL behind': 'alice\0',
    'zero-width space': 'ali\u200bce',
    'zero-width joiner': 'ali\u200dce',
    'Cyrillic а': '\u0430lice',
    'right-to-left override': '\u202ealice',
    'line break behind': 'alice\n',
    'spaces alone': '   ',
    markup: '<script>alert(1)</script>',
    'CR LF and a header': 'alice\r\nSet-Cookie: a=b',
    'CR LF behind': 'alice\r\n',
  }
  for (const [name, variant] of Object.entries(refusedVariants)) {
    test(`${name} is refused`, () => refused(variant))
  }
})

test('defect 28: café typed with one or with two code points is one name', () => {
  const [composed, decomposed] = [accepted('caf\u00e9'), accepted('cafe\u0301')]
  assert.deepEqual(composed, decomposed)
  assert.equal(usernameKey('CAFE\u0301'), composed.key)
})

describe('defect 29: length', () => {
  test('is counted in characters, from the minimum to the maximum', () => {
    refused('al', /3 to 64 characters/)
    accepted('bob')
    accepted('x'.repeat(64))
    refused('x'.repeat(65), /3 to 64/)
    accepted('\u{20000}'.repeat(64))
    refused('\u{20000}'.repeat(65), /3 to 64/)
    accepted('e\u0301'.repeat(64))
    refused('é'.repeat(65))
    // 18 letters in one character: what counts is what is stored.
    refused('\ufdfa'.repeat(5))
  })

  test('a megabyte is refused before anything else looks at it', () => {
    const huge = [
      'x'.repeat(1e6),
      'e\u0301'.repeat(5e5),
      '\u0345'.repeat(1e6),
      'i\u0307'.repeat(5e5),
      '\ufdfa'.repeat(1e6),
    ]
    let answers: unknown[][] = []
    const spent = processorTime(() => {
      answers = huge.map((input) => [normalizeUsername(input, rules).kind, usernameKey(input)])
    })
    assert.equal(answers.length, huge.length)
    for (const answer of answers) assert.deepEqual(answer, ['invalid', undefined])
    assert.ok(spent < 20, `${spent} ms`)
  })

  test('the longest allowed input of the worst kinds takes no time either', () => {
    const units = ['\u0301', 'a\u0301', '\ufdfa', '\u0345', 'i\u0307', '.', '1', '\u200d', '\ud800', '\u1f82']
    const spent = processorTime(() => {
      for (const unit of units) read(unit.repeat(256 / unit.length))
    })
    assert.ok(spent < 200, `${spent} ms`)
  })
})

describe('RFC 8265 UsernameCaseMapped', () => {
  test('the valid names of RFC 8265 3.5 that meet our length', () => {
    assert.equal(accepted('fussball').key, 'fussball')
    // Full case folding goes further than the RFC's lower case: these two would be two people there.
    assert.equal(accepted('fu\u00dfball').key, 'fussball')
    assert.equal(accepted('\u03c0\u03c0\u03c0').key, 'πππ')
    assert.equal(accepted('\u03a3\u03a3\u03a3').key, 'σσσ')
    assert.equal(accepted('\u03c3\u03c3\u03c2').key, 'σσσ')
  })

  test('its invalid ones', () => {
    refused('foo bar', /letters and digits/)
    refused('')
    refused('\u265a\u265a\u265a', /letters and digits/)
    // U+2163 has a compatibility form, which the RFC refuses; NFKC comes first here and makes it plain letters.
    assert.equal(accepted('henry\u2163').key, 'henryiv')
  })

  test('an @ is refused, which the RFC allows: a name is never an address', () => {
    refused('juliet@example.com', /@/)
    refused('juliet\uff20example.com', /@/)
  })
})

test('names of many scripts are fine', () => {
  const names = [
    'Ivan',
    'привет',
    'Ελένη',
    '山田ー太郎',
    'たろう',
    '한글이름',
    'ㄅㄆ漢字',
    'חנה5',
    'ליאור',
    'محمد',
  ]
  for (const name of [
    ...names,
    'علی\u200cرضا',
    'क्\u200dषत्रिय',
    'สวัสดี',
    'ދިވެހި',
    'col·legi',
    'a.b-c_d',
    '007',
    'Zoë',
    'Đorđe',
  ]) {
    accepted(name)
  }
})

describe('look-alikes', () => {
  const sameSkeleton = [
    ['paypal', 'paypaI', 'paypa1', 'PAYPAL', 'раураӀ', 'раураӏ'],
    ['mark', 'rnark', 'MARK'],
    ['bobl', 'bob1', 'bobI', 'B0BI'],
    ['Ivan', 'lvan', '1van'],
    ['ВОВА', 'boba', 'BOBA', 'b0ba'],
    ['ipa.x', 'і\u0307ра.х'],
  ]
  for (const [first, ...others] of sameSkeleton) {
    test(`${first} stands for ${others.join(', ')}`, () => {
      for (const other of others) assert.equal(accepted(other).skeleton, accepted(first!).skeleton, other)
    })
  }

  test('ordinary different names stay different', () => {
    const names = [
      'ali',
      'all',
      'eva',
      'ava',
      'anna',
      'hanna',
      'jan',
      'ian',
      'nina',
      'vina',
      'max',
      'rnax2',
      'bob',
      'b-ob',
      'b.ob',
    ]
    assert.equal(new Set(names.map((name) => accepted(name).skeleton)).size, names.length)
  })

  test('invisible joiners make no second name', () => {
    assert.equal(accepted('علی\u200cرضا').skeleton, accepted('علیرضا').skeleton)
  })

  test('letters of two alphabets in one name are refused', () => {
    for (const name of ['аlice', 'pаypal', 'admіn', 'ΑΒΓabc', 'abcд', '日本語abc', 'ひらがな한글'])
      refused(name, /one alphabet/)
  })

  test('digits of two systems in one name are refused', () => {
    refused('২৩৪5', /one alphabet/)
    refused('س\u0661\u06f2')
  })

  test('piled up, doubled or leading accents are refused, and unseen dots ignored', () => {
    refused('z\u0301\u0302\u0303\u0304\u0306bc')
    refused('az\u0331\u0331b')
    refused('\u0301abc')
    assert.equal(accepted('ali\u0307ce').key, 'alice')
    assert.equal(accepted('İstanbul').key, 'istanbul')
  })

  test('signs alone are no name', () => {
    for (const name of ['...', '---', '_._', '·l·']) refused(name)
  })
})

test('reserved names are refused in every case, width and look', () => {
  const looks = [
    'admin',
    'ADMIN',
    'AdMiN',
    'ａｄｍｉｎ',
    'adm1n',
    'adrnin',
    'admln',
    'lnfo',
    '1nfo',
    'support',
    'supp0rt',
    'vvebmaster',
  ]
  for (const name of looks) refused(name, /reserved/)
  accepted('admins')
  accepted('informer')
})

test('defect 34: lone surrogates are refused in words', () => refused('alice\ud800', /broken character/))

describe('looking up what was typed at sign-in', () => {
  test('finds a name whatever rules came later', () => {
    for (const name of ['Alice', 'admin', 'xy', 'caf\u00e9']) assert.equal(typeof usernameKey(name), 'string')
    assert.equal(usernameKey('ALICE'), accepted('alice').key)
  })

  test('answers nothing for what no database could hold', () => {
    for (const input of ['a\0b', 'a\ud800', 'x'.repeat(2000)]) assert.equal(usernameKey(input), undefined)
  })

  test('V1.2.9 signs of regular expressions are letters like any other', () => {
    for (const input of ['.*', '[a-z]+', '(((', '^alice$', 'a{1000}', '\\', 'al.ce']) {
      assert.equal(usernameKey(input), input)
    }
  })
})
