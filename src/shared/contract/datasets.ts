import * as z from 'zod'
import {
  Dataset,
  DatasetDiff,
  DatasetRecord,
  DatasetSplit,
  DatasetVersion,
  RecordEdit,
  RecordMapping,
  RecordPreview,
  RecordSource,
  SealOpening,
  SplitName,
  SplitRule,
  TracesSource,
} from '../model/dataset.ts'
import { ImportSource } from '../model/job.ts'
import { procedure } from './errors.ts'

const DatasetRef = z.object({ datasetId: z.string() })
/** Of a change, who made it. */
const DatasetChange = DatasetRef.extend({ user: z.string().trim().min(1).max(250).optional() })
const VersionNumber = z.number().int().min(1)
const Saved = z.object({ version: z.number().int() })
const Merged = z.object({ datasetId: z.string(), inserted: z.number(), updated: z.number(), left: z.number() })

export const datasets = {
  /** Newest change first. */
  list: procedure.output(z.array(Dataset)),
  get: procedure.input(DatasetRef).output(Dataset),
  /** Names need not be unique. With `source`, `left` counts what gave no record. */
  create: procedure
    .input(
      z.object({
        name: z.string().trim().min(1).max(250),
        experimentIds: z.array(z.string()).max(100),
        user: DatasetChange.shape.user,
        source: RecordSource.optional(),
      }),
    )
    .output(Merged),
  /** Records with inputs that are there already are merged into those. */
  addFrom: procedure.input(DatasetChange.extend({ source: RecordSource })).output(Merged),
  /** The same as a job, for many traces; its `details` are a `RecordImportReport`. */
  addTraces: procedure.input(DatasetChange.extend({ source: TracesSource })).output(z.object({ jobId: z.string() })),
  /** Looks at the head of a file: its columns, and what each is likely to be. */
  previewFile: procedure.input(z.object({ source: ImportSource })).output(RecordPreview),
  /** A job that adds a file's rows; its `details` are a `RecordImportReport`. */
  importFile: procedure
    .input(DatasetChange.extend({ source: ImportSource, mapping: RecordMapping }))
    .output(z.object({ jobId: z.string() })),
  /**
   * In the order in which they were made, of the newest version or the one asked for. Those of sealed splits only with an opening of
   * theirs (`openSeal`). Split `null`: records that belong to none.
   */
  records: procedure
    .input(
      DatasetRef.extend({
        version: VersionNumber.optional(),
        split: SplitName.nullable().optional(),
        openingId: z.number().int().optional(),
        cursor: z.string().optional(),
        limit: z.number().int().min(1).max(500),
      }),
    )
    .output(z.object({ records: z.array(DatasetRecord), nextCursor: z.string().optional() })),
  /** All or none. CONFLICT when another record has the inputs, or one is in a sealed split or was changed since it was read. */
  edit: procedure.input(DatasetChange.extend({ edits: z.array(RecordEdit).min(1).max(1_000) })).output(Saved),
  removeRecords: procedure
    .input(DatasetChange.extend({ recordIds: z.array(z.string()).min(1).max(100_000) }))
    .output(Saved.extend({ count: z.number() })),
  delete: procedure.input(DatasetRef).output(z.object({ deleted: z.boolean() })),

  /** Newest first. */
  versions: procedure.input(DatasetRef).output(z.array(DatasetVersion)),
  diff: procedure.input(DatasetRef.extend({ from: VersionNumber, to: VersionNumber })).output(DatasetDiff),
  /** Makes the dataset what it was then, as a new version; sealed records stay as they are. */
  restore: procedure.input(DatasetChange.extend({ version: VersionNumber })).output(Saved),
  /** Takes one version's changes back, as a new version. `skipped`: records that were changed again since. */
  undo: procedure
    .input(DatasetChange.extend({ version: VersionNumber }))
    .output(Saved.extend({ undone: z.number(), skipped: z.number() })),

  /** By name; the records that belong to none last. */
  splits: procedure.input(DatasetRef).output(z.array(DatasetSplit)),
  /** Deals out the records that have no split, or (`isAnew`) all but those of frozen and sealed ones. The rule is kept. */
  split: procedure
    .input(DatasetChange.extend({ rule: SplitRule, isAnew: z.boolean() }))
    .output(Saved.extend({ dealt: z.number() })),
  /** By hand; without `split` into none. CONFLICT for sealed ones. */
  moveToSplit: procedure
    .input(DatasetChange.extend({ recordIds: z.array(z.string()).min(1).max(100_000), split: SplitName.optional() }))
    .output(Saved),
  seal: procedure.input(DatasetChange.extend({ split: SplitName })).output(z.void()),
  /** Lets the sealed records be read, and writes down who does and what for. */
  openSeal: procedure
    .input(DatasetChange.extend({ split: SplitName, purpose: z.string().trim().min(1).max(500) }))
    .output(SealOpening),
  /** The split is one like the others again; written down as an opening too. */
  liftSeal: procedure
    .input(DatasetChange.extend({ split: SplitName, purpose: z.string().trim().min(1).max(500) }))
    .output(SealOpening),
  /** A job that looks for records whose inputs are the same or nearly so; its `details` are a `DuplicateReport`. */
  checkDuplicates: procedure.input(DatasetRef).output(z.object({ jobId: z.string() })),

  /** Newest first. */
  openings: procedure.input(DatasetRef).output(z.array(SealOpening)),
}
