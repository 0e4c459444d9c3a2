/** Evaluation datasets (`datasets.proto`) and their records. */
import * as z from 'zod'
import { listRecords } from '../../../store/dataset-records.ts'
import { getDataset } from '../../../store/datasets.ts'
import { parseRecords, parseTags, toDatasetJson, toRecordJson, userOf } from '../dataset-json.ts'
import { defineRoute, field, type Route } from '../route.ts'
import { pageSize } from '../search/page-size.ts'
import { mostResults } from './label-schemas.ts'

/** Records of a page when no number is asked for (`_get_dataset_records_handler`). */
const usualRecords = 1000

const datasetRef = z.object({ dataset_id: field.text })
const experimentsInput = datasetRef.extend({ experiment_ids: field.texts })

export const datasetRoutes: readonly Route[] = [
  defineRoute({
    methods: 'POST',
    path: '/mlflow/datasets/create',
    input: z.object({ name: field.text, experiment_ids: field.texts, tags: field.optionalText }),
    handle: async ({ name, experiment_ids, tags }, { backend }) => {
      const parsed = tags === undefined ? {} : parseTags(tags)
      const dataset = await backend.write('createDataset', {
        name,
        tags: parsed,
        experimentIds: experiment_ids,
        createdBy: userOf(parsed),
      })
      return { dataset: toDatasetJson(dataset) }
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/datasets/{dataset_id}',
    input: datasetRef,
    handle: ({ dataset_id }, { backend }) => ({ dataset: toDatasetJson(getDataset(backend.db(), dataset_id)) }),
  }),
  defineRoute({
    methods: 'DELETE',
    path: '/mlflow/datasets/{dataset_id}',
    input: datasetRef,
    handle: async ({ dataset_id }, { backend }) => {
      await backend.write('deleteDataset', { datasetId: dataset_id })
      return {}
    },
  }),
  defineRoute({
    methods: ['PATCH', 'POST'],
    path: '/mlflow/datasets/{dataset_id}/tags',
    input: datasetRef.extend({ tags: field.text }),
    handle: async ({ dataset_id, tags }, { backend }) => {
      await backend.write('setDatasetTags', { datasetId: dataset_id, tags: parseTags(tags) })
      return {}
    },
  }),
  defineRoute({
    methods: 'DELETE',
    path: '/mlflow/datasets/{dataset_id}/tags/{key}',
    input: datasetRef.extend({ key: field.text }),
    handle: async ({ dataset_id, key }, { backend }) => {
      await backend.write('deleteDatasetTag', { datasetId: dataset_id, key })
      return {}
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/datasets/{dataset_id}/experiment-ids',
    input: datasetRef,
    handle: ({ dataset_id }, { backend }) => ({ experiment_ids: getDataset(backend.db(), dataset_id).experimentIds }),
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/datasets/{dataset_id}/add-experiments',
    input: experimentsInput,
    handle: async ({ dataset_id, experiment_ids }, { backend }) => {
      const input = { datasetId: dataset_id, experimentIds: experiment_ids }
      return { dataset: toDatasetJson(await backend.write('addDatasetExperiments', input)) }
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/datasets/{dataset_id}/remove-experiments',
    input: experimentsInput,
    handle: async ({ dataset_id, experiment_ids }, { backend }) => {
      const input = { datasetId: dataset_id, experimentIds: experiment_ids }
      return { dataset: toDatasetJson(await backend.write('removeDatasetExperiments', input)) }
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/datasets/{dataset_id}/records',
    // The client sends the records as the text of a JSON list.
    input: datasetRef.extend({ records: field.text }),
    handle: async ({ dataset_id, records }, { backend }) => {
      const input = { datasetId: dataset_id, records: parseRecords(records) }
      const { inserted, updated } = await backend.write('upsertDatasetRecords', input)
      return { inserted_count: inserted, updated_count: updated }
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/datasets/{dataset_id}/records',
    input: datasetRef.extend({ max_results: field.optionalInteger, page_token: field.optionalText }),
    handle: ({ dataset_id, max_results, page_token }, { backend }) => {
      const { records, nextCursor } = listRecords(backend.db(), {
        datasetId: dataset_id,
        cursor: page_token,
        // Zero is protobuf's way of not saying.
        limit: pageSize(max_results || undefined, usualRecords, mostResults),
      })
      return {
        records: JSON.stringify(records.map(toRecordJson)),
        ...(nextCursor === undefined ? {} : { next_page_token: nextCursor }),
      }
    },
  }),
  defineRoute({
    methods: 'DELETE',
    path: '/mlflow/datasets/{dataset_id}/records',
    input: datasetRef.extend({ dataset_record_ids: field.texts }),
    handle: async ({ dataset_id, dataset_record_ids }, { backend }) => {
      const input = { datasetId: dataset_id, recordIds: dataset_record_ids }
      return { deleted_count: (await backend.write('deleteDatasetRecords', input)).count }
    },
  }),
]
