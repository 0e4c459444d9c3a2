/** A labeling session handed over as a file, and the labels that come back. */
import * as z from 'zod'
import { Json } from './json.ts'

/**
 * What of each trace goes along. `everything`: all spans as they were received. `conversation`: only what the labeling screen reads
 * (messages, answer, documents, tool calls).
 */
export const PackageContent = z.enum(['everything', 'conversation'])
export type PackageContent = z.infer<typeof PackageContent>

export const RedactionKind = z.enum(['email', 'phone', 'card', 'key', 'name', 'pattern'])
export type RedactionKind = z.infer<typeof RedactionKind>

/** What is replaced in every text of a package before it leaves. */
export const Redaction = z.object({
  /** Found by their form: e-mail addresses, phone numbers, card numbers (with their check digit), keys and tokens. */
  detectors: z.array(RedactionKind.extract(['email', 'phone', 'card', 'key'])),
  /** Without regard to case; whole words where the script has words. */
  names: z.array(z.string().trim().min(1).max(200)).max(10_000),
  /** Regular expressions of JavaScript, without slashes and flags. */
  patterns: z.array(z.string().min(1).max(500)).max(50),
})
export type Redaction = z.infer<typeof Redaction>

export const noRedaction: Redaction = { detectors: [], names: [], patterns: [] }

/** How often each kind was replaced. */
export const RedactionCounts = z.record(RedactionKind, z.number())
export type RedactionCounts = z.infer<typeof RedactionCounts>

/** What a workspace that is a package says of itself. */
export const PackageInfo = z.object({
  packageId: z.string(),
  sessionId: z.string(),
  /** Whom it was made for; absent: whoever opens it. */
  reviewer: z.string().optional(),
})
export type PackageInfo = z.infer<typeof PackageInfo>

/** `details` of the job that made a package. */
export const PackageReport = PackageInfo.extend({
  itemCount: z.number(),
  assessmentCount: z.number(),
  redactions: RedactionCounts,
})
export type PackageReport = z.infer<typeof PackageReport>

/** A package that was handed over, as the session it came from remembers it. */
export const Handover = z.object({
  packageId: z.string(),
  reviewer: z.string().optional(),
  itemCount: z.number(),
  createdAtMs: z.number(),
  /** When labels from it last came back. */
  mergedAtMs: z.number().optional(),
})
export type Handover = z.infer<typeof Handover>

/**
 * What happens to an answer that came back. `new`: there was none. `same`: known already, or older than what is known. `updated`: it
 * takes the place of an older one. `conflicting`: the reviewer answered differently at two places; the newest counts, all are kept.
 */
export const AnswerOutcome = z.enum(['new', 'same', 'updated', 'conflicting'])
export type AnswerOutcome = z.infer<typeof AnswerOutcome>

/** What came back and is left out, or deserves a look. */
export const MergeNotice = z.enum([
  /** Left out: the session has no such item. */
  'unknownItem',
  /** Left out: the session does not ask this. */
  'unknownQuestion',
  /** Left out: the session names its reviewers, and this is none. */
  'unknownReviewer',
  /** Left out: the answer does not fit its question as it is now. */
  'unfitting',
  /** Merged: given to an earlier version of the question. */
  'olderVersion',
  /** Merged: the trace has changed since it was handed over. */
  'changedContent',
])
export type MergeNotice = z.infer<typeof MergeNotice>

export const MergeExample = z.object({
  what: z.union([AnswerOutcome, MergeNotice]),
  traceId: z.string(),
  reviewer: z.string(),
  schemaId: z.string().optional(),
  /** What came back; absent for what concerns the whole item, and for an answer that was taken back. */
  value: Json.optional(),
  /** What counted before. */
  before: Json.optional(),
})
export type MergeExample = z.infer<typeof MergeExample>

/** What a merge would do, or did (`details` of its job). */
export const MergeReport = z.object({
  sessionId: z.string(),
  sessionName: z.string().optional(),
  packageId: z.string().optional(),
  /** Those whose work is in the file. */
  reviewers: z.array(z.string()),
  /** `otherWorkspace`: of the same session in a workspace that this one is a copy of, or a copy of this one. */
  match: z.enum(['same', 'otherWorkspace', 'otherSession']),
  itemCount: z.number(),
  /** Answers by what happens to them. */
  answers: z.record(AnswerOutcome, z.number()),
  /** Items whose state (submitted, skipped, flagged …), note or time changes. */
  stateCount: z.number(),
  notices: z.record(MergeNotice, z.number()),
  /** The first ten of each kind except `same`. */
  examples: z.array(MergeExample),
})
export type MergeReport = z.infer<typeof MergeReport>

/** One reviewer's different answers to one question about one item. */
export const AnswerConflict = z.object({
  traceId: z.string(),
  inputPreview: z.string().optional(),
  schemaId: z.string(),
  reviewer: z.string(),
  answers: z.array(
    z.object({
      /** Where it was given: empty for this workspace, else the id of a package or of another workspace. */
      origin: z.string(),
      /** Absent: taken back there. */
      value: Json.optional(),
      rationale: z.string().optional(),
      version: z.number().int(),
      savedAtMs: z.number(),
      /** The one that counts. */
      isEffective: z.boolean(),
    }),
  ),
})
export type AnswerConflict = z.infer<typeof AnswerConflict>
