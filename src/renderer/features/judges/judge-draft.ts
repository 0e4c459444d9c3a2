/** A judge while it is being written: what the fields hold, and what can be made of it. Pure. */
import type { Json } from '../../../shared/model/json.ts'
import type { BuiltinJudge, Judge, JudgeAnswer, JudgeDefinition, JudgeExample } from '../../../shared/model/judge.ts'
import { type InstructionProblem, readInstructions } from '../../../shared/model/judge-instructions.ts'

export interface ExampleDraft {
  /** For the list on screen only. */
  key: number
  inputs: string
  outputs: string
  expectations: string
  value: string
  rationale: string
  assessmentId: string | undefined
}

export interface JudgeDraft {
  name: string
  experimentId: string
  instructions: string
  answerKind: JudgeAnswer['kind']
  /** One a line. */
  options: string
  min: string | number
  max: string | number
  isMultiTurn: boolean
  providerId: string
  model: string
  temperature: string | number
  examples: ExampleDraft[]
  basedOn: string | undefined
  note: string
}

export type Problem =
  | InstructionProblem['kind']
  | 'name'
  | 'nameDot'
  | 'options'
  | 'limits'
  | 'provider'
  | 'model'
  | 'conversation'
  | 'noConversation'
  | 'guidelines'

export interface DraftProblems {
  name?: Problem
  instructions?: Problem
  /** What the problem of the instructions is about. */
  words: string[]
  options?: Problem
  limits?: Problem
  provider?: Problem
  model?: Problem
  /** Keys of examples whose right answer is none. */
  examples: number[]
}

let lastKey = 0

export function newExample(): ExampleDraft {
  const texts = { inputs: '', outputs: '', expectations: '', value: '', rationale: '' }
  return { key: ++lastKey, ...texts, assessmentId: undefined }
}

export function newJudgeDraft(model: Pick<JudgeDraft, 'providerId' | 'model'>): JudgeDraft {
  return {
    name: '',
    experimentId: '0',
    instructions: '',
    answerKind: 'yesNo',
    options: '',
    min: 1,
    max: 5,
    isMultiTurn: false,
    ...model,
    temperature: 0,
    examples: [],
    basedOn: undefined,
    note: '',
  }
}

export function draftOfBuiltin(builtin: BuiltinJudge, model: Pick<JudgeDraft, 'providerId' | 'model'>): JudgeDraft {
  const { builtinId, version, instructions, isMultiTurn } = builtin
  return {
    ...newJudgeDraft(model),
    name: builtinId,
    instructions,
    isMultiTurn,
    ...answerFields(builtin.answer),
    basedOn: `${builtinId}@${version}`,
  }
}

export function draftOfJudge({
  name,
  experimentId,
  definition,
}: Pick<Judge, 'name' | 'experimentId' | 'definition'>): JudgeDraft {
  const { instructions, isMultiTurn, providerId, model, temperature, basedOn } = definition
  return {
    ...newJudgeDraft({ providerId, model }),
    name,
    experimentId,
    instructions,
    isMultiTurn,
    temperature,
    basedOn,
    ...answerFields(definition.answer),
    examples: definition.examples.map(toExampleDraft),
  }
}

function answerFields(answer: JudgeAnswer): Pick<JudgeDraft, 'answerKind' | 'options' | 'min' | 'max'> {
  return {
    answerKind: answer.kind,
    options: answer.kind === 'choice' ? answer.options.join('\n') : '',
    min: answer.kind === 'number' ? (answer.min ?? '') : 1,
    max: answer.kind === 'number' ? (answer.max ?? '') : 5,
  }
}

function toExampleDraft(example: JudgeExample): ExampleDraft {
  const { inputs, outputs, expectations, value, rationale = '', assessmentId } = example
  return {
    key: ++lastKey,
    inputs: textOf(inputs),
    outputs: textOf(outputs),
    expectations: textOf(expectations),
    value: typeof value === 'string' ? value : JSON.stringify(value),
    rationale,
    assessmentId,
  }
}

/** A text as it is, unless it would be read as something else; other values as JSON. */
function textOf(value: Json | undefined): string {
  if (value === undefined) return ''
  return typeof value === 'string' && readText(value) === value ? value : JSON.stringify(value, null, 2)
}

/** JSON where it is some, else the text itself; nothing of nothing. */
function readText(text: string): Json | undefined {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

const numberOf = (field: string | number): number | undefined =>
  field === '' || !Number.isFinite(Number(field)) ? undefined : Number(field)

const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
]

function toAnswer({ answerKind, options, min, max }: JudgeDraft): JudgeAnswer {
  if (answerKind === 'choice') return { kind: 'choice', options: linesOf(options) }
  if (answerKind !== 'number') return { kind: answerKind }
  const [lowest, highest] = [numberOf(min), numberOf(max)]
  return {
    kind: 'number',
    ...(lowest === undefined ? {} : { min: lowest }),
    ...(highest === undefined ? {} : { max: highest }),
  }
}

export function findProblems(draft: JudgeDraft): DraftProblems {
  const { variables, problem } = readInstructions(draft.instructions)
  const answer = toAnswer(draft)
  const problems: DraftProblems = {
    words: problem?.words ?? [],
    examples: draft.examples.filter((each) => toExampleValue(answer, each.value) === undefined).map(({ key }) => key),
  }
  if (problem !== undefined) {
    const isGuidelines = problem.kind === 'unknown' && problem.words.every((word) => word === 'guidelines')
    problems.instructions = isGuidelines ? 'guidelines' : problem.kind
  } else if (draft.isMultiTurn !== variables.includes('conversation')) {
    problems.instructions = draft.isMultiTurn ? 'conversation' : 'noConversation'
  }
  if (draft.name.trim() === '') problems.name = 'name'
  else if (draft.name.includes('.')) problems.name = 'nameDot'
  if (answer.kind === 'choice' && answer.options.length < 2) problems.options = 'options'
  if (answer.kind === 'number' && (answer.min ?? -Infinity) > (answer.max ?? Infinity)) problems.limits = 'limits'
  if (draft.providerId === '') problems.provider = 'provider'
  if (draft.model.trim() === '') problems.model = 'model'
  return problems
}

export function hasProblems({ words: _, examples, ...fields }: DraftProblems): boolean {
  return examples.length > 0 || Object.keys(fields).length > 0
}

/** Of a draft without problems. */
export function toDefinition(draft: JudgeDraft): JudgeDefinition {
  const { instructions, isMultiTurn, providerId, model, temperature, basedOn } = draft
  const answer = toAnswer(draft)
  return {
    instructions,
    answer,
    isMultiTurn,
    providerId,
    model: model.trim(),
    temperature: numberOf(temperature) ?? 0,
    examples: draft.examples.map((each) => toExample(answer, each)),
    ...(basedOn === undefined ? {} : { basedOn }),
  }
}

function toExample(answer: JudgeAnswer, draft: ExampleDraft): JudgeExample {
  const [inputs, outputs, expectations] = [draft.inputs, draft.outputs, draft.expectations].map(readText)
  return {
    ...(inputs === undefined ? {} : { inputs }),
    ...(outputs === undefined ? {} : { outputs }),
    ...(expectations === undefined ? {} : { expectations }),
    value: toExampleValue(answer, draft.value) ?? null,
    ...(draft.rationale.trim() === '' ? {} : { rationale: draft.rationale }),
    ...(draft.assessmentId === undefined ? {} : { assessmentId: draft.assessmentId }),
  }
}

function toExampleValue(answer: JudgeAnswer, text: string): Json | undefined {
  const value = text.trim()
  switch (answer.kind) {
    case 'yesNo':
      return value === 'yes' || value === 'no' ? value : undefined
    case 'choice':
      return answer.options.find((option) => option === value)
    case 'number':
      return numberOf(value)
    case 'text':
      return value === '' ? undefined : value
  }
}

/** Whether two drafts would be saved as the same. */
export function isSameDraft(a: JudgeDraft, b: JudgeDraft): boolean {
  const textOfDraft = (draft: JudgeDraft) =>
    JSON.stringify([draft.name.trim(), draft.experimentId, toDefinition(draft)])
  return textOfDraft(a) === textOfDraft(b)
}

export const versionFields = [
  'name',
  'instructions',
  'answer',
  'isMultiTurn',
  'model',
  'temperature',
  'examples',
] as const
export type VersionField = (typeof versionFields)[number]

/** What a version changed of the one before it. */
export function listVersionChanges(before: Judge, after: Judge): VersionField[] {
  const partsOf = ({ name, definition }: Judge): Record<VersionField, Json | undefined> => ({
    name,
    instructions: definition.instructions,
    answer: definition.answer as unknown as Json,
    isMultiTurn: definition.isMultiTurn,
    model: [definition.providerId, definition.model],
    temperature: definition.temperature,
    examples: definition.examples as unknown as Json,
  })
  const [old, now] = [partsOf(before), partsOf(after)]
  return versionFields.filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
}
