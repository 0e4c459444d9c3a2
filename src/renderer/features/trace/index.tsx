/** Door of the trace page: one trace in full, and the same beside the list. */
import type { StepTrace } from './trace-actions.ts'
import { TracePage } from './trace-page.tsx'
import { TracePreviewPane } from './trace-preview.tsx'

/** `stepTrace` leads through the list the trace was opened from. */
export function TraceScreen(props: { traceId: string; spanId: string | undefined; stepTrace: StepTrace }) {
  return <TracePage {...props} />
}

export function TracePreview({ traceId }: { traceId: string }) {
  return <TracePreviewPane traceId={traceId} />
}
