/** Evaluation datasets and their records as `datasets.proto` and the client's `DatasetRecord.to_dict` have them. */
import type { Dataset, DatasetRecord } from '../../../shared/model/dataset.ts'
import { RecordSourceType } from '../../../shared/model/dataset.ts'
import type { Json } from '../../../shared/model/json.ts'
import { isJsonObject, parseRecord } from '../../formats/json-text.ts'
import type { NewRecord } from '../../store/dataset-records.ts'
import { MlflowError } from './mlflow-error.ts'

/** Tag that says who made something (`MLFLOW_USER`). */
const userTag = 'mlflow.user'

export function toDatasetJson(dataset: Dataset) {
  return {
    dataset_id: dataset.datasetId,
    name: dataset.name,
    tags: JSON.stringify(dataset.tags),
    ...(dataset.schema === undefined ? {} : { schema: dataset.schema }),
    ...(dataset.profile === undefined ? {} : { profile: dataset.profile }),
    digest: dataset.digest,
    created_time: dataset.createdAtMs,
    last_update_time: dataset.updatedAtMs,
    ...(dataset.createdBy === undefined ? {} : { created_by: dataset.createdBy }),
    ...(dataset.updatedBy === undefined ? {} : { last_updated_by: dataset.updatedBy }),
    experiment_ids: dataset.experimentIds,
  }
}

export function toRecordJson(record: DatasetRecord) {
  return {
    dataset_record_id: record.recordId,
    dataset_id: record.datasetId,
    inputs: record.inputs,
    ...(record.outputs === undefined ? {} : { outputs: record.outputs }),
    ...(record.expectations === undefined ? {} : { expectations: record.expectations }),
    tags: record.tags ?? {},
    ...(record.source === undefined ? {} : { source: record.source }),
    ...(record.sourceId === undefined ? {} : { source_id: record.sourceId }),
    ...(record.sourceType === undefined ? {} : { source_type: record.sourceType }),
    created_time: record.createdAtMs,
    last_update_time: record.updatedAtMs,
    ...(record.createdBy === undefined ? {} : { created_by: record.createdBy }),
    ...(record.updatedBy === undefined ? {} : { last_updated_by: record.updatedBy }),
  }
}

/** Tags that come as the text of a JSON object. Values become texts, `null` is left out. Throws INVALID_PARAMETER_VALUE. */
export function parseTags(text: string): Record<string, string> {
  const parsed = parseText(text, 'tags')
  if (!isJsonObject(parsed)) throw invalid('`tags` must be the text of a JSON object.')
  const entries = Object.entries(parsed).flatMap(([key, value]) =>
    value === null ? [] : [[key, typeof value === 'string' ? value : JSON.stringify(value)] as const],
  )
  return Object.fromEntries(entries)
}

export function userOf(tags: Readonly<Record<string, Json>>): string | undefined {
  const user = tags[userTag]
  return typeof user === 'string' && user !== '' ? user : undefined
}

/** Records that come as the text of a JSON list. Throws INVALID_PARAMETER_VALUE that names the record by its place. */
export function parseRecords(text: string): NewRecord[] {
  const parsed = parseText(text, 'records')
  if (!Array.isArray(parsed)) throw invalid('`records` must be the text of a JSON list.')
  return parsed.map(toNewRecord)
}

function toNewRecord(value: Json, index: number): NewRecord {
  if (!isJsonObject(value)) throw invalid(`Record ${index} must be a JSON object with \`inputs\`.`)
  const { inputs = {}, outputs, expectations, tags, source } = value
  const object = (part: Json | undefined, name: string): Record<string, Json> | undefined => {
    if (part === undefined || part === null) return undefined
    if (!isJsonObject(part)) throw invalid(`\`${name}\` of record ${index} must be a JSON object.`)
    return part
  }
  const known = object(tags, 'tags')
  const user = known === undefined ? undefined : userOf(known)
  const given = object(inputs, 'inputs')
  if (given === undefined) throw invalid(`Record ${index} must have \`inputs\`.`)
  return {
    inputs: given,
    ...(outputs === undefined ? {} : { outputs }),
    expectations: object(expectations, 'expectations'),
    tags: known,
    ...toSource(object(source, 'source'), index),
    ...(user === undefined ? {} : { user }),
  }
}

/** The id is that of the trace, or what the source calls its own (`DatasetRecord.__post_init__`). */
function toSource(
  source: Record<string, Json> | undefined,
  index: number,
): Pick<NewRecord, 'source' | 'sourceId' | 'sourceType'> {
  if (source === undefined) return {}
  const name = typeof source.source_type === 'string' ? source.source_type.toUpperCase() : 'UNSPECIFIED'
  const sourceType = RecordSourceType.safeParse(name)
  if (!sourceType.success && name !== 'UNSPECIFIED') {
    throw invalid(
      `Invalid source type of record ${index}. Valid ones: UNSPECIFIED, ${RecordSourceType.options.join(', ')}.`,
    )
  }
  const data = isJsonObject(source.source_data ?? null) ? (source.source_data as Record<string, Json>) : {}
  const id = data[name === 'TRACE' ? 'trace_id' : 'source_id']
  return {
    source: { source_type: name, source_data: data },
    ...(typeof id === 'string' ? { sourceId: id } : {}),
    ...(sourceType.success ? { sourceType: sourceType.data } : {}),
  }
}

function parseText(text: string, name: string): Json {
  // Python writes NaN and infinities into JSON; they become null.
  const parsed = parseRecord(Buffer.from(text))
  if (!parsed.ok) throw invalid(`\`${name}\` is not valid JSON. Send the text of a JSON value.`)
  return parsed.value
}

function invalid(message: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', message)
}
