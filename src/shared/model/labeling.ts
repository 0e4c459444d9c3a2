/** Label schemas (questions) and labeling sessions, which MLflow clients see as runs and review queues. */
import * as z from 'zod'
import { AskIf } from './ask-if.ts'
import { AssessmentKind, AssessmentName } from './assessment.ts'
import { MarkColor } from './highlight.ts'
import { WorkState } from './label-work.ts'
import { TraceRow } from './trace.ts'

const OptionText = z.string().trim().min(1).max(64)

const CandidatePath = z.string().trim().min(1).max(200)

/** How a question is answered, and the JSON type of the answer. Limits are MLflow's (`label_schemas.proto`). */
export const LabelSchemaInput = z.discriminatedUnion('type', [
  /** Boolean; the labels are what the two buttons say. */
  z
    .object({ type: z.literal('passFail'), positiveLabel: OptionText, negativeLabel: OptionText })
    .refine((input) => input.positiveLabel !== input.negativeLabel, 'The two labels must differ.'),
  /** One of the options, or a list of them. */
  z
    .object({
      type: z.literal('categorical'),
      options: z.array(OptionText).min(1).max(100),
      isMultiple: z.boolean(),
      /** By option: when to choose it. */
      optionHelp: z.record(z.string(), z.string().trim().max(300)).optional(),
    })
    .refine((input) => new Set(input.options).size === input.options.length, 'The options must differ.'),
  z
    .object({
      type: z.literal('numeric'),
      min: z.number().optional(),
      max: z.number().optional(),
      /** What is counted or measured, such as `minutes`. */
      unit: z.string().trim().min(1).max(32).optional(),
    })
    .refine((input) => input.min === undefined || input.max === undefined || input.min < input.max, {
      message: 'The minimum must be less than the maximum.',
    }),
  /** A whole number from 1 to `max`, on a scale whose ends may be named. */
  z.object({
    type: z.literal('rating'),
    max: z.number().int().min(3).max(10),
    lowLabel: OptionText.optional(),
    highLabel: OptionText.optional(),
  }),
  z.object({ type: z.literal('text'), maxLength: z.number().int().positive().optional() }),
  /** A list of texts, such as `expected_facts`. */
  z.object({
    type: z.literal('textList'),
    maxLengthEach: z.number().int().positive().optional(),
    maxCount: z.number().int().positive().optional(),
  }),
  /** Labelled places in the texts of the trace: see `highlight.ts`. */
  z
    .object({
      type: z.literal('highlight'),
      labels: z
        .array(z.object({ text: OptionText, color: MarkColor, help: z.string().trim().min(1).max(300).optional() }))
        .min(1)
        .max(20),
    })
    .refine(({ labels }) => new Set(labels.map(({ text }) => text)).size === labels.length, 'The labels must differ.'),
  /** Which of two outputs is better: see `pairwise.ts`. */
  z.object({
    type: z.literal('pairwise'),
    /** Where they are in the trace's output; the first two of it where absent. */
    paths: z.object({ a: CandidatePath, b: CandidatePath }).optional(),
    hasBothBad: z.boolean(),
  }),
  /** The options in an order, best first. Partial: only those that matter, the others come after them, tied. */
  z
    .object({
      type: z.literal('ranking'),
      options: z.array(OptionText).min(2).max(20),
      isPartial: z.boolean(),
      optionHelp: z.record(z.string(), z.string().trim().max(300)).optional(),
    })
    .refine((input) => new Set(input.options).size === input.options.length, 'The options must differ.'),
])
export type LabelSchemaInput = z.infer<typeof LabelSchemaInput>

/** The part of a question that has versions: a published one never changes. */
export const SchemaDefinition = z.object({
  /** What the reviewer reads above the input; the name where absent. */
  title: z.string().max(250).optional(),
  instruction: z.string().max(1000).optional(),
  enableComment: z.boolean(),
  /** Without an answer to it an item cannot be submitted, so long as it is asked. */
  isRequired: z.boolean().optional(),
  /** Heading above it and its neighbours of the same group. */
  group: z.string().trim().max(100).optional(),
  /** Always asked where absent. */
  askIf: AskIf.optional(),
  input: LabelSchemaInput,
})
export type SchemaDefinition = z.infer<typeof SchemaDefinition>

export const LabelSchema = SchemaDefinition.extend({
  /** `ls-` and a UUID. */
  schemaId: z.string(),
  experimentId: z.string(),
  /** The name of the assessments that answers become; unique in its experiment. */
  name: AssessmentName,
  type: AssessmentKind.extract(['feedback', 'expectation']),
  /** Of what is here: the newest published one, or the one that a session asks. */
  version: z.number().int(),
  /** Of a session that asks an older one. */
  newestVersion: z.number().int().optional(),
  /** With the changes that are not published yet. */
  draft: SchemaDefinition.optional(),
  /** Asked in a session or answered: changes are published as a new version. */
  isInUse: z.boolean().optional(),
  /** MLflow's protected default question, which cannot be changed or deleted. */
  isDefault: z.boolean().optional(),
  createdBy: z.string().optional(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
})
export type LabelSchema = z.infer<typeof LabelSchema>

export const NewLabelSchema = LabelSchema.pick({
  name: true,
  type: true,
  title: true,
  instruction: true,
  isRequired: true,
  group: true,
  askIf: true,
  input: true,
  createdBy: true,
}).extend({ experimentId: z.string().optional(), enableComment: z.boolean().optional() })
export type NewLabelSchema = z.infer<typeof NewLabelSchema>

export const SchemaVersion = z.object({
  version: z.number().int(),
  definition: SchemaDefinition,
  publishedAtMs: z.number(),
  /** Names of the sessions that ask it. */
  sessions: z.array(z.string()),
})
export type SchemaVersion = z.infer<typeof SchemaVersion>

/** MLflow's states of a review queue's item. */
export const ItemStatus = z.enum(['PENDING', 'COMPLETE', 'DECLINED'])
export type ItemStatus = z.infer<typeof ItemStatus>

export const LabelingSession = z.object({
  /** The id of its run; what `search_traces(run_id=…)` takes. */
  sessionId: z.string(),
  /** Its id as a review queue, `rq-…`. */
  queueId: z.string(),
  experimentId: z.string(),
  experimentName: z.string(),
  name: z.string(),
  /** `user`: one reviewer's own queue, which has every schema of the experiment (MLflow's rule). */
  queueType: z.enum(['user', 'custom']),
  reviewers: z.array(z.string()),
  schemas: z.array(LabelSchema),
  createdBy: z.string().optional(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  itemCounts: z.object({ pending: z.number(), complete: z.number(), declined: z.number() }),
})
export type LabelingSession = z.infer<typeof LabelingSession>

/** What one reviewer has done with an item. */
export const ItemWork = z.object({
  reviewer: z.string(),
  state: WorkState,
  /** Why it was skipped or flagged. */
  reason: z.string().optional(),
  note: z.string().optional(),
  isUnsure: z.boolean(),
})
export type ItemWork = z.infer<typeof ItemWork>

/** An item that a reviewer skipped or flagged. */
export const AsideItem = ItemWork.extend({
  traceId: z.string(),
  name: z.string(),
  inputPreview: z.string().optional(),
  endedAtMs: z.number(),
})
export type AsideItem = z.infer<typeof AsideItem>

export const SessionItem = z.object({
  trace: TraceRow,
  status: ItemStatus,
  completedBy: z.string().optional(),
  completedAtMs: z.number().optional(),
  addedAtMs: z.number(),
  /** Of everyone who began it. */
  work: z.array(ItemWork),
})
export type SessionItem = z.infer<typeof SessionItem>
