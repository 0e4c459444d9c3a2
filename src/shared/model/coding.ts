/**
 * Open coding: notes that people wrote about traces, and the codes that name what notes have in common. An experiment has one
 * code book; a labeling session is looked at with the code book of its experiment.
 */
import * as z from 'zod'

/** What a code can become: an option of a question, whose texts have the same limit. */
export const CodeName = z.string().trim().min(1).max(64)

/** Hues that hold in light and dark; a code is always shown with its name as well. */
export const CodeColour = z.enum(['blue', 'violet', 'orange', 'teal', 'sky', 'green', 'rose', 'pink', 'olive', 'grey'])
export type CodeColour = z.infer<typeof CodeColour>

export const Code = z.object({
  codeId: z.string(),
  experimentId: z.string(),
  /** Unique in its experiment, whatever the case. */
  name: z.string(),
  description: z.string().optional(),
  colour: CodeColour,
  createdBy: z.string(),
  createdAtMs: z.number(),
  /** Names of the codes that were merged into it. */
  mergedFrom: z.array(z.string()),
  /** Questions of which it is an option, and under which text. */
  promotedTo: z.array(z.object({ schemaId: z.string(), option: z.string() })),
})
export type Code = z.infer<typeof Code>

/** With a session: only notes on its traces, and of the notes on items only its own. */
export const CodingScope = z.object({ experimentId: z.string(), sessionId: z.string().optional() })
export type CodingScope = z.infer<typeof CodingScope>

/** The name of the assessments that are nothing but a note on a trace. */
export const noteAssessmentName = 'note'

/**
 * Where a note was written. `item`: on an item while labeling. `comment`: as the reason of an answer. `answer`: as the text of an
 * assessment named `note`, or of one that answers a question with free text.
 */
export const NoteKind = z.enum(['item', 'comment', 'answer'])
export type NoteKind = z.infer<typeof NoteKind>

export const AssignedCode = z.object({ codeId: z.string(), codedBy: z.string(), codedAtMs: z.number() })
export type AssignedCode = z.infer<typeof AssignedCode>

export const CodingNote = z.object({
  /** Stays the same when the note is edited, once it was coded. */
  noteId: z.string(),
  kind: NoteKind,
  traceId: z.string(),
  traceName: z.string(),
  inputPreview: z.string().optional(),
  outputPreview: z.string().optional(),
  /** Name of the assessment that it belongs to; absent for notes on items. */
  about: z.string().optional(),
  author: z.string(),
  text: z.string(),
  notedAtMs: z.number(),
  /** `changed`: edited since it was coded. `gone`: deleted since; `text` is what it said when it was coded. */
  state: z.enum(['current', 'changed', 'gone']),
  /** What it said when it was coded, where it says something else now. */
  codedText: z.string().optional(),
  /** Of this code book, oldest first. */
  codes: z.array(AssignedCode),
})
export type CodingNote = z.infer<typeof CodingNote>

/** A code that there is, or one to be made under this name. */
export const CodeChoice = z.union([z.object({ codeId: z.string() }), z.object({ name: CodeName })])
export type CodeChoice = z.infer<typeof CodeChoice>

/** What was done; `changeId` takes it back, absent when there was nothing to do. */
export const CodingChange = z.object({ changeId: z.string().optional(), codeIds: z.array(z.string()) })
export type CodingChange = z.infer<typeof CodingChange>

export const ChangeKind = z.enum(['create', 'update', 'merge', 'split', 'delete', 'assign', 'unassign', 'promote'])
export type ChangeKind = z.infer<typeof ChangeKind>

/** A question that codes become options of: one that there is, or a new one. */
export const PromotionTarget = z.union([
  z.object({ schemaId: z.string() }),
  z.object({ name: z.string(), title: z.string().max(250).optional(), isMultiple: z.boolean() }),
])
export type PromotionTarget = z.infer<typeof PromotionTarget>

export const PromotionReport = CodingChange.extend({
  schemaId: z.string(),
  addedOptions: z.array(z.string()),
  /** Assessments that were made or changed; those that said the same already are not counted. */
  assessmentCount: z.number(),
  /** Traces whose notes have several of the codes, where the question takes one answer: they got none. */
  skippedCount: z.number(),
})
export type PromotionReport = z.infer<typeof PromotionReport>
