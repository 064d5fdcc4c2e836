// Limits as people write them, and what is said to whom writes them wrongly.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileLimits, LimitSyntaxError } from '../../src/limits/parse.ts'
import { processorTime } from '../processor-time.ts'
import { parseRows } from './vectors.ts'

const SAID: Record<string, RegExp> = {
  '5/sec':
    /"sec" is not a unit \(did you mean second\?\); the units are second, minute, hour, day, month or year/,
  '5/h': /"h" is not a unit \(did you mean hour\?\)/,
  '5/week': /"week" is not a unit \(did you mean 7 days\?\)/,
  '5.5/minute': /whole number without a point/,
  '': /a limit is empty: write an amount and a period, such as "5 per minute"/,
  ';': /part 1 of 2: there is nothing here; take the spare separator away/,
  ';5/minute': /limit ";5\/minute", part 1 of 2: there is nothing here/,
  '5 per minute per hour': /"per hour" is left over$/,
  minute: /begins with an amount, a whole number, such as "5 per minute"/,
  '/minute': /begins with an amount/,
  '5/minute extra': /"extra" is left over$/,
  '１０/minute': /digits 0 to 9/,
  '5 per minute, 6 per hour and 7 per day':
    /part 2 of 2: "and 7 per day" is left over; several limits are separated by ";"/,
  5: /a limit is a text such as .*, not a number/,
}

for (const { input, result, error } of parseRows) {
  test(`vector ${JSON.stringify(input)} ${error === null ? 'is read' : 'is refused in plain words'}`, () => {
    if (error === null) return assert.deepEqual(compileLimits(input as string), result)
    const said = SAID[input]
    assert.ok(said, 'this row has no expected words')
    assert.throws(() => compileLimits(input as string), said)
    assert.throws(() => compileLimits(input as string), LimitSyntaxError)
  })
}

test('all 28 vectors are here', () => assert.equal(parseRows.length, 28))

for (const [text, said] of [
  ['5', /"5" lacks its period; write "5 per minute" if that is meant/],
  ['5 minute', /a "per" or "\/" is missing; write "5 per minute"/],
  ['5 a minute', /after the amount comes "per" or "\/", not "a minute"/],
  ['5 per', /after "per" comes a period \(second, minute, hour, day, month or year\), not nothing/],
  ['5 per 2', /after "per" comes a period .*, not "2"/],
  ['-5/minute', /without a sign/],
  ['5/m', /did you mean minute or month\?/],
  ['5/fortnight', /"fortnight" is not a unit; the units are/],
  ['5/minute;', /part 2 of 2: there is nothing here/],
  ['5/minute 6/hour', /"6\/hour" is left over; several limits are separated by ";"/],
  ['5 per 101 years', /longer than 100 years/],
  [`${'9'.repeat(400)}/minute`, /too large to count/],
  ['5/__proto__', /not "__proto__"/],
  ['5/constructor', /"constructor" is not a unit/],
  [null as never, /not a null/],
  [['5/minute'] as never, /not a object|not an object/],
] as const) {
  test(`${JSON.stringify(text)?.slice(0, 40)} is refused in plain words`, () => {
    assert.throws(() => compileLimits(text), said)
  })
}

for (const [text, amount, seconds] of [
  ['5 per 100 years', 5, 100 * 31_104_000],
  ['007/minute', 7, 60],
  ['3 PER 2 Hours', 3, 7200],
  ['3per2hours', 3, 7200],
  ['4/month', 4, 2_592_000],
] as const) {
  test(`${text} is read`, () => {
    const [limit] = compileLimits(text)
    assert.deepEqual([limit?.amount, limit?.seconds], [amount, seconds])
  })
}

test('the three separators mean the same', () => {
  assert.deepEqual(compileLimits('1/day|2/hour'), compileLimits('1/day;2/hour'))
  assert.deepEqual(compileLimits('1/day,2/hour'), compileLimits('1/day;2/hour'))
})

test('what comes out cannot be changed', () => {
  const limits = compileLimits('5/minute')
  assert.throws(() => Object.assign(limits[0]!, { amount: 500 }), TypeError)
  assert.throws(() => (limits as unknown[]).push(limits[0]), TypeError)
})

test('a long text is cut in the message, and control characters do not reach a log as they are', () => {
  const error = thrownBy(`5/minute \u001b[31m${'x'.repeat(5000)}`)
  assert.ok(error.message.length < 300, error.message)
  assert.doesNotMatch(error.message, /\u001b/)
})

test('a hostile text is refused in linear time', () => {
  const spent = processorTime(() => {
    for (const piece of ['5', ' ', '5 ', 'a', '5 per ', ';', '/'])
      thrownBy(`5 per minute${piece.repeat(200_000)}!`)
  })
  assert.ok(spent < 2_000, `${spent} ms`)
})

function thrownBy(text: string): Error {
  try {
    compileLimits(text)
  } catch (error) {
    return error as Error
  }
  throw new Error(`${text.slice(0, 20)} was read`)
}
