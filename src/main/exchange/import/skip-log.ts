import type { SkipReport } from '../../../shared/model/job.ts'

/** First places kept for a cause. */
const maxPlaces = 10

/** Sentences for the causes that the importers find themselves; decoders bring their own. */
const messages = {
  invalidJson: 'Not valid JSON.',
  cutOff: 'The record ends before it is complete.',
  recordTooLarge: 'The record is larger than one record may be.',
  tooDeep: 'The record is nested too deeply.',
  invalidCsv: 'The row does not have the form of the others.',
  invalidParquet: 'This part of the Parquet file could not be read.',
  compressedDataCutOff: 'The compressed file ends too early; what came before was taken.',
  compressedDataDamaged: 'The compressed data is damaged from here on; what came before was taken.',
  unsupportedSignal: 'Metrics and profiles are not kept.',
  unknownRecord: 'The record is of no form that this import knows.',
  spanWithoutId: 'The span has no trace id or span id.',
  badTraceId: 'The trace has no usable trace id.',
  badSpan: 'The span is of no form that this import knows.',
  badAssessment: 'The assessment is incomplete.',
  missingInput: 'The row has neither an input nor an output.',
  invalidRecord: 'The record could not be converted.',
} as const
export type SkipReason = keyof typeof messages

/** Counts what was not taken, one entry a cause with the first places. */
export class SkipLog {
  readonly #entries = new Map<string, SkipReport>()

  add(reason: SkipReason, place: number, count = 1): void {
    this.addOther(reason, messages[reason], place, count)
  }

  /** A cause that another module named. The message must not carry trace content. */
  addOther(reason: string, message: string, place: number, count = 1): void {
    const entry = this.#entries.get(reason)
    if (!entry) {
      this.#entries.set(reason, { reason, message, count, at: [place] })
      return
    }
    entry.count += count
    if (entry.at.length < maxPlaces && entry.at.at(-1) !== place) entry.at.push(place)
  }

  /** Most frequent first. */
  report(): SkipReport[] {
    return [...this.#entries.values()].sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason))
  }
}
