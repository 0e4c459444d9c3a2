import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileRegex, isFound } from '../../../../../src/main/receive/mlflow/search/regex.ts'

const plenty = () => ({ steps: 1_000_000 })
const finds = (pattern: string, text: string) => isFound(compileRegex(pattern), text, plenty())

describe('a regular expression', () => {
  test.each([
    ['abc', 'xabcx', true],
    ['^abc$', 'xabc', false],
    ['^a.c$', 'a\nc', false],
    ['(?s)^a.c$', 'a\nc', true],
    ['a$', 'ba\n', true],
    ['a\\Z', 'ba\n', false],
    ['(?m)^b$', 'a\nb\nc', true],
    ['(?i)ÄB', 'xäbx', true],
    ['colou?r', 'color', true],
    ['^(?:ab|cd)+$', 'abcdab', true],
    ['^(?P<word>\\w+)\\s\\d{2,3}$', 'naïve 123', true],
    ['^\\d{2}$', '123', false],
    ['^x{,2}$', 'xxx', false],
    ['^[^a-c\\d]+$', 'xyz', true],
    ['[]x]', ']', true],
    ['[a-]', '-', true],
    ['\\bfoo\\b', 'a foo.', true],
    ['\\bfoo\\b', 'afoo', false],
    ['\\Boo', 'foo', true],
    ['^.$', '😀', true],
    ['\\u65e5本', '日本', true],
    ['a{b', 'a{b', true],
    ['', 'anything', true],
    ['^$', '', true],
    ['(a*)*b', 'aaab', true],
    ['a*?b+?', 'b', true],
    ['\\.\\*\\\\', 'x.*\\', true],
  ])('%s in %j: %s', (pattern, text, expected) => {
    expect(finds(pattern, text)).toBe(expected)
  })

  test('finds what the engine of JavaScript finds', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\b', '^', '$', '日')
    const { pattern } = fc.letrec<{ pattern: string; piece: string }>((tie) => ({
      piece: fc.oneof(
        { maxDepth: 3 },
        atom,
        fc
          .tuple(fc.constantFrom('a', 'b', '[ab]', '.'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '*?'))
          .map((parts) => parts.join('')),
        tie('pattern').map((inner) => `(${inner})`),
        tie('pattern').map((inner) => `(?:${inner})*`),
      ),
      pattern: fc.oneof(
        fc.array(tie('piece'), { maxLength: 3 }).map((pieces) => pieces.join('')),
        fc.tuple(tie('piece'), tie('piece')).map(([a, b]) => `${a}|${b}`),
      ),
    }))
    const text = fc.array(fc.constantFrom('a', 'b', ' ', '日', '😀'), { maxLength: 12 }).map((chars) => chars.join(''))
    fc.assert(
      fc.property(pattern, text, (source, given) => {
        // \b of JavaScript knows ASCII alone.
        fc.pre(!(source.includes('\\') && given.includes('日')))
        expect(finds(source, given)).toBe(new RegExp(source, 'u').test(given))
      }),
      { numRuns: 2_000 },
    )
  })

  test('that makes others hang takes steps in proportion to the text', () => {
    const budget = { steps: 100_000 }
    expect(isFound(compileRegex('^(a+)+$'), `${'a'.repeat(2_000)}b`, budget)).toBe(false)
    expect(isFound(compileRegex('(x+x+)+y'), 'x'.repeat(2_000), budget)).toBe(false)
    expect(budget.steps).toBeGreaterThan(0)
  })

  test('ends with a sentence when all texts together are too much', () => {
    expect(() => isFound(compileRegex('(a|b)*c'), 'ab'.repeat(1_000), { steps: 500 })).toThrow(/Narrow the search down/)
  })

  test.each([
    ['[', /bracket is not closed/],
    ['(a', /parenthesis is not closed/],
    ['a)', /no opening one/],
    ['*a', /nothing to repeat/],
    ['a**', /two quantifiers/],
    ['a*+', /possessive/],
    ['(a)\\1', /back references/],
    ['(?=a)', /look-around/],
    ['(?<!a)b', /look-around/],
    ['(?>a)', /atomic/],
    ['\\q', /has no meaning/],
    ['a\\', /ends with a backslash/],
    ['[z-a]', /not in order/],
    ['a{3,2}', /m above n/],
    ['a{5000}', /beyond 1000/],
    ['((a{100}){100}){100}', /too large/],
    ['('.repeat(60), /nested more than 50/],
  ])('%.30s is refused', (pattern, message) => {
    expect(() => compileRegex(pattern)).toThrow(
      expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE', message: expect.stringMatching(message) }),
    )
  })
})
