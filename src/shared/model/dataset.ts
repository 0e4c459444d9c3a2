/** Evaluation datasets: records of inputs, outputs and expectations with their origin. */
import * as z from 'zod'
import { ImportFormat, SkipReport } from './job.ts'
import { Json } from './json.ts'
import { TraceSelection } from './trace.ts'

const JsonObject = z.record(z.string(), Json)

/** MLflow's origins of a record. */
export const RecordSourceType = z.enum(['TRACE', 'HUMAN', 'DOCUMENT', 'CODE'])
export type RecordSourceType = z.infer<typeof RecordSourceType>

/** What a record rests on; content of the workspace that may have changed or gone since. */
export const RecordLineage = z.object({
  traceId: z.string().optional(),
  sessionId: z.string().optional(),
  /** The questions whose answers it holds, in the version that was answered. */
  schemas: z.array(z.object({ schemaId: z.string(), name: z.string(), version: z.number().int() })).optional(),
  labelers: z.array(z.string()).optional(),
})
export type RecordLineage = z.infer<typeof RecordLineage>

/** The name of a part of a dataset: `train`, `dev`, `test`. */
export const SplitName = z.string().trim().min(1).max(50)

/** How records are dealt out to splits. */
export const SplitRule = z.object({
  seed: z.string().max(100),
  /** Shares are relative to each other. */
  parts: z
    .array(z.object({ name: SplitName, share: z.number().positive() }))
    .min(1)
    .max(20),
  /** Every value of it is spread over the parts by their shares. */
  stratum: z.object({ of: z.enum(['expectation', 'tag']), key: z.string() }).optional(),
  /** Parts that keep the records they have and get no others; sealed ones always do. */
  frozen: z.array(SplitName),
})
export type SplitRule = z.infer<typeof SplitRule>

/** `made` is the first; `restored` also stands for taking a change back. */
export const VersionCause = z.enum(['made', 'merged', 'edited', 'removed', 'split', 'imported', 'restored'])
export type VersionCause = z.infer<typeof VersionCause>

/** One save of a dataset. What it held never changes. */
export const DatasetVersion = z.object({
  version: z.number().int(),
  /** Of contents and splits: two versions with the same one hold the same. */
  digest: z.string(),
  recordCount: z.number(),
  cause: VersionCause,
  note: z.string().optional(),
  createdBy: z.string().optional(),
  createdAtMs: z.number(),
})
export type DatasetVersion = z.infer<typeof DatasetVersion>

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
  lineage: RecordLineage.optional(),
  split: SplitName.optional(),
  /** The version in which it got this content. */
  sinceVersion: z.number().int(),
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
  /** The newest. */
  version: z.number().int(),
  splitRule: SplitRule.optional(),
  experimentIds: z.array(z.string()),
  recordCount: z.number(),
  createdBy: z.string().optional(),
  updatedBy: z.string().optional(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
})
export type Dataset = z.infer<typeof Dataset>

/** A part of a dataset. Records of a sealed one are shown to nobody who has not said what for. */
export const DatasetSplit = z.object({
  /** Absent: records that belong to none. */
  name: z.string().optional(),
  recordCount: z.number(),
  sealedBy: z.string().optional(),
  sealedAtMs: z.number().optional(),
})
export type DatasetSplit = z.infer<typeof DatasetSplit>

/** A look into a sealed split. */
export const SealOpening = z.object({
  openingId: z.number().int(),
  split: z.string(),
  purpose: z.string(),
  /** The evaluation that read it. */
  runId: z.string().optional(),
  openedBy: z.string().optional(),
  openedAtMs: z.number(),
})
export type SealOpening = z.infer<typeof SealOpening>

export const RecordChange = z.object({
  kind: z.enum(['added', 'removed', 'changed']),
  recordId: z.string(),
  before: DatasetRecord.optional(),
  after: DatasetRecord.optional(),
})
export type RecordChange = z.infer<typeof RecordChange>

export const DatasetDiff = z.object({
  counts: z.object({ added: z.number(), removed: z.number(), changed: z.number() }),
  /** Changes of records in sealed splits: counted, not shown. */
  sealedCount: z.number(),
  /** The first of them, in the order of the records. */
  changes: z.array(RecordChange),
})
export type DatasetDiff = z.infer<typeof DatasetDiff>

/** What is absent stays as it is; `null` removes it. */
export const RecordEdit = z.object({
  recordId: z.string(),
  /** `sinceVersion` of the record that was edited: CONFLICT when it got other content since. */
  sinceVersion: z.number().int().optional(),
  inputs: JsonObject.optional(),
  outputs: Json.nullable().optional(),
  expectations: JsonObject.nullable().optional(),
  tags: JsonObject.nullable().optional(),
})
export type RecordEdit = z.infer<typeof RecordEdit>

/** What becomes of the answers to a question. */
export const AnswerUse = z.enum(['expectation', 'tag', 'none'])
export type AnswerUse = z.infer<typeof AnswerUse>

/**
 * What a record gets where several people answered. `decided`: the settled answer, else the most frequent one, else the newest of those.
 * `agreed`: the settled one, or the one that all gave, else none. `each`: everyone's, under `question.person`. `reviewer`: one person's.
 */
export const SeveralAnswers = z.discriminatedUnion('rule', [
  z.object({ rule: z.literal('decided') }),
  z.object({ rule: z.literal('agreed') }),
  z.object({ rule: z.literal('each') }),
  z.object({ rule: z.literal('reviewer'), reviewer: z.string() }),
])
export type SeveralAnswers = z.infer<typeof SeveralAnswers>

const AnswerRules = z.object({
  /** By the question's name. Where a question is not named, answers to one for expectations become expectations. */
  uses: z.record(z.string(), AnswerUse).optional(),
  /** Absent: `decided`. */
  several: SeveralAnswers.optional(),
})
export type AnswerRules = z.infer<typeof AnswerRules>

/** What went into the traces and came out, with their expectations; feedback only where `uses` names it. */
export const TracesSource = AnswerRules.extend({ kind: z.literal('traces'), selection: TraceSelection })
export type TracesSource = z.infer<typeof TracesSource>

/** Where records come from. */
export const RecordSource = z.discriminatedUnion('kind', [
  TracesSource,
  /** Items that someone has answered. Answers to questions for feedback become tags, unless `uses` says otherwise. */
  AnswerRules.extend({ kind: z.literal('session'), sessionId: z.string() }),
  z.object({
    kind: z.literal('records'),
    records: z
      .array(
        z.object({
          inputs: JsonObject,
          outputs: Json.optional(),
          expectations: JsonObject.optional(),
          tags: JsonObject.optional(),
        }),
      )
      .min(1)
      .max(10_000),
  }),
])
export type RecordSource = z.infer<typeof RecordSource>

/** Records whose inputs are the same, or nearly so. */
export const DuplicateGroup = z.object({
  /** 0 to 1; 1 where the texts are the same but for case, signs and spaces. */
  similarity: z.number(),
  /** They belong to more than one split: what is tried out on one is known on the other. */
  isLeak: z.boolean(),
  members: z.array(
    z.object({
      recordId: z.string(),
      split: z.string().optional(),
      isSealed: z.boolean(),
      /** The beginning of its inputs; absent for a sealed record. */
      text: z.string().optional(),
    }),
  ),
})
export type DuplicateGroup = z.infer<typeof DuplicateGroup>

/** What a check for duplicates found in one version; leaks come first, and only the first groups are here. */
export const DuplicateReport = z.object({
  datasetId: z.string(),
  version: z.number().int(),
  recordCount: z.number(),
  groupCount: z.number(),
  leakCount: z.number(),
  groups: z.array(DuplicateGroup),
})
export type DuplicateReport = z.infer<typeof DuplicateReport>

/** What a column of a file becomes in a record. */
export const RecordTarget = z.enum(['inputs', 'outputs', 'expectations', 'tags', 'ignore'])
export type RecordTarget = z.infer<typeof RecordTarget>

/** By the name of the column; a dotted path for nested JSON. */
export const RecordMapping = z.record(z.string(), RecordTarget)
export type RecordMapping = z.infer<typeof RecordMapping>

/** A look at the head of a file of records. */
export const RecordPreview = z.object({
  format: ImportFormat,
  columns: z.array(z.object({ name: z.string(), guess: RecordTarget, samples: z.array(z.string()) })),
})
export type RecordPreview = z.infer<typeof RecordPreview>

/** What came of adding many records: from a file, or from traces, where `skipped` is empty. */
export const RecordImportReport = z.object({
  datasetId: z.string(),
  recordsRead: z.number(),
  inserted: z.number(),
  /** There already by their inputs, and merged. */
  updated: z.number(),
  skipped: z.array(SkipReport),
})
export type RecordImportReport = z.infer<typeof RecordImportReport>
