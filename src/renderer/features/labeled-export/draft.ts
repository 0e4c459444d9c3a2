/** What a person chose in the dialog, and the request that it comes to. Pure. */
import { Redaction } from '../../../shared/model/handover.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { LabeledExport, LabeledFormat, LabeledShape, LabeledSource } from '../../../shared/model/labeled-export.ts'
import type { LabelSchemaInput } from '../../../shared/model/labeling.ts'

export interface ConditionDraft {
  name: string
  /** JSON of what was chosen, or what was typed. */
  value: string
}

export interface ExportDraft {
  source: LabeledSource
  format: LabeledFormat
  shape: LabeledShape
  corrections: string
  conditions: readonly ConditionDraft[]
  redaction: Redaction
  hidesReviewers: boolean
}

/** A question that can be asked for: its name, and its answers where they are few. */
export interface KnownQuestion {
  name: string
  answers: readonly { value: Json; label: string | undefined }[]
}

export const tables: readonly LabeledFormat[] = ['jsonl', 'csv', 'parquet', 'huggingface']
export const forms: readonly LabeledFormat[] = ['mlflow', 'openaiChat', 'openaiEvals', 'preference', 'openaiPreference']
export const shapes: readonly LabeledShape[] = ['trace', 'label', 'reviewer']

export function isFormat(value: unknown): value is LabeledFormat {
  return [...tables, ...forms].some((format) => format === value)
}

export const hasShape = (format: LabeledFormat, source: LabeledSource): boolean =>
  tables.includes(format) && source.kind !== 'dataset'

/** Formats that put an answer in place of the output. */
export const hasCorrections = (format: LabeledFormat): boolean => forms.includes(format) && format !== 'mlflow'

/** What any version of Assay kept; undefined when it does not fit. Names of people are never kept. */
export function parseRedaction(stored: Json): Redaction | undefined {
  const kept = Redaction.omit({ names: true }).safeParse(stored)
  return kept.success ? { ...kept.data, names: [] } : undefined
}

export function toRequest(draft: ExportDraft, openingId: number | undefined): LabeledExport {
  const { source, format, shape, corrections, conditions, redaction, hidesReviewers } = draft
  return {
    source: source.kind === 'dataset' && openingId !== undefined ? { ...source, openingId } : source,
    format,
    shape: hasShape(format, source) ? shape : 'trace',
    where: conditions.flatMap(({ name, value }) =>
      name.trim() === '' || value.trim() === '' ? [] : [{ name: name.trim(), value: parseAnswer(value) }],
    ),
    corrections: corrections.trim() === '' ? 'expected_response' : corrections.trim(),
    redaction,
    hidesReviewers,
  }
}

/** Typed as JSON, such as `true` or `4`, or else as a text. */
export function parseAnswer(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** The answers of a question that offers few. */
export function listAnswers(input: LabelSchemaInput): KnownQuestion['answers'] {
  const plain = (values: readonly Json[]) => values.map((value) => ({ value, label: undefined }))
  switch (input.type) {
    case 'passFail':
      return [
        { value: true, label: input.positiveLabel },
        { value: false, label: input.negativeLabel },
      ]
    case 'categorical':
      return input.isMultiple ? [] : plain(input.options)
    case 'pairwise':
      return plain(['A', 'B', 'tie', ...(input.hasBothBad ? ['both_bad'] : [])])
    case 'rating':
      return plain(Array.from({ length: input.max }, (_, at) => at + 1))
    default:
      return []
  }
}
