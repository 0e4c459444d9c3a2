/** Everything the form of a question holds while it is open, and what keeps it from being saved. */
import { type MarkColor, markColors } from '../../../shared/model/highlight.ts'
import { type LabelSchema, LabelSchemaInput, NewLabelSchema } from '../../../shared/model/labeling.ts'
import { type ConditionDraft, fromConditionDraft, noCondition, toConditionDraft } from './condition-draft.ts'

/** What a person chooses as the kind of answer; the model's `categorical` is two of them. */
export const answerKinds = [
  'passFail',
  'choice',
  'choices',
  'rating',
  'numeric',
  'text',
  'textList',
  'highlight',
  'pairwise',
  'ranking',
] as const
export type AnswerKind = (typeof answerKinds)[number]

export interface DraftOption {
  /** Stays with its option when it moves. */
  key: number
  text: string
  /** When to choose it; empty for none. */
  help: string
  /** Of a label of highlights; by its place where nobody has chosen. */
  color?: MarkColor | undefined
}

/** Numbers are kept as typed. Settings of kinds that are not chosen stay, so that trying another kind loses nothing. */
export interface SchemaDraft {
  /** The question being changed; undefined for a new one. */
  edits: LabelSchema | undefined
  experimentId: string
  name: string
  type: LabelSchema['type']
  title: string
  instruction: string
  isCommentAllowed: boolean
  isRequired: boolean
  /** Heading above it; empty for none. */
  group: string
  condition: ConditionDraft
  kind: AnswerKind
  positiveLabel: string
  negativeLabel: string
  options: DraftOption[]
  min: string
  max: string
  maxLength: string
  maxCount: string
  unit: string
  /** Of a rating: its largest number, and what its ends mean. */
  points: string
  lowLabel: string
  highLabel: string
  /** Of two outputs: where they are; empty for the first two. */
  pathA: string
  pathB: string
  hasBothBad: boolean
  /** Of a ranking: options may be left out. */
  isPartial: boolean
}

let lastKey = 0

export function toOption(text: string, help = '', color?: MarkColor): DraftOption {
  lastKey += 1
  return { key: lastKey, text, help, ...(color === undefined ? {} : { color }) }
}

/** The colour of the label at a place, as long as nobody has chosen another. */
export function colorOf({ color }: DraftOption, at: number): MarkColor {
  return color ?? (markColors[at % markColors.length] as MarkColor)
}

export function kindOf(input: LabelSchemaInput): AnswerKind {
  return input.type === 'categorical' ? (input.isMultiple ? 'choices' : 'choice') : input.type
}

/** An empty draft. The labels are what pass/fail buttons say until someone changes them. */
export function newSchemaDraft(labels: { positive: string; negative: string }, experimentId = '0'): SchemaDraft {
  return {
    edits: undefined,
    experimentId,
    name: '',
    type: 'feedback',
    title: '',
    instruction: '',
    isCommentAllowed: true,
    isRequired: false,
    group: '',
    condition: noCondition,
    kind: 'passFail',
    positiveLabel: labels.positive,
    negativeLabel: labels.negative,
    options: [toOption(''), toOption('')],
    min: '',
    max: '',
    maxLength: '',
    maxCount: '',
    unit: '',
    points: '5',
    lowLabel: '',
    highLabel: '',
    pathA: '',
    pathB: '',
    hasBothBad: false,
    isPartial: false,
  }
}

function toText(value: number | undefined): string {
  return value === undefined ? '' : String(value)
}

/** The draft with the settings of an input. */
export function withInput(draft: SchemaDraft, input: LabelSchemaInput): SchemaDraft {
  const kind = kindOf(input)
  switch (input.type) {
    case 'passFail':
      return { ...draft, kind, positiveLabel: input.positiveLabel, negativeLabel: input.negativeLabel }
    case 'categorical':
      return { ...draft, kind, options: input.options.map((option) => toOption(option, input.optionHelp?.[option])) }
    case 'numeric':
      return { ...draft, kind, min: toText(input.min), max: toText(input.max), unit: input.unit ?? '' }
    case 'rating':
      return {
        ...draft,
        kind,
        points: String(input.max),
        lowLabel: input.lowLabel ?? '',
        highLabel: input.highLabel ?? '',
      }
    case 'text':
      return { ...draft, kind, maxLength: toText(input.maxLength) }
    case 'textList':
      return { ...draft, kind, maxLength: toText(input.maxLengthEach), maxCount: toText(input.maxCount) }
    case 'ranking': {
      const options = input.options.map((option) => toOption(option, input.optionHelp?.[option]))
      return { ...draft, kind, options, isPartial: input.isPartial }
    }
    case 'pairwise':
      return {
        ...draft,
        kind,
        pathA: input.paths?.a ?? '',
        pathB: input.paths?.b ?? '',
        hasBothBad: input.hasBothBad,
      }
    case 'highlight':
      return { ...draft, kind, options: input.labels.map(({ text, help, color }) => toOption(text, help, color)) }
  }
}

/** A draft that changes an existing question, from where its unpublished changes have left it. */
export function editSchemaDraft(schema: LabelSchema, labels: { positive: string; negative: string }): SchemaDraft {
  const now = schema.draft ?? schema
  const draft: SchemaDraft = {
    ...newSchemaDraft(labels, schema.experimentId),
    edits: schema,
    name: schema.name,
    type: schema.type,
    title: now.title ?? '',
    instruction: now.instruction ?? '',
    isCommentAllowed: now.enableComment,
    isRequired: now.isRequired === true,
    group: now.group ?? '',
    condition: toConditionDraft(now.askIf),
  }
  return withInput(draft, now.input)
}

/** What was typed as a number; undefined for nothing. `NaN` for what is none, which the model refuses. */
function toNumber(text: string): number | undefined {
  const trimmed = text.trim().normalize('NFKC')
  return trimmed === '' ? undefined : Number(trimmed)
}

function toOptional(text: string): string | undefined {
  return text.trim() === '' ? undefined : text
}

function helpOf(options: readonly DraftOption[]): { optionHelp?: Record<string, string> } {
  const given = options.flatMap(({ text, help }): [string, string][] =>
    help.trim() === '' ? [] : [[text.trim(), help.trim()]],
  )
  return given.length === 0 ? {} : { optionHelp: Object.fromEntries(given) }
}

export function isBlankOption({ text, help }: DraftOption): boolean {
  return text.trim() === '' && help.trim() === ''
}

/** Without the empty rows at the end: Enter after the last option leaves one. The first stays, to be complained about. */
function givenOptions(options: readonly DraftOption[]): readonly DraftOption[] {
  const last = options.findLastIndex((option) => !isBlankOption(option))
  return options.slice(0, Math.max(last, 0) + 1)
}

function candidateInput(draft: SchemaDraft): unknown {
  const options = givenOptions(draft.options)
  switch (draft.kind) {
    case 'passFail':
      return { type: 'passFail', positiveLabel: draft.positiveLabel, negativeLabel: draft.negativeLabel }
    case 'choice':
    case 'choices':
      return {
        type: 'categorical',
        options: options.map((option) => option.text),
        isMultiple: draft.kind === 'choices',
        ...helpOf(options),
      }
    case 'numeric':
      return { type: 'numeric', min: toNumber(draft.min), max: toNumber(draft.max), unit: toOptional(draft.unit) }
    case 'rating':
      return {
        type: 'rating',
        max: toNumber(draft.points),
        lowLabel: toOptional(draft.lowLabel),
        highLabel: toOptional(draft.highLabel),
      }
    case 'text':
      return { type: 'text', maxLength: toNumber(draft.maxLength) }
    case 'textList':
      return { type: 'textList', maxLengthEach: toNumber(draft.maxLength), maxCount: toNumber(draft.maxCount) }
    case 'ranking':
      return {
        type: 'ranking',
        options: options.map((option) => option.text),
        isPartial: draft.isPartial,
        ...helpOf(options),
      }
    case 'pairwise': {
      const { pathA, pathB, hasBothBad } = draft
      const hasPaths = pathA.trim() !== '' || pathB.trim() !== ''
      return { type: 'pairwise', hasBothBad, ...(hasPaths ? { paths: { a: pathA, b: pathB } } : {}) }
    }
    case 'highlight':
      return {
        type: 'highlight',
        labels: options.map((option, at) => ({
          text: option.text,
          color: colorOf(option, at),
          ...(option.help.trim() === '' ? {} : { help: option.help }),
        })),
      }
  }
}

/** The input as drafted so far, for the preview; undefined while it is not valid. */
export function draftInput(draft: SchemaDraft): LabelSchemaInput | undefined {
  const parsed = LabelSchemaInput.safeParse(candidateInput(draft))
  return parsed.success ? parsed.data : undefined
}

export type ProblemField =
  | 'name'
  | 'title'
  | 'instruction'
  | 'positiveLabel'
  | 'negativeLabel'
  | 'options'
  | 'min'
  | 'max'
  | 'maxLength'
  | 'maxCount'
  | 'unit'
  | 'points'
  | 'lowLabel'
  | 'highLabel'
  | 'pathA'
  | 'pathB'
  | 'group'
  | 'condition'

export type Problem =
  | 'nameEmpty'
  | 'nameDot'
  | 'nameLong'
  | 'nameTaken'
  | 'titleLong'
  | 'instructionLong'
  | 'labelEmpty'
  | 'labelLong'
  | 'labelsSame'
  | 'optionEmpty'
  | 'optionLong'
  | 'optionsNone'
  | 'optionsMany'
  | 'labelsMany'
  | 'rankedCount'
  | 'optionsSame'
  | 'notANumber'
  | 'minNotLess'
  | 'notACount'
  | 'pointsRange'
  | 'helpLong'
  | 'unitLong'
  | 'pathEmpty'
  | 'pathLong'
  | 'groupLong'
  | 'conditionEmpty'

export interface Problems {
  fields: Partial<Record<ProblemField, Problem>>
  /** By the key of the option. */
  options: Record<number, Problem>
}

interface Issue {
  code: string
  path: readonly PropertyKey[]
}

/** A refusal of the model in the words of the form. `path` begins at the question's own fields. */
function addProblem(problems: Problems, draft: SchemaDraft, { code, path }: Issue): void {
  const { fields } = problems
  const [first, second, third] = path
  const isShort = code === 'too_small'
  if (first === 'name') fields.name ??= isShort ? 'nameEmpty' : code === 'too_big' ? 'nameLong' : 'nameDot'
  else if (first === 'title') fields.title = 'titleLong'
  else if (first === 'instruction') fields.instruction = 'instructionLong'
  else if (first === 'group') fields.group = 'groupLong'
  else if (second === 'positiveLabel' || second === 'negativeLabel') {
    fields[second] = isShort ? 'labelEmpty' : 'labelLong'
  } else if (second === 'options') {
    const option = typeof third === 'number' ? draft.options[third] : undefined
    if (option !== undefined) problems.options[option.key] = isShort ? 'optionEmpty' : 'optionLong'
    else if (draft.kind === 'ranking') fields.options = 'rankedCount'
    else fields.options = isShort ? 'optionsNone' : 'optionsMany'
  } else if (second === 'labels') {
    const option = typeof third === 'number' ? draft.options[third] : undefined
    const isHelp = path[3] === 'help'
    if (option !== undefined)
      problems.options[option.key] = isHelp ? 'helpLong' : isShort ? 'optionEmpty' : 'optionLong'
    else fields.options = isShort ? 'optionsNone' : code === 'too_big' ? 'labelsMany' : 'optionsSame'
  } else if (second === 'optionHelp') {
    const option = draft.options.find(({ text }) => text.trim() === third)
    if (option === undefined) fields.options = 'helpLong'
    else problems.options[option.key] = 'helpLong'
  } else if (second === 'unit') fields.unit = 'unitLong'
  else if (second === 'paths') fields[third === 'a' ? 'pathA' : 'pathB'] = isShort ? 'pathEmpty' : 'pathLong'
  else if (second === 'lowLabel' || second === 'highLabel') fields[second] = 'labelLong'
  else if (second === 'max' && draft.kind === 'rating') fields.points = 'pointsRange'
  else if (second === 'min' || second === 'max') fields[second] = 'notANumber'
  else if (second === 'maxCount') fields.maxCount = 'notACount'
  else if (second === 'maxLength' || second === 'maxLengthEach') fields.maxLength = 'notACount'
  else if (draft.kind === 'passFail') fields.negativeLabel = 'labelsSame'
  else if (draft.kind === 'numeric') fields.max = 'minNotLess'
  else fields.options = 'optionsSame'
}

export type ParsedDraft = { ok: true; schema: NewLabelSchema } | { ok: false; problems: Problems }

/** The question as the contract takes it, or what the model says against it, by field. */
export function parseSchemaDraft(draft: SchemaDraft): ParsedDraft {
  const title = draft.title.trim()
  const instruction = draft.instruction.trim()
  const group = draft.group.trim()
  const condition = fromConditionDraft(draft.condition)
  const parsed = NewLabelSchema.safeParse({
    experimentId: draft.experimentId,
    name: draft.name,
    type: draft.type,
    // Changing a question, the empty text is what takes a title away.
    ...(title === '' && draft.edits === undefined ? {} : { title }),
    ...(instruction === '' && draft.edits === undefined ? {} : { instruction }),
    enableComment: draft.isCommentAllowed,
    isRequired: draft.isRequired,
    ...(group === '' && draft.edits === undefined ? {} : { group }),
    ...(condition === undefined || condition === 'incomplete' ? {} : { askIf: condition }),
    input: candidateInput(draft),
  })
  const isIncomplete = condition === 'incomplete'
  if (parsed.success && !isIncomplete) return { ok: true, schema: parsed.data }
  const problems: Problems = { fields: {}, options: {} }
  if (isIncomplete) problems.fields.condition = 'conditionEmpty'
  for (const issue of parsed.error?.issues ?? []) addProblem(problems, draft, issue)
  return { ok: false, problems }
}

/** What a draft says, without the keys of its options: whether two drafts differ. */
function content({ edits: _, options, ...rest }: SchemaDraft): string {
  return JSON.stringify({ ...rest, options: options.map(({ text, help, color }) => [text, help, color]) })
}

export function isSameDraft(one: SchemaDraft, other: SchemaDraft): boolean {
  return content(one) === content(other)
}
