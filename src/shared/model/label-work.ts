/** One reviewer's work in a labeling session: their queue, their answers, what they read. */
import * as z from 'zod'
import { Json } from './json.ts'
import { ChatMessage, RetrievedDocument } from './view.ts'

/**
 * `pool`: whoever comes first, until an item has as many labels as wanted (MLflow's review queues, with one). `all`: every reviewer
 * labels every item. `split`: each item goes to as many reviewers as labels are wanted, evenly.
 */
export const Assignment = z.enum(['pool', 'all', 'split'])
export type Assignment = z.infer<typeof Assignment>

/**
 * `added`: as added. `random`: mixed, differently for each reviewer, the same for one seed. `disagreement`: items whose
 * labels differ first. `uncertain`: items on which judges differ or failed first.
 */
export const ItemOrder = z.enum(['added', 'random', 'disagreement', 'uncertain'])
export type ItemOrder = z.infer<typeof ItemOrder>

export const SessionRules = z.object({
  labelsWanted: z.number().int().min(1).max(20),
  assignment: Assignment,
  /** Nobody sees anyone else's labels nor what judges said. */
  isBlind: z.boolean(),
  order: ItemOrder,
  seed: z.string().max(100),
  dueAtMs: z.number().optional(),
  /** What judges answered to the same question is filled in beforehand, marked as such; never in blind sessions. */
  hasSuggestions: z.boolean(),
  /** How many of 100 items come to their reviewer a second time, unannounced. */
  repeatPercent: z.number().int().min(0).max(100),
  /** As many other items lie at least between the two times. */
  repeatGap: z.number().int().min(1).max(1_000),
  /** After an item with known answers the reviewer is told whether theirs are the same; never in blind sessions. */
  hasGoldFeedback: z.boolean(),
})
export type SessionRules = z.infer<typeof SessionRules>

/** Those of a review queue that an MLflow client makes. */
export const defaultRules: SessionRules = {
  labelsWanted: 1,
  assignment: 'pool',
  isBlind: false,
  order: 'added',
  seed: 'assay',
  hasSuggestions: false,
  repeatPercent: 0,
  repeatGap: 10,
  hasGoldFeedback: false,
}

export const SessionState = z.enum(['open', 'paused', 'closed'])
export type SessionState = z.infer<typeof SessionState>

export const SessionSetup = z.object({ rules: SessionRules, guidelines: z.string().optional(), state: SessionState })
export type SessionSetup = z.infer<typeof SessionSetup>

/** What a reviewer has done with an item. `in_progress`: answered in part, or taken up again after submitting. */
export const WorkState = z.enum(['pending', 'in_progress', 'complete', 'skipped', 'flagged'])
export type WorkState = z.infer<typeof WorkState>

/** A reviewer's queue. Arrays of one length, so that 10,000 items are one compact message; index i is one item in all of them. */
export const LabelQueue = z.object({
  sessionId: z.string(),
  reviewer: z.string(),
  /** In the order in which they are labelled. The second time of an item has an id of its own: see `toRepeatId`. */
  traceIds: z.array(z.string()),
  /** Index into `WorkState.options`. */
  states: z.array(z.number().int()),
})
export type LabelQueue = z.infer<typeof LabelQueue>

/** What was answered to an earlier version of a question that is asked again. */
export const EarlierAnswer = z.object({ version: z.number().int(), value: Json })
export type EarlierAnswer = z.infer<typeof EarlierAnswer>

/** An answer as it stands, submitted or not. */
export const LabelAnswer = z.object({
  schemaId: z.string(),
  /** Of the schema, when it was given. */
  version: z.number().int(),
  value: Json.optional(),
  rationale: z.string().optional(),
  /** The question has changed and is asked again. */
  earlier: EarlierAnswer.optional(),
  savedAtMs: z.number(),
})
export type LabelAnswer = z.infer<typeof LabelAnswer>

/** What a judge said to one of the session's questions. */
export const Suggestion = z.object({
  schemaId: z.string(),
  value: Json,
  rationale: z.string().optional(),
  by: z.string(),
})
export type Suggestion = z.infer<typeof Suggestion>

export const LabelItem = z.object({
  traceId: z.string(),
  state: WorkState,
  answers: z.array(LabelAnswer),
  /** Empty in blind sessions, and where the session has none. */
  suggestions: z.array(Suggestion),
  reason: z.string().optional(),
  note: z.string().optional(),
  isUnsure: z.boolean(),
  activeMs: z.number(),
  /** The known answers to a submitted item, where the session tells them. */
  known: z.array(z.object({ schemaId: z.string(), value: Json })).optional(),
})
export type LabelItem = z.infer<typeof LabelItem>

/** A tool call of a trace with what came back. */
export const ReadableToolCall = z.object({
  spanId: z.string(),
  name: z.string(),
  arguments: Json.optional(),
  result: Json.optional(),
  isError: z.boolean(),
})
export type ReadableToolCall = z.infer<typeof ReadableToolCall>

/** A trace as an expert reads it: what was asked, what was answered, and on what grounds. Long texts are cut at 100,000 characters. */
export const ReadableTrace = z.object({
  traceId: z.string(),
  name: z.string(),
  /** Messages before the answer, where the trace is a conversation; the last is the question. */
  messages: z.array(ChatMessage),
  /** What went in where there are no messages. */
  input: Json.optional(),
  /** The answer as messages, or as a value. */
  outputMessages: z.array(ChatMessage),
  output: Json.optional(),
  documents: z.array(RetrievedDocument),
  toolCalls: z.array(ReadableToolCall),
  isTruncated: z.boolean(),
})
export type ReadableTrace = z.infer<typeof ReadableTrace>

/** How far a session is, by reviewer and by question. */
export const SessionProgress = z.object({
  itemCount: z.number(),
  /** Items with as many submitted labels as wanted. */
  doneCount: z.number(),
  reviewers: z.array(
    z.object({
      reviewer: z.string(),
      assigned: z.number(),
      complete: z.number(),
      skipped: z.number(),
      flagged: z.number(),
      /** Of submitted items; absent when there is none. */
      medianActiveMs: z.number().optional(),
    }),
  ),
  questions: z.array(z.object({ schemaId: z.string(), answerCount: z.number() })),
})
export type SessionProgress = z.infer<typeof SessionProgress>
