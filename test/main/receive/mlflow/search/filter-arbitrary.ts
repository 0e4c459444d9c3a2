/** Filters and orders as texts, written in all the ways the grammar allows, with the parts that they are made of. */
import fc from 'fast-check'
import type { Wanted, WantedOrder } from './search-model.ts'
import {
  assessmentNames,
  assessmentValues,
  attributeKeys,
  baseMs,
  keys,
  makeRawTraces,
  runIds,
  spanWords,
  words,
} from './seed-traces.ts'

export interface Written<T> {
  text: string
  parts: T
}

const word = fc.constantFrom(...words)
const pattern = fc.oneof(
  word.map((text) => `%${text}%`),
  word.map((text) => text.slice(0, 2).concat('%')),
  word.map((text) => `%${text.slice(-2)}`),
  fc.constantFrom(
    '%',
    '_',
    '____',
    '%a_%b%',
    '%[%',
    '%*%',
    '',
    '%%',
    'al%et',
    'ALPHA',
    '%日本%',
    '%"%',
    "%'%",
    '%\\%',
    '😀%',
    '_ smile',
  ),
  word,
)
const regex = fc.constantFrom(
  '^al',
  'a$',
  '^[Aa]lpha(bet)?$',
  'a.b',
  '\\d+%',
  '日本|smile',
  '^.$',
  '\\bhi\\b',
  '[^a-z]{3,}',
  '\\[x\\]',
  '^(a|b)+',
  '"',
)
const number = fc.oneof(
  fc.integer({ min: baseMs - 2, max: baseMs + 70 }),
  fc.integer({ min: baseMs, max: baseMs + 60 }).map((ms) => ms + 0.5),
)
const duration = fc.oneof(fc.integer({ min: -1, max: 15 }), fc.constantFrom(2.5, 0.1))
const prefix = fc.constantFrom('', 'trace.', 'attribute.', 'attributes.')
const numberOperator = fc.constantFrom('=', '!=', '>', '>=', '<', '<=')

/** Case of words and spaces around operators do not matter. */
function write(identifier: string, wanted: Wanted, style: number): Written<Wanted> {
  const operator = style % 2 === 0 ? wanted.operator : wanted.operator.toLowerCase()
  const space = /^\W/.test(operator) ? (['', ' ', '  '][style % 3] as string) : ' '
  const value = wanted.value === undefined ? '' : writeValue(wanted.value, style)
  return { text: `${identifier}${space}${operator}${value === '' ? '' : space}${value}`, parts: wanted }
}

function writeValue(value: NonNullable<Wanted['value']>, style: number): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return quote(value, style)
  return `(${value.map((text) => quote(text, style)).join(style % 2 === 0 ? ', ' : ',')})`
}

function quote(text: string, style: number): string {
  const marks = style % 2 === 0 ? ["'", '"'] : ['"', "'"]
  // A backslash before a quotation mark keeps the text open, as in MLflow.
  const free = marks.find((mark) => !text.includes(mark))
  const mark = free ?? (marks[0] as string)
  return `${mark}${text.replaceAll(mark, mark + mark)}${mark}`
}

function quoteKey(key: string, style: number): string {
  if (/^[A-Za-z_][\w.]*$/.test(key) && style % 3 !== 0) return key
  return key.includes('"') || style % 2 === 0 ? `\`${key}\`` : `"${key}"`
}

const style = fc.nat({ max: 11 })

function condition(field: string, identifiers: fc.Arbitrary<string>, values: fc.Arbitrary<[string, Wanted['value']]>) {
  return fc
    .tuple(identifiers, values, style)
    .map(([identifier, [operator, value], way]) =>
      write(identifier, { field, operator, ...(value === undefined ? {} : { value }) }, way),
    )
}

function keyed(
  field: string,
  names: readonly string[],
  identifier: (name: string, way: number) => string,
  values: fc.Arbitrary<[string, Wanted['value']]>,
) {
  return fc
    .tuple(fc.constantFrom(...names), values, style)
    .map(([key, [operator, value], way]) =>
      write(identifier(key, way), { field, key, operator, ...(value === undefined ? {} : { value }) }, way),
    )
}

type Values = fc.Arbitrary<[string, Wanted['value']]>
const equality: Values = fc.tuple(fc.constantFrom('=', '!='), word)
const like: Values = fc.tuple(fc.constantFrom('LIKE', 'ILIKE'), pattern)
const rlike: Values = fc.tuple(fc.constant('RLIKE'), regex)
const nulls: Values = fc.constantFrom<[string, undefined]>(['IS NULL', undefined], ['IS NOT NULL', undefined])
const textValues = fc.oneof(equality, like, rlike)
const listOf = (one: fc.Arbitrary<string>): Values =>
  fc.tuple(fc.constantFrom('IN', 'NOT IN'), fc.array(one, { minLength: 1, maxLength: 3 }))
const of = (one: fc.Arbitrary<string>): Values => fc.tuple(fc.constantFrom('=', '!='), one)

const assessmentText = fc.oneof(
  fc.constantFrom(
    ...assessmentValues.map((value) => (typeof value === 'string' ? value : JSON.stringify(value ?? null))),
  ),
  fc.constantFrom('["a", "b"]', '{"a": 1}', 'null', 'nothing', '"yes"'),
)
const assessment: Values = fc.oneof(
  of(assessmentText),
  fc.tuple(fc.constantFrom('>', '>=', '<', '<='), fc.constantFrom(0, 0.5, 5, -3, 1)),
  fc.tuple(
    fc.constantFrom('LIKE', 'ILIKE'),
    fc.constantFrom('%e%', '"y%', 'y%', '%YES%', '[%', '%, "b"]', '%日本%', '5', '%\\"hi%', 'tru_', 'null'),
  ),
  fc.tuple(fc.constant('RLIKE'), fc.constantFrom('^"', '^[0-9]+$', 'true|false', '": 1')),
  nulls,
)
const ids = makeRawTraces(20).map((raw) => `tr-${raw.traceId}`)

const clause: fc.Arbitrary<Written<Wanted>> = fc.oneof(
  condition(
    'status',
    prefix.map((before) => `${before}status`),
    fc.oneof(
      of(fc.constantFrom('OK', 'ERROR', 'IN_PROGRESS', 'ok')),
      listOf(fc.constantFrom('OK', 'ERROR', 'x')),
      fc.tuple(fc.constantFrom('LIKE', 'ILIKE'), fc.constantFrom('%O%', 'ok', 'E____')),
    ),
  ),
  condition(
    'timestamp_ms',
    fc.tuple(prefix, fc.constantFrom('timestamp_ms', 'timestamp')).map((parts) => parts.join('')),
    fc.tuple(numberOperator, number),
  ),
  condition(
    'execution_time_ms',
    fc.tuple(prefix, fc.constantFrom('execution_time_ms', 'execution_time')).map((parts) => parts.join('')),
    fc.tuple(numberOperator, duration),
  ),
  condition(
    'end_time_ms',
    fc.tuple(prefix, fc.constantFrom('end_time_ms', 'end_time')).map((parts) => parts.join('')),
    fc.tuple(numberOperator, number),
  ),
  condition(
    'name',
    fc.oneof(
      prefix.map((before) => `${before}name`),
      fc.constantFrom('tags.`mlflow.traceName`', '`trace`.`name`'),
    ),
    fc.oneof(textValues, nulls),
  ),
  condition(
    'client_request_id',
    prefix.map((before) => `${before}client_request_id`),
    fc.oneof(textValues, listOf(word)),
  ),
  condition(
    'request_id',
    prefix.map((before) => `${before}request_id`),
    fc.oneof(
      of(fc.constantFrom(...ids)),
      listOf(fc.constantFrom(...ids)),
      fc.tuple(fc.constant('LIKE'), fc.constantFrom('tr-0%', '%a', 'tr%')),
    ),
  ),
  condition(
    'run_id',
    fc.oneof(
      prefix.map((before) => `${before}run_id`),
      fc.constant('metadata.`mlflow.sourceRun`'),
    ),
    fc.oneof(of(fc.constantFrom(...runIds, 'none')), nulls, fc.tuple(fc.constant('LIKE'), fc.constantFrom('%1', 'a%'))),
  ),
  keyed(
    'tags',
    keys,
    (key, way) => `${way % 2 === 0 ? 'tags' : 'tag'}.${quoteKey(key, way)}`,
    fc.oneof(textValues, nulls),
  ),
  keyed(
    'metadata',
    keys,
    (key, way) => `${way % 2 === 0 ? 'metadata' : 'request_metadata'}.${quoteKey(key, way)}`,
    fc.oneof(textValues, nulls),
  ),
  keyed(
    'metadata',
    ['mlflow.trace.session', 'mlflow.trace.user'],
    (key, way) => `metadata.${quoteKey(key, way)}`,
    fc.oneof(
      of(fc.constantFrom('s1', "s'3", '会話', 'ann', '花子')),
      fc.tuple(fc.constantFrom('LIKE', 'ILIKE'), fc.constantFrom('s%', 'BOB', '%子')),
      nulls,
    ),
  ),
  condition(
    'span.name',
    fc.constant('span.name'),
    fc.oneof(
      of(fc.constantFrom(...spanWords)),
      listOf(fc.constantFrom(...spanWords)),
      fc.tuple(fc.constantFrom('LIKE', 'ILIKE'), fc.constantFrom('%l%', 'TOOL_1', '計_', '% docs')),
      fc.tuple(fc.constant('RLIKE'), fc.constantFrom('^call', '画|plan')),
    ),
  ),
  condition(
    'span.type',
    fc.constant('span.type'),
    fc.oneof(of(fc.constantFrom('LLM', 'TOOL', 'UNKNOWN')), listOf(fc.constantFrom('LLM', 'TOOL'))),
  ),
  condition(
    'span.status',
    fc.constant('span.status'),
    fc.oneof(of(fc.constantFrom('OK', 'ERROR', 'UNSET')), listOf(fc.constantFrom('OK', 'ERROR'))),
  ),
  keyed(
    'span.attributes',
    attributeKeys,
    (key, way) => `span.attributes.${quoteKey(key, way)}`,
    fc.oneof(textValues, listOf(word)),
  ),
  condition(
    'span.content',
    fc.constantFrom('text', 'trace.text', 'span.content'),
    fc.oneof(
      fc.tuple(
        fc.constant('LIKE'),
        fc.constantFrom('%alphabet%', '%日本%', '%gamma%', '%docs%', '%GAMMA%', '%temperature%'),
      ),
      fc.tuple(fc.constant('ILIKE'), fc.constantFrom('%ALPHAB%', '%Ünïcode%', '%TOOL%')),
    ),
  ),
  keyed('feedback', assessmentNames, (key, way) => `feedback.${quoteKey(key, way)}`, assessment),
  keyed('expectation', assessmentNames, (key, way) => `expectation.${quoteKey(key, way)}`, assessment),
)

/** Up to four conditions. */
export const filterArbitrary: fc.Arbitrary<Written<Wanted[]>> = fc
  .tuple(fc.array(clause, { maxLength: 4 }), fc.constantFrom(' AND ', ' and ', '\n  AND\t'))
  .map(([clauses, and]) => ({
    text: clauses.map(({ text }) => text).join(and),
    parts: clauses.map(({ parts }) => parts),
  }))

const orderTerm: fc.Arbitrary<Written<WantedOrder>> = fc
  .tuple(
    fc.oneof(
      fc
        .constantFrom(
          'timestamp_ms',
          'execution_time_ms',
          'end_time_ms',
          'status',
          'request_id',
          'name',
          'run_id',
          'experiment_id',
        )
        .map((field) => ({ field, key: '' })),
      fc.constantFrom(...keys).map((key) => ({ field: 'tags', key })),
      fc.constantFrom(...keys, 'mlflow.trace.session').map((key) => ({ field: 'metadata', key })),
    ),
    fc.constantFrom('', ' ASC', ' DESC', ' desc'),
    style,
  )
  .map(([{ field, key }, direction, way]) => ({
    text: `${key === '' ? `${way % 2 === 0 ? '' : 'trace.'}${field}` : `${field}.${quoteKey(key, way)}`}${direction}`,
    parts: { field, key, isAscending: direction.trim().toLowerCase() !== 'desc' },
  }))

/** Mostly by time, the order that pages walk an index in. */
export const orderArbitrary: fc.Arbitrary<Written<WantedOrder>[]> = fc.oneof(
  fc.constant<Written<WantedOrder>[]>([]),
  fc
    .constantFrom('ASC', 'DESC')
    .map((way) => [{ text: `timestamp_ms ${way}`, parts: { field: 'timestamp_ms', isAscending: way === 'ASC' } }]),
  fc.uniqueArray(orderTerm, { maxLength: 3, selector: ({ parts }) => `${parts.field}.${parts.key}` }),
)
