import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function importHandlers(os: Implementer, { imports }: Services) {
  return {
    preview: os.imports.preview.handler(({ input, signal }) => imports.preview(input.source, signal)),
    start: os.imports.start.handler(({ input }) => ({ jobId: imports.start(input) })),
  }
}

export function exportHandlers(os: Implementer, { exports }: Services) {
  return {
    start: os.exports.start.handler(({ input }) => ({ jobId: exports.start(input) })),
  }
}

export function jobHandlers(os: Implementer, { jobs }: Services) {
  return {
    list: os.jobs.list.handler(() => jobs.list()),
    get: os.jobs.get.handler(({ input }) => jobs.get(input.jobId)),
    cancel: os.jobs.cancel.handler(({ input }) => jobs.cancel(input.jobId)),
    watch: os.jobs.watch.handler(({ input, signal }) => jobs.watch(input.jobId, signal)),
  }
}
