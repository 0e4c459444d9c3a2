import { AppError } from '../../../shared/model/error.ts'
import type { IngestBatch, IngestResult } from '../../../shared/model/ingest.ts'
import { summarizeSpanLazily } from '../../normalize/summarize.ts'
import { type DecodedBody, decodeBody, type Encoding, type Signal } from '../../receive/otlp/decode-body.ts'
import { mergeRejected, type Submitted } from '../../receive/otlp/sink.ts'
import type { GroupResult } from '../channel/serve-commands.ts'

/** One decompressed OTLP request body. */
export interface OtlpBody {
  signal: Signal
  encoding: Encoding
  body: Uint8Array
  /**
   * Of an MLflow client: the experiment of the traces, and the run that those belong to whose root is in the body. Such a
   * body is stored whole or not at all.
   */
  experimentId?: string | undefined
  runId?: string | undefined
}

/** A decoded body with what it was sent for. */
interface Received extends DecodedBody {
  experimentId?: string | undefined
  runId?: string | undefined
}

/** Spans that one transaction takes at most before the next bodies wait for their own. */
const maxSpansPerCommit = 2_000

type Ingest = (batch: IngestBatch) => IngestResult

function toBatch(bodies: Received[]): IngestBatch {
  const spans = bodies.flatMap((body) => body.spans)
  return {
    ...namedGroups(bodies),
    spans: spans.map((span) => ({ span, summary: summarizeSpanLazily(span) })),
    logs: bodies.flatMap((body) => body.logs),
    assessments: bodies.flatMap((body) => body.assessments),
  }
}

/** Experiments and runs that the senders named. Of two experiments for one trace the first holds. */
function namedGroups(bodies: Received[]): Pick<IngestBatch, 'experimentIds' | 'runTraces'> {
  const experimentIds = new Map<string, string>()
  const runTraces: NonNullable<IngestBatch['runTraces']> = []
  for (const { experimentId, runId, spans } of bodies) {
    if (experimentId === undefined) continue
    for (const { traceId } of spans) if (!experimentIds.has(traceId)) experimentIds.set(traceId, experimentId)
    if (runId === undefined) continue
    const rooted = spans.flatMap(({ traceId, parentSpanId }) => (parentSpanId === undefined ? [traceId] : []))
    if (rooted.length > 0) runTraces.push({ runId, traceIds: [...new Set(rooted)] })
  }
  return {
    ...(experimentIds.size === 0 ? {} : { experimentIds }),
    ...(runTraces.length === 0 ? {} : { runTraces }),
  }
}

/** Throws INVALID_INPUT when a part of the body could not be taken. */
function refuseParts(body: DecodedBody): void {
  const rejected = mergeRejected(body.rejected)
  if (rejected === undefined || rejected.count === 0) return
  throw new AppError('INVALID_INPUT', rejected.message, { details: { reason: rejected.reason } })
}

function isEmpty(body: DecodedBody): boolean {
  return body.spans.length + body.logs.length + body.assessments.length === 0
}

function toSubmitted(body: DecodedBody): Submitted {
  const rejected = mergeRejected(body.rejected)
  const accepted = body.spans.length + body.logs.length + body.points
  return rejected === undefined ? { accepted } : { accepted, rejected }
}

/**
 * Decodes waiting bodies and stores them in as few transactions as is sensible, as a commit costs more than a small
 * body. When a common transaction fails, each body is stored alone, so that what one sender does never costs another's
 * data. A result is given only after its commit.
 */
export function ingestBodies(bodies: OtlpBody[], ingest: Ingest): { results: GroupResult[]; stored: IngestResult[] } {
  const results: GroupResult[] = []
  const stored: IngestResult[] = []
  let waiting: { index: number; body: Received }[] = []

  function commit(): void {
    if (waiting.length === 0) return
    try {
      stored.push(ingest(toBatch(waiting.map(({ body }) => body))))
    } catch (error) {
      // A store that cannot write now cannot write each alone either.
      const isAll = waiting.length === 1 || (error instanceof AppError && error.code.startsWith('STORE_'))
      for (const { index, body } of waiting) results[index] = isAll ? { error } : storeAlone(body)
    }
    waiting = []
  }

  function storeAlone(body: Received): GroupResult {
    try {
      stored.push(ingest(toBatch([body])))
      return { value: toSubmitted(body) }
    } catch (error) {
      return { error }
    }
  }

  bodies.forEach(({ signal, encoding, body, experimentId, runId }, index) => {
    try {
      const decoded: Received = { ...decodeBody(signal, encoding, body), experimentId, runId }
      if (experimentId !== undefined) refuseParts(decoded)
      results[index] = { value: toSubmitted(decoded) }
      if (isEmpty(decoded)) return
      waiting.push({ index, body: decoded })
      if (waiting.reduce((sum, { body: { spans } }) => sum + spans.length, 0) >= maxSpansPerCommit) commit()
    } catch (error) {
      results[index] = { error }
    }
  })
  commit()
  return { results, stored }
}
