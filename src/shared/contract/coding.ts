import * as z from 'zod'
import {
  ChangeKind,
  Code,
  CodeChoice,
  CodeColour,
  CodeName,
  CodingChange,
  CodingNote,
  CodingScope,
  PromotionReport,
  PromotionTarget,
} from '../model/coding.ts'
import { procedure } from './errors.ts'

const By = z.object({ by: z.string().trim().max(250) })
const Experiment = z.object({ experimentId: z.string() })
const CodeRef = z.object({ codeId: z.string() })
const NoteIds = z.array(z.string()).min(1).max(20_000)
const Description = z.string().max(2_000)

/** Open coding. Every call that changes something is on disk when it answers, and `undo` takes it back. */
export const coding = {
  /** Experiments with notes, most notes first. */
  experiments: procedure.output(z.array(z.object({ experimentId: z.string(), noteCount: z.number() }))),
  /** Of an experiment, in the order in which they were made. */
  codes: procedure.input(Experiment).output(z.array(Code)),
  /** Newest first, at most 20,000; `total` says how many there are. */
  notes: procedure.input(CodingScope).output(z.object({ notes: z.array(CodingNote), total: z.number() })),
  /** CONFLICT when the code book has one of this name. */
  create: procedure
    .input(
      Experiment.extend(By.shape).extend({
        name: CodeName,
        description: Description.optional(),
        colour: CodeColour.optional(),
      }),
    )
    .output(CodingChange),
  /** Absent fields stay. CONFLICT when another code has the name. */
  update: procedure
    .input(
      CodeRef.extend(By.shape).extend({
        name: CodeName.optional(),
        description: Description.optional(),
        colour: CodeColour.optional(),
      }),
    )
    .output(CodingChange),
  /** All notes of the others get the code that stays. */
  merge: procedure
    .input(CodeRef.extend(By.shape).extend({ fromCodeIds: z.array(z.string()).min(1).max(1_000) }))
    .output(CodingChange),
  /** The chosen ones of its notes leave the code for a new one. */
  split: procedure.input(CodeRef.extend(By.shape).extend({ noteIds: NoteIds, name: CodeName })).output(CodingChange),
  /** The notes stay. */
  delete: procedure.input(CodeRef.extend(By.shape)).output(CodingChange),
  /** All of the codes to all of the notes; codes that there are not yet are made. */
  assign: procedure
    .input(Experiment.extend(By.shape).extend({ noteIds: NoteIds, codes: z.array(CodeChoice).min(1).max(100) }))
    .output(CodingChange),
  unassign: procedure
    .input(By.extend({ noteIds: NoteIds, codeIds: z.array(z.string()).min(1).max(1_000) }))
    .output(CodingChange),
  /** Says that the codes of changed notes still hold: what they say now is what was coded. */
  confirm: procedure.input(z.object({ noteIds: NoteIds })).output(z.object({ count: z.number() })),
  /** Takes a change back; once. CONFLICT when what it made has been changed since. */
  undo: procedure.input(By.extend({ changeId: z.string() })).output(z.object({ undone: z.boolean() })),
  /** What was done to the code book, newest first; without the codings of single notes. */
  history: procedure.input(Experiment.extend({ limit: z.number().int().min(1).max(500) })).output(
    z.array(
      z.object({
        changeId: z.string(),
        kind: ChangeKind,
        by: z.string(),
        atMs: z.number(),
        isUndone: z.boolean(),
        /** Codes as they were called then: for a merge the one that stayed last. */
        names: z.array(z.string()),
        noteCount: z.number(),
      }),
    ),
  ),
  /**
   * Makes codes options of a question, and their notes answers to it, if wanted: one assessment for each trace and each person who coded.
   * A second time only what is missing is made. INVALID_INPUT when the question has no options; CONFLICT when a new one's name is taken.
   */
  promote: procedure
    .input(
      Experiment.extend(By.shape).extend({
        codeIds: z.array(z.string()).min(1).max(100),
        target: PromotionTarget,
        withAssessments: z.boolean(),
      }),
    )
    .output(PromotionReport),
}
