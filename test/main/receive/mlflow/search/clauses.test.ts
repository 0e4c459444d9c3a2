import { describe, expect, test } from 'vitest'
import { parseFilter } from '../../../../../src/main/receive/mlflow/search/clauses.ts'
import { parseOrderBy } from '../../../../../src/main/receive/mlflow/search/order-by.ts'

const parts = (filter: string) =>
  parseFilter(filter).map(({ prefix, key, operator, value }) => [prefix, key, operator, value])

describe('a filter', () => {
  test.each([
    ["status = 'OK'", undefined, 'status', '=', 'OK'],
    ["trace.status='OK'", 'trace', 'status', '=', 'OK'],
    ['tags."a b" != "x y"', 'tags', 'a b', '!=', 'x y'],
    ["tags.`a.b` LIKE '%x%'", 'tags', 'a.b', 'LIKE', '%x%'],
    ["`trace`.`name` ilike 'x'", 'trace', 'name', 'ILIKE', 'x'],
    ["metadata.mlflow.trace.session = 's1'", 'metadata', 'mlflow.trace.session', '=', 's1'],
    ["tags.`a``b` = 'it''s'", 'tags', 'a`b', '=', "it's"],
    ['tags.x = "it\'s"', 'tags', 'x', '=', "it's"],
    ["span.attributes.`llm.model` RLIKE '^a'", 'span', 'attributes.`llm.model`', 'RLIKE', '^a'],
    ["tags.日本 = '語 AND OR ('", 'tags', '日本', '=', '語 AND OR ('],
    ["name = ''", undefined, 'name', '=', ''],
  ])('%s', (filter, prefix, key, operator, text) => {
    expect(parts(filter)).toEqual([[prefix, key, operator, { kind: 'text', text }]])
  })

  test('has numbers, lists and nothing as values', () => {
    expect(parts('a>=-1.5e3 AND b<.5 and c NOT  IN ( "x" ,\'y\',) AND d is  not\nnull')).toEqual([
      [undefined, 'a', '>=', { kind: 'number', number: -1500 }],
      [undefined, 'b', '<', { kind: 'number', number: 0.5 }],
      [undefined, 'c', 'NOT IN', { kind: 'list', texts: ['x', 'y'] }],
      [undefined, 'd', 'IS NOT NULL', { kind: 'none' }],
    ])
  })

  test('is nothing when it is empty', () => {
    expect([parseFilter(undefined), parseFilter(''), parseFilter(' \n ')]).toEqual([[], [], []])
  })

  test.each([
    ["a = 'x' OR b = 'y'", /^OR is not supported/],
    ["(a = 'x')", /^Parentheses are not supported/],
    ['a', /^There is no operator after 'a'/],
    ["a == 'x'", /^'==' after 'a' is no operator/],
    ["a <> 'x'", /^'<>' after 'a' is no operator/],
    ["a NOT LIKE 'x'", /^'NOT LIKE' after 'a' is no operator/],
    ['a = ', /^There is no value after 'a ='/],
    ['a = OK', /^'OK' after 'a =' is neither a number nor a text in quotes/],
    ['a = `OK`', /neither a number nor a text in quotes/],
    ["a = 'x", /^A text in the filter is not closed/],
    ["a = 'x' AND", /^The filter ends after AND/],
    ["a = 'x' AND AND b = 'y'", /^AND stands where a field should/],
    ["AND a = 'x'", /^AND stands where a field should/],
    ["a = 'x' b = 'y'", /^The filter goes on with 'b = 'y'' where AND should stand/],
    ["a = 'x'; DROP TABLE traces", /where AND should stand/],
    ["a = 'x' -- comment", /where AND should stand/],
    ["a IN 'x'", /^IN after 'a' needs a list/],
    ["a IN ('x', 5)", /must be texts in quotes/],
    ['a IN ()', /must be texts in quotes/],
    ["1 = 'x' AND = 'y'", /where a field should stand/],
    ['a = 12abc', /neither a number nor a text/],
    [Array.from({ length: 201 }, () => "a = 'x'").join(' AND '), /more than 200 conditions/],
    [`a = '${'x'.repeat(100_001)}'`, /at most 100000 are read/],
  ])('says what is wrong with %.60s', (filter, message) => {
    expect(() => parseFilter(filter)).toThrow(
      expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE', message: expect.stringMatching(message) }),
    )
  })
})

describe('an order', () => {
  test('is ascending unless it says otherwise', () => {
    const terms = parseOrderBy(['timestamp_ms', 'trace.name DESC', ' tags.`a b`  asc '])
    expect(terms.map(({ prefix, key, isAscending }) => [prefix, key, isAscending])).toEqual([
      [undefined, 'timestamp_ms', true],
      ['trace', 'name', false],
      ['tags', 'a b', true],
    ])
  })

  test.each(['', 'a DOWN', 'a DESC, b ASC', "'a'", 'a DESC NULLS LAST'])('cannot be %j', (entry) => {
    expect(() => parseOrderBy([entry])).toThrow(/cannot be read/)
  })
})
