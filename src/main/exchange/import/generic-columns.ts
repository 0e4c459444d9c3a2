/** Records of generic files as columns: dotted paths into nested JSON. */
import type { Json } from '../../../shared/model/json.ts'
import { isJsonObject } from '../../formats/json-text.ts'
import { normalizeName } from './column-guess.ts'

const maxPathDepth = 3
const maxColumns = 500

/** Objects under these names are values of their own, not groups of columns. */
const wholeNames = new Set([
  'input',
  'inputs',
  'output',
  'outputs',
  'expected',
  'expectations',
  'expected_output',
  'metadata',
  'tags',
  'reference',
  'feedback',
  'attributes',
  'extra',
  'parameters',
  'arguments',
  '入力',
  '出力',
  'メタデータ',
])

/** Column names of the records, in the order they are first met. */
export function listColumns(records: readonly { [key: string]: Json }[]): string[] {
  const names = new Set<string>()
  const visit = (record: { [key: string]: Json }, prefix: string, depth: number): void => {
    for (const [key, value] of Object.entries(record)) {
      if (names.size >= maxColumns) return
      const isGroup =
        isJsonObject(value) &&
        Object.keys(value).length > 0 &&
        depth < maxPathDepth &&
        !wholeNames.has(normalizeName(key))
      if (isGroup) visit(value, `${prefix}${key}.`, depth + 1)
      else names.add(prefix + key)
    }
  }
  for (const record of records) visit(record, '', 1)
  return [...names]
}

/** The value of a column; a key that holds dots itself (CSV headers) is tried first. */
export function readColumn(record: { [key: string]: Json }, name: string): Json | undefined {
  if (Object.hasOwn(record, name)) return record[name]
  let at: Json | undefined = record
  let rest = name
  while (rest !== '') {
    if (!isJsonObject(at)) return undefined
    const dot = rest.indexOf('.')
    const key = dot === -1 ? rest : rest.slice(0, dot)
    if (Object.hasOwn(at, rest)) return at[rest]
    at = Object.hasOwn(at, key) ? at[key] : undefined
    rest = dot === -1 ? '' : rest.slice(dot + 1)
  }
  return at
}
