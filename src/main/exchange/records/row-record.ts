/** Rows of a table as records of a dataset: which column becomes what, and how. Pure. */
import type { RecordMapping, RecordTarget } from '../../../shared/model/dataset.ts'
import type { ColumnTarget } from '../../../shared/model/job.ts'
import type { Json } from '../../../shared/model/json.ts'
import { isJsonObject } from '../../formats/json-text.ts'
import type { NewRecord } from '../../store/dataset-records.ts'
import { normalizeName } from '../import/column-guess.ts'
import { listColumns, readColumn } from '../import/generic-columns.ts'

const parts = ['inputs', 'outputs', 'expectations', 'tags'] as const
type Part = (typeof parts)[number]

/** Names of columns whose object is the whole part, not a member of it: MLflow's, and what others call them. */
const wholeNames: Record<Part, ReadonlySet<string>> = {
  inputs: new Set(['inputs', 'input']),
  outputs: new Set(['outputs', 'output']),
  expectations: new Set(['expectations', 'expected', 'reference']),
  tags: new Set(['tags', 'metadata']),
}

const guesses: Partial<Record<ColumnTarget, RecordTarget>> = {
  input: 'inputs',
  context: 'inputs',
  output: 'outputs',
  expected: 'expectations',
}

/** `guess`: what the column would be in a trace. What is neither is kept as a tag, so that nothing is lost unasked. */
export function guessTarget(column: string, guess: ColumnTarget | undefined): RecordTarget {
  const name = normalizeName(column)
  for (const part of parts) if (wholeNames[part].has(name) || column.startsWith(`${part}.`)) return part
  if (name.startsWith('expected')) return 'expectations'
  return (guess === undefined ? undefined : guesses[guess]) ?? 'tags'
}

/** JSON that stands in a cell as text. */
function unpack(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value) as Json
  } catch {
    return value
  }
}

/** Undefined for a row without inputs. Columns that the mapping does not name go where their names lead. */
export function toRecord(
  row: { [column: string]: Json },
  mapping: RecordMapping,
  fileName: string,
): NewRecord | undefined {
  const found: Record<Part, Map<string, Json>> = {
    inputs: new Map(),
    outputs: new Map(),
    expectations: new Map(),
    tags: new Map(),
  }
  let lone: Json | undefined
  for (const column of listColumns([row])) {
    const target = Object.hasOwn(mapping, column) ? (mapping[column] as RecordTarget) : guessTarget(column, undefined)
    const stored = readColumn(row, column)
    if (target === 'ignore' || stored === undefined || stored === null || stored === '') continue
    const value = unpack(stored)
    const members = found[target]
    if (isJsonObject(value) && wholeNames[target].has(normalizeName(column))) {
      for (const [key, member] of Object.entries(value)) members.set(key, member)
    } else {
      const name = column.startsWith(`${target}.`) ? column.slice(target.length + 1) : column
      if (target === 'outputs' && members.size === 0 && name === column) lone = value
      members.set(name, value)
    }
  }
  const objectOf = (part: Part) => Object.fromEntries(found[part])
  if (found.inputs.size === 0) return undefined
  return {
    inputs: objectOf('inputs'),
    // One column is the output itself, several are its members.
    ...(found.outputs.size === 0
      ? {}
      : { outputs: found.outputs.size === 1 && lone !== undefined ? lone : objectOf('outputs') }),
    ...(found.expectations.size === 0 ? {} : { expectations: objectOf('expectations') }),
    ...(found.tags.size === 0 ? {} : { tags: objectOf('tags') }),
    sourceType: 'DOCUMENT',
    sourceId: fileName,
    source: { source_type: 'DOCUMENT', source_data: { doc_uri: fileName } },
  }
}
