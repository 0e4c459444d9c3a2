import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function reportHandlers(os: Implementer, { workspaces, reports }: Services) {
  const reader = () => workspaces.getSession().reader
  return {
    summary: os.reports.summary.handler(({ input, signal }) => reader().call('reportRun', input, { signal })),
    slices: os.reports.slices.handler(({ input, signal }) => reader().call('reportSlices', input, { signal })),
    sliceTraces: os.reports.sliceTraces.handler(({ input, signal }) =>
      reader().call('listSliceTraces', input, { signal }),
    ),
    compare: os.reports.compare.handler(({ input, signal }) => reader().call('compareRuns', input, { signal })),
    pairs: os.reports.pairs.handler(({ input, signal }) => reader().call('listPairs', input, { signal })),
    export: os.reports.export.handler(({ input }) => ({ jobId: reports.start(input) })),
    html: os.reports.html.handler(({ input, signal }) => reader().call('makeReportPage', input, { signal })),
    texts: os.reports.texts.handler(({ input, signal }) => reader().call('readRowTexts', input, { signal })),
  }
}
