import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function validationHandlers(os: Implementer, { workspaces }: Services) {
  const reader = () => workspaces.getSession().reader
  return {
    setup: os.validations.setup.handler(({ input, signal }) =>
      reader().call('readValidationSetup', input.subject, { signal }),
    ),
    keepMapping: os.validations.keepMapping.handler(({ input }) =>
      workspaces.getSession().writer.call('keepMapping', input),
    ),
    measure: os.validations.measure.handler(({ input, signal }) =>
      reader().call('measureValidation', input, { signal }),
    ),
    rows: os.validations.rows.handler(({ input, signal }) => reader().call('listValidationRows', input, { signal })),
    compareVersions: os.validations.compareVersions.handler(({ input, signal }) =>
      reader().call('compareVersions', input, { signal }),
    ),
    scoredTraces: os.validations.scoredTraces.handler(async ({ input, signal }) => ({
      traceIds: await reader().call('listScoredTraces', input, { signal }),
    })),
    examples: os.validations.examples.handler(({ input, signal }) =>
      reader().call('suggestExamples', input, { signal }),
    ),
    exampleOfRow: os.validations.exampleOfRow.handler(
      async ({ input, signal }) => (await reader().call('exampleOfRow', input, { signal })) ?? null,
    ),
  }
}
