/** What fields the records of a dataset have, in the form that MLflow's server keeps (`_update_dataset_schema`). */
import type { Database } from 'better-sqlite3'
import type { Json } from '../../shared/model/json.ts'
import type { JsonObject } from './dataset-rows.ts'
import { prepared, preparedPluck } from './statements.ts'

interface RecordSchema {
  inputs: Record<string, string>
  /** The type's name itself when the first outputs were no object. */
  outputs: Record<string, string> | string
  expectations: Record<string, string>
  version: string
}

interface Fields {
  inputs: JsonObject
  outputs?: Json | undefined
  expectations?: JsonObject | undefined
}

/** Adds the types of the first value met of each field. */
export function widenSchema(db: Database, datasetPk: number, records: readonly Fields[]): void {
  if (records.length === 0) return
  const before = preparedPluck(db, 'SELECT schema FROM datasets WHERE dataset_pk = ?').get(datasetPk) as string | null
  prepared(db, 'UPDATE datasets SET schema = ? WHERE dataset_pk = ?').run(widened(before, records), datasetPk)
}

function widened(before: string | null, records: readonly Fields[]): string {
  const schema: RecordSchema =
    before === null
      ? { inputs: {}, outputs: {}, expectations: {}, version: '1.0' }
      : (JSON.parse(before) as RecordSchema)
  const widen = (fields: Record<string, string>, values: JsonObject): Record<string, string> => ({
    ...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeName(value)])),
    ...fields,
  })
  for (const { inputs, outputs, expectations } of records) {
    schema.inputs = widen(schema.inputs, inputs)
    if (expectations !== undefined) schema.expectations = widen(schema.expectations, expectations)
    if (outputs === undefined || outputs === null || typeof schema.outputs === 'string') continue
    if (typeof outputs === 'object' && !Array.isArray(outputs)) schema.outputs = widen(schema.outputs, outputs)
    else if (Object.keys(schema.outputs).length === 0) schema.outputs = typeName(outputs)
  }
  return JSON.stringify(schema)
}

function typeName(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'float'
  return typeof value
}
