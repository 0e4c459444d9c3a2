import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function labeledExportHandlers(os: Implementer, { labeledExports }: Services) {
  return {
    preview: os.labeledExports.preview.handler(({ input, signal }) => labeledExports.preview(input, signal)),
    start: os.labeledExports.start.handler(({ input }) => ({ jobId: labeledExports.start(input) })),
  }
}
