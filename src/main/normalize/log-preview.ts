/** Previews of a span whose content is in its log records. */
import type { OtlpLogRecord, OtlpSpan } from '../../shared/model/otlp.ts'
import { inputMessagesPreview, outputMessagesPreview } from './preview.ts'
import { viewSpan } from './view.ts'

/** What went in and out as the list shows it; undefined where neither the span nor its logs have messages. */
export function previewWithLogs(
  span: OtlpSpan,
  logs: OtlpLogRecord[],
): { input: string | undefined; output: string | undefined } {
  const view = viewSpan(span, logs)
  return { input: inputMessagesPreview(view.inputMessages), output: outputMessagesPreview(view.outputMessages) }
}
