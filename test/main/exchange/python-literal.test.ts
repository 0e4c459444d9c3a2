import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePythonLiteral } from '../../../src/main/exchange/import/python-literal.ts'

describe('Python literals', () => {
  test.each<[string, unknown]>([
    ["['a', \"b's\", None, True, False]", ['a', "b's", null, true, false]],
    ["{'k': {'n': -1.5e3}, 'u': u'\\u8cea\\n'}", { k: { n: -1500 }, u: '質\n' }],
    ["('x',)", ['x']],
    ["{'s', 't'}", ['s', 't']],
    ["[{'__proto__': 1}]", [JSON.parse('{"__proto__":1}')]],
    ["[r'\\d', '''tri'ple''']", ['\\d', "tri'ple"]],
    ['[]', []],
    ["['a'", undefined],
    ["['a'] + ['b']", undefined],
    ["__import__('os').system('x')", undefined],
    ['[open]', undefined],
    [`${'['.repeat(500)}${']'.repeat(500)}`, undefined],
  ])('%s', (text, expected) => {
    expect(parsePythonLiteral(text)).toEqual(expected)
  })

  test('what JSON and Python share is read alike, anything else is refused or read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: fc.constantFrom('a', ' ', '質', '[', ',') }), fc.integer())),
        (list) => {
          expect(parsePythonLiteral(JSON.stringify(list))).toEqual(list)
        },
      ),
    )
    fc.assert(
      fc.property(fc.string(), (text) => {
        parsePythonLiteral(text)
      }),
    )
  })
})
