/** Questions as a JSON file, to take them from one workspace to another. Pure. */
import * as z from 'zod'
import { type AskIf, NamedAskIf } from '../../../shared/model/ask-if.ts'
import { type LabelSchema, NewLabelSchema } from '../../../shared/model/labeling.ts'

const fileVersion = 1

const FileHead = z.object({
  format: z.literal('assay-questions'),
  version: z.number(),
  questions: z.array(z.unknown()),
})

/** A question without what belongs to its workspace: ids, times, experiment. */
const FileQuestion = NewLabelSchema.omit({ experimentId: true, createdBy: true }).extend({
  askIf: NamedAskIf.optional(),
})
export type FileQuestion = z.infer<typeof FileQuestion>

/** MLflow's default question stays out: every experiment has its own. */
export function toSchemaFile(schemas: readonly LabelSchema[]): string {
  const questions = schemas
    .filter((schema) => schema.isDefault !== true)
    .map(({ name, type, title, instruction, enableComment, isRequired, group, askIf, input }): FileQuestion => {
      return { name, type, title, instruction, enableComment, isRequired, group, askIf: toNamed(askIf, schemas), input }
    })
  return `${JSON.stringify({ format: 'assay-questions', version: fileVersion, questions }, undefined, 2)}\n`
}

function toNamed(askIf: AskIf | undefined, schemas: readonly LabelSchema[]): NamedAskIf | undefined {
  if (askIf === undefined) return undefined
  const { schemaId, ...test } = askIf
  const decider = schemas.find((schema) => schema.schemaId === schemaId)
  return decider === undefined ? undefined : { ...test, name: decider.name }
}

export type FileProblem =
  | { kind: 'notJson' | 'notQuestions' | 'tooNew' }
  /** `number` from 1; `path` is the field within the question. */
  | { kind: 'badQuestion'; number: number; path: string }

type ParsedFile = { ok: true; questions: FileQuestion[] } | { ok: false; problem: FileProblem }

/** All of the file's questions, or what is wrong with it. */
export function parseSchemaFile(text: string): ParsedFile {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return { ok: false, problem: { kind: 'notJson' } }
  }
  const head = FileHead.safeParse(content)
  if (!head.success) return { ok: false, problem: { kind: 'notQuestions' } }
  if (head.data.version > fileVersion) return { ok: false, problem: { kind: 'tooNew' } }
  const questions: FileQuestion[] = []
  for (const [index, each] of head.data.questions.entries()) {
    const parsed = FileQuestion.safeParse(each)
    if (!parsed.success) {
      const path = parsed.error.issues[0]?.path.join('.') || 'question'
      return { ok: false, problem: { kind: 'badQuestion', number: index + 1, path } }
    }
    questions.push(parsed.data)
  }
  return { ok: true, questions }
}

interface ImportLine {
  question: FileQuestion
  /** The experiment, or an earlier line, has its name. */
  isTaken: boolean
  /** A name that nothing has. */
  freeName: string
}

/** Each question of a file with whether its name is free. */
export function planImport(questions: readonly FileQuestion[], taken: readonly string[]): ImportLine[] {
  const names = new Set(taken)
  // Names of the file itself are kept for their own questions.
  const own = new Set(questions.map(({ name }) => name))
  return questions.map((question) => {
    const isTaken = names.has(question.name)
    let freeName = question.name
    for (let number = 2; names.has(freeName) || (freeName !== question.name && own.has(freeName)); number++) {
      freeName = `${question.name}_${number}`
    }
    names.add(freeName)
    return { question, isTaken, freeName }
  })
}

/**
 * What is imported of a plan: lines whose name is taken only when they are among `renamed`. A condition follows the question that it names to
 * its new name.
 */
export function chosenQuestions(lines: readonly ImportLine[], renamed: ReadonlySet<number>): FileQuestion[] {
  const newNames = new Map(
    lines.flatMap(({ question, isTaken, freeName }, at) =>
      isTaken && renamed.has(at) ? [[question.name, freeName]] : [],
    ),
  )
  return lines.flatMap(({ question, isTaken, freeName }, at) => {
    if (isTaken && !renamed.has(at)) return []
    const { askIf } = question
    const named = askIf === undefined ? {} : { askIf: { ...askIf, name: newNames.get(askIf.name) ?? askIf.name } }
    return { ...question, ...named, name: freeName }
  })
}
