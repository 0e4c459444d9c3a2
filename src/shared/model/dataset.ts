/** Evaluation datasets: records of inputs, outputs and expectations with their origin. */
import * as z from 'zod'
import { Json } from './json.ts'

const JsonObject = z.record(z.string(), Json)

/** MLflow's origins of a record. */
export const RecordSourceType = z.enum(['TRACE', 'HUMAN', 'DOCUMENT', 'CODE'])
export type RecordSourceType = z.infer<typeof RecordSourceType>

export const DatasetRecord = z.object({
  /** `dr-` and 32 hex characters. */
  recordId: z.string(),
  datasetId: z.string(),
  inputs: JsonObject,
  outputs: Json.optional(),
  expectations: JsonObject.optional(),
  tags: JsonObject.optional(),
  sourceType: RecordSourceType.optional(),
  /** A trace id, a document URI, …, by the source type. */
  sourceId: z.string().optional(),
  /** The whole source as the client gave it. */
  source: Json.optional(),
  createdBy: z.string().optional(),
  updatedBy: z.string().optional(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
})
export type DatasetRecord = z.infer<typeof DatasetRecord>

export const Dataset = z.object({
  /** `d-` and 32 hex characters. */
  datasetId: z.string(),
  name: z.string(),
  tags: z.record(z.string(), z.string()),
  /** JSON texts that MLflow clients keep here; opaque. */
  schema: z.string().optional(),
  profile: z.string().optional(),
  digest: z.string(),
  experimentIds: z.array(z.string()),
  recordCount: z.number(),
  createdBy: z.string().optional(),
  updatedBy: z.string().optional(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
})
export type Dataset = z.infer<typeof Dataset>
