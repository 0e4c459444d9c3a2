/**
 * Reads a filter: comparisons joined by AND. One grammar for traces, runs, experiments, models and datasets; which
 * identifiers, operators and values go together is for each of them to say.
 *
 * Facts (`SearchUtils` of MLflow 3.17, which reads filters with a general SQL tokenizer): operators are written in any
 * case; texts stand in single or double quotes; keys with special characters in backticks or double quotes. Where
 * MLflow passes over a slip (an AND too many or too few, whose clause is then dropped or taken), this says so.
 */
import { invalid, shown } from './invalid.ts'

export type Operator =
  | '='
  | '!='
  | '>'
  | '>='
  | '<'
  | '<='
  | 'LIKE'
  | 'ILIKE'
  | 'RLIKE'
  | 'IN'
  | 'NOT IN'
  | 'IS NULL'
  | 'IS NOT NULL'

export type ClauseValue =
  | { kind: 'text'; text: string }
  | { kind: 'number'; number: number }
  | { kind: 'list'; texts: string[] }
  | { kind: 'none' }

export interface Clause {
  /** As written. */
  identifier: string
  /** Before the first dot, such as `tags`. */
  prefix: string | undefined
  /** After it, without its backticks or quotes; `attributes.x` keeps those inside. */
  key: string
  operator: Operator
  value: ClauseValue
}

export interface Identifier {
  text: string
  prefix: string | undefined
  key: string
}

const maxFilterLength = 100_000
/** Each becomes a term of one WHERE; SQLite's expression trees may be 1,000 deep. */
const maxClauses = 200
const maxListLength = 10_000

const identifierPart = /`(?:``|[^`])*`|"(?:""|[^"])*"|[^\s'"`()=!<>,;~]+/y
const textLiteral = /'(?:''|\\'|[^'])*'|"(?:""|\\"|[^"])*"/y
const numberLiteral = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y
const symbol = /[=!<>~]+/y
const word = /[A-Za-z_]+/y
const operators = 'The operators are =, !=, >, >=, <, <=, LIKE, ILIKE, RLIKE, IN, NOT IN, IS NULL and IS NOT NULL.'

/** A place in the text. */
interface Scanner {
  readonly text: string
  position: number
}

/** The comparisons of a filter; none when it is empty. Throws INVALID_PARAMETER_VALUE. */
export function parseFilter(filter: string | undefined): Clause[] {
  if (filter === undefined || filter.trim() === '') return []
  if (filter.length > maxFilterLength) {
    throw invalid(`The filter has ${filter.length} characters; at most ${maxFilterLength} are read. Shorten it.`)
  }
  const scanner: Scanner = { text: filter, position: 0 }
  const clauses: Clause[] = []
  for (;;) {
    clauses.push(readClause(scanner))
    if (clauses.length > maxClauses) throw invalid(`The filter has more than ${maxClauses} conditions. Shorten it.`)
    skipSpace(scanner)
    if (scanner.position >= scanner.text.length) return clauses
    readAnd(scanner)
  }
}

function readClause(scanner: Scanner): Clause {
  skipSpace(scanner)
  const start = scanner.position
  const identifier = readIdentifier(scanner)
  if (identifier === undefined) throw noIdentifier(scanner, start)
  if (/^(AND|OR|NOT)$/i.test(identifier.text)) {
    throw invalid(`${identifier.text} stands where a field should. Join two conditions with one AND.`)
  }
  skipSpace(scanner)
  const operator = readOperator(scanner, identifier.text)
  const value = operator.startsWith('IS ') ? ({ kind: 'none' } as const) : readValue(scanner, identifier.text, operator)
  return { identifier: identifier.text, prefix: identifier.prefix, key: identifier.key, operator, value }
}

function noIdentifier(scanner: Scanner, start: number): Error {
  const rest = scanner.text.slice(start)
  if (rest === '') return invalid('The filter ends after AND. Add a condition or leave AND out.')
  if (rest.startsWith('('))
    return invalid('Parentheses are not supported around conditions. Write conditions joined with AND.')
  return invalid(
    `The filter has ${shown(rest)} where a field should stand. Conditions are written as field, operator, value, such as status = 'OK'.`,
  )
}

/** A field or key, with or without prefix; undefined when none stands here. */
export function readIdentifier(scanner: Scanner): Identifier | undefined {
  const start = scanner.position
  let dot = -1
  for (;;) {
    const part = take(scanner, identifierPart)
    if (part === undefined) break
    const first = part.startsWith('`') || part.startsWith('"') ? -1 : part.indexOf('.')
    if (dot < 0 && first >= 0) dot = scanner.position - part.length - start + first
  }
  const text = scanner.text.slice(start, scanner.position)
  if (text === '') return undefined
  if (dot < 0) return { text, prefix: undefined, key: unquoteKey(text) }
  return { text, prefix: unquoteKey(text.slice(0, dot)), key: unquoteKey(text.slice(dot + 1)) }
}

/** Without the backticks or double quotes around it. */
export function unquoteKey(key: string): string {
  const quote = key[0]
  const isQuoted = key.length >= 2 && (quote === '`' || quote === '"') && key.endsWith(quote)
  return isQuoted ? key.slice(1, -1).replaceAll(`${quote}${quote}`, quote) : key
}

function readOperator(scanner: Scanner, field: string): Operator {
  const sign = take(scanner, symbol)
  if (sign !== undefined) {
    if (sign === '=' || sign === '!=' || sign === '>' || sign === '>=' || sign === '<' || sign === '<=') return sign
    throw invalid(`${shown(sign)} after ${shown(field)} is no operator. ${operators}`)
  }
  const first = takeWord(scanner)
  switch (first) {
    case 'LIKE':
    case 'ILIKE':
    case 'RLIKE':
    case 'IN':
      return first
    case 'NOT':
    case 'IS': {
      skipSpace(scanner)
      const second = takeWord(scanner)
      if (first === 'NOT' && second === 'IN') return 'NOT IN'
      if (first === 'IS' && second === 'NULL') return 'IS NULL'
      if (first === 'IS' && second === 'NOT') {
        skipSpace(scanner)
        if (takeWord(scanner) === 'NULL') return 'IS NOT NULL'
      }
      throw invalid(`${shown(`${first} ${second ?? ''}`.trim())} after ${shown(field)} is no operator. ${operators}`)
    }
    case undefined:
      throw invalid(`There is no operator after ${shown(field)}. ${operators}`)
    default:
      throw invalid(`${shown(first)} after ${shown(field)} is no operator. ${operators}`)
  }
}

function readValue(scanner: Scanner, field: string, operator: Operator): ClauseValue {
  skipSpace(scanner)
  if (scanner.text[scanner.position] === '(') return { kind: 'list', texts: readList(scanner, field) }
  if (operator === 'IN' || operator === 'NOT IN') {
    throw invalid(`${operator} after ${shown(field)} needs a list in parentheses, such as ('a', 'b').`)
  }
  const text = readText(scanner)
  if (text !== undefined) return { kind: 'text', text }
  const number = take(scanner, numberLiteral)
  if (number !== undefined) return { kind: 'number', number: Number(number) }
  const rest = /\S*/y
  rest.lastIndex = scanner.position
  const found = rest.exec(scanner.text)?.[0] ?? ''
  if (found === '') throw invalid(`There is no value after ${shown(`${field} ${operator}`)}.`)
  throw invalid(
    `${shown(found)} after ${shown(`${field} ${operator}`)} is neither a number nor a text in quotes. Put texts in single or double quotes, such as 'OK'.`,
  )
}

function readList(scanner: Scanner, field: string): string[] {
  const wrong = () =>
    invalid(`The list after ${shown(field)} must be texts in quotes, separated by commas, such as ('a', 'b').`)
  scanner.position += 1
  const texts: string[] = []
  for (;;) {
    skipSpace(scanner)
    if (texts.length > 0 && scanner.text[scanner.position] === ')') break
    const text = readText(scanner)
    if (text === undefined) throw wrong()
    texts.push(text)
    if (texts.length > maxListLength)
      throw invalid(`The list after ${shown(field)} has more than ${maxListLength} texts.`)
    skipSpace(scanner)
    const next = scanner.text[scanner.position]
    if (next === ')') break
    if (next !== ',') throw wrong()
    scanner.position += 1
  }
  scanner.position += 1
  return texts
}

/** A text in quotes; a doubled quote stands for one. */
function readText(scanner: Scanner): string | undefined {
  const literal = take(scanner, textLiteral)
  if (literal === undefined) {
    const quote = scanner.text[scanner.position]
    if (quote === "'" || quote === '"') throw invalid(`A text in the filter is not closed: ${quote} is missing.`)
    return undefined
  }
  const quote = literal[0] as string
  return literal.slice(1, -1).replaceAll(`${quote}${quote}`, quote)
}

function readAnd(scanner: Scanner): void {
  const start = scanner.position
  const joint = takeWord(scanner)
  if (joint === 'AND') return
  if (joint === 'OR') throw invalid('OR is not supported in filters. Join conditions with AND, or search twice.')
  throw invalid(
    `The filter goes on with ${shown(scanner.text.slice(start))} where AND should stand. Join conditions with AND.`,
  )
}

function skipSpace(scanner: Scanner): void {
  while (scanner.position < scanner.text.length && /\s/.test(scanner.text[scanner.position] as string)) {
    scanner.position += 1
  }
}

function takeWord(scanner: Scanner): string | undefined {
  return take(scanner, word)?.toUpperCase()
}

function take(scanner: Scanner, pattern: RegExp): string | undefined {
  pattern.lastIndex = scanner.position
  const found = pattern.exec(scanner.text)?.[0]
  if (found === undefined || found === '') return undefined
  scanner.position += found.length
  return found
}
