import * as z from 'zod'
import { AskIf, NamedAskIf } from '../model/ask-if.ts'
import { SessionRules, SessionSetup, SessionState } from '../model/label-work.ts'
import {
  AsideItem,
  ItemStatus,
  LabelingSession,
  LabelSchema,
  NewLabelSchema,
  SchemaVersion,
  SessionItem,
} from '../model/labeling.ts'
import { ItemSource, Sample, SamplePreview, SampleRule } from '../model/session-sample.ts'
import { MovePreview, QuestionMove } from '../model/version-move.ts'
import { procedure } from './errors.ts'

const SchemaRef = z.object({ schemaId: z.string() })

export const labelSchemas = {
  /** By experiment, in their order there. */
  list: procedure.input(z.object({ experimentId: z.string().optional() })).output(z.array(LabelSchema)),
  /** CONFLICT when the experiment has one of this name. */
  create: procedure.input(NewLabelSchema).output(LabelSchema),
  /**
   * Absent fields stay; an empty title, instruction or group removes it, null the condition. Type and experiment cannot change. What is in use
   * changes as a draft, except for its name.
   */
  update: procedure
    .input(
      SchemaRef.extend({
        change: NewLabelSchema.pick({
          name: true,
          title: true,
          instruction: true,
          enableComment: true,
          isRequired: true,
          group: true,
          input: true,
        })
          .extend({ askIf: AskIf.nullable() })
          .partial(),
      }),
    )
    .output(LabelSchema),
  /** Makes the draft the newest version. CONFLICT when there is none. */
  publish: procedure.input(SchemaRef).output(LabelSchema),
  discardDraft: procedure.input(SchemaRef).output(LabelSchema),
  /** Published ones, newest first. */
  versions: procedure.input(SchemaRef).output(z.array(SchemaVersion)),
  /** Questions of one experiment in this order, before those that are not named. INVALID_INPUT where a condition forbids it. */
  reorder: procedure
    .input(z.object({ experimentId: z.string(), schemaIds: z.array(z.string()).max(10_000) }))
    .output(z.array(LabelSchema)),
  /** Makes all of them or none. CONFLICT when the experiment has one of these names. */
  createAll: procedure
    .input(z.object({ schemas: z.array(NewLabelSchema.extend({ askIf: NamedAskIf.optional() })).max(500) }))
    .output(z.array(LabelSchema)),
  /** Assessments with its name stay. */
  delete: procedure.input(SchemaRef).output(z.object({ deleted: z.boolean() })),
}

const SessionRef = z.object({ sessionId: z.string() })
/** Markdown; an empty text removes them. */
const Guidelines = z.string().max(100_000)
/** Absent ones stay; a due date of null is taken away. */
const RulesChange = SessionRules.partial().extend({ dueAtMs: z.number().nullish() })
const Reviewers = z.array(z.string().trim().min(1).max(250)).max(100)

export const labelingSessions = {
  /** Newest first. */
  list: procedure.output(z.array(LabelingSession)),
  get: procedure.input(SessionRef).output(LabelingSession),
  create: procedure
    .input(
      z.object({
        name: z.string().trim().min(1).max(250),
        experimentId: z.string().optional(),
        schemaIds: z.array(z.string()),
        reviewers: Reviewers,
        selection: ItemSource.optional(),
        sample: Sample.optional(),
        rules: RulesChange.optional(),
        guidelines: Guidelines.optional(),
      }),
    )
    .output(LabelingSession),
  /** Absent fields stay. CONFLICT when schemas change after traces were added (MLflow's rule); their order may. */
  update: procedure
    .input(
      SessionRef.extend({
        name: z.string().trim().min(1).max(250).optional(),
        schemaIds: z.array(z.string()).optional(),
        reviewers: Reviewers.optional(),
        rules: RulesChange.optional(),
        guidelines: Guidelines.optional(),
      }),
    )
    .output(LabelingSession),
  /** How it is labelled, and its state. */
  setup: procedure.input(SessionRef).output(SessionSetup),
  changeSetup: procedure
    .input(
      SessionRef.extend({
        rules: RulesChange.optional(),
        guidelines: Guidelines.optional(),
        state: SessionState.optional(),
      }),
    )
    .output(SessionSetup),
  /** The session and its run; traces and assessments stay. */
  delete: procedure.input(SessionRef).output(z.object({ deleted: z.boolean() })),
  /** What moving to the newest versions of its questions would do to the answers; without rules with suggested ones. */
  previewMove: procedure.input(SessionRef.extend({ questions: z.array(QuestionMove).optional() })).output(MovePreview),
  /** Moves them, with their answers, in one go. CONFLICT when a question has changed since it was looked at. */
  move: procedure.input(SessionRef.extend({ questions: z.array(QuestionMove).min(1) })).output(MovePreview),
  /** What a sample would take, without adding anything: for a session, only what is not in it. */
  previewSample: procedure
    .input(z.object({ source: ItemSource, sample: Sample.optional(), sessionId: z.string().optional() }))
    .output(SamplePreview),
  /** By which rules its traces were added, oldest first; those chosen one by one have none. */
  samples: procedure.input(SessionRef).output(z.array(SampleRule)),
  /** Already added ones keep their state. `count`: newly added, all at `addedAtMs`, by which they can be taken back. */
  addTraces: procedure
    .input(SessionRef.extend({ selection: ItemSource, sample: Sample.optional() }))
    .output(z.object({ count: z.number(), addedAtMs: z.number() })),
  /** Undo of one `addTraces`: removes the items that it added and nothing else. `count`: removed. */
  undoAddTraces: procedure.input(SessionRef.extend({ addedAtMs: z.number() })).output(z.object({ count: z.number() })),
  removeTraces: procedure
    .input(SessionRef.extend({ traceIds: z.array(z.string()) }))
    .output(z.object({ count: z.number() })),
  /** What reviewers skipped or flagged, flagged first, newest first. `labelWork.reopen` sends one back to its reviewer. */
  asideItems: procedure
    .input(SessionRef.extend({ limit: z.number().int().min(1).max(1_000) }))
    .output(z.object({ items: z.array(AsideItem), total: z.number() })),
  /** In the order in which they were added. */
  items: procedure
    .input(
      SessionRef.extend({
        status: ItemStatus.optional(),
        cursor: z.string().optional(),
        limit: z.number().int().min(1).max(500),
      }),
    )
    .output(z.object({ items: z.array(SessionItem), nextCursor: z.string().optional() })),
}
