import * as z from 'zod'
import { Dataset, DatasetRecord } from '../model/dataset.ts'
import { procedure } from './errors.ts'

const DatasetRef = z.object({ datasetId: z.string() })

export const datasets = {
  /** Newest change first. */
  list: procedure.output(z.array(Dataset)),
  get: procedure.input(DatasetRef).output(Dataset),
  /** In the order in which they were made. */
  records: procedure
    .input(DatasetRef.extend({ cursor: z.string().optional(), limit: z.number().int().min(1).max(500) }))
    .output(z.object({ records: z.array(DatasetRecord), nextCursor: z.string().optional() })),
  delete: procedure.input(DatasetRef).output(z.object({ deleted: z.boolean() })),
}
