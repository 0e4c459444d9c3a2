/** Collects what the format readers find into batches and hands these on, one at a time behind the reader. */
import type {
  IngestAssessment,
  IngestBatch,
  IngestResult,
  IngestSpan,
  IngestTrace,
} from '../../../shared/model/ingest.ts'
import type { OtlpLogRecord, OtlpSpan } from '../../../shared/model/otlp.ts'
import type { SpanSummary } from '../../../shared/model/view.ts'

export const maxBatchSpans = 512
export const maxBatchBytes = 8 * 1024 * 1024

/** What one record of a file amounts to. */
export interface Found {
  spans?: OtlpSpan[] | undefined
  logs?: OtlpLogRecord[] | undefined
  traces?: IngestTrace[] | undefined
  assessments?: IngestAssessment[] | undefined
}

export interface FeedOptions {
  ingest: (batch: IngestBatch) => Promise<IngestResult>
  summarize: (span: OtlpSpan) => SpanSummary
  experimentId?: string | undefined
}

export type FeedTotals = Omit<IngestResult, 'traceIds'>

export class IngestFeed {
  readonly #options: FeedOptions
  readonly totals: FeedTotals = {
    newSpans: 0,
    updatedSpans: 0,
    unchangedSpans: 0,
    newLogs: 0,
    newAssessments: 0,
    newTraces: 0,
  }
  #spans: IngestSpan[] = []
  #logs: OtlpLogRecord[] = []
  #traces: IngestTrace[] = []
  #assessments: IngestAssessment[] = []
  #bytes = 0
  /** The batch on its way: while it is stored the next one is read, never more. */
  #underway: Promise<void> = Promise.resolve()

  constructor(options: FeedOptions) {
    this.#options = options
  }

  /** Takes what one record gave. `sizeBytes` is about the size of its text. Waits while the store is behind. */
  async add(found: Found, sizeBytes: number): Promise<void> {
    const { spans = [], logs = [], traces = [], assessments = [] } = found
    const items = spans.length + logs.length + traces.length + assessments.length
    if (items === 0) return
    const bytesPerItem = sizeBytes / items
    this.#traces.push(...traces)
    for (const span of spans) {
      this.#spans.push({ span, summary: this.#options.summarize(span) })
      if (this.#isFull(bytesPerItem)) await this.#send()
    }
    for (const log of logs) {
      this.#logs.push(log)
      if (this.#isFull(bytesPerItem)) await this.#send()
    }
    // Last, so that the spans they speak of are stored by then or in the same batch.
    for (const assessment of assessments) {
      this.#assessments.push(assessment)
      if (this.#isFull(bytesPerItem)) await this.#send()
    }
  }

  #isFull(bytes: number): boolean {
    this.#bytes += bytes
    const items = this.#spans.length + this.#logs.length + this.#assessments.length
    return items >= maxBatchSpans || this.#bytes >= maxBatchBytes
  }

  async #send(): Promise<void> {
    await this.#underway
    const { experimentId, ingest } = this.#options
    const batch: IngestBatch = {
      ...(experimentId === undefined ? {} : { experimentId }),
      spans: this.#spans,
      logs: this.#logs,
      traces: this.#traces,
      assessments: this.#assessments,
    }
    this.#spans = []
    this.#logs = []
    this.#traces = []
    this.#assessments = []
    this.#bytes = 0
    this.#underway = ingest(batch).then((result) => {
      for (const key of Object.keys(this.totals) as (keyof FeedTotals)[]) this.totals[key] += result[key]
    })
    // The next `await` sees a failure; until then it must not count as unhandled.
    this.#underway.catch(() => undefined)
  }

  /** Sends the rest and waits until everything is stored. */
  async finish(): Promise<void> {
    if (this.#spans.length + this.#logs.length + this.#traces.length + this.#assessments.length > 0) await this.#send()
    await this.#underway
  }

  /** Waits for the batch on its way without sending the rest, so that the totals are true. */
  async settle(): Promise<void> {
    await this.#underway.catch(() => undefined)
  }
}
