import { assessmentHandlers } from './handlers/assessments.ts'
import { codingHandlers } from './handlers/coding.ts'
import { datasetHandlers } from './handlers/datasets.ts'
import { evaluationHandlers } from './handlers/evaluations.ts'
import { experimentHandlers } from './handlers/experiments.ts'
import { handoverHandlers } from './handlers/handover.ts'
import { exportHandlers, importHandlers, jobHandlers } from './handlers/jobs.ts'
import { judgeHandlers } from './handlers/judges.ts'
import { labelExtrasHandlers } from './handlers/label-extras.ts'
import { labelQualityHandlers } from './handlers/label-quality.ts'
import { labelSchemaHandlers } from './handlers/label-schemas.ts'
import { labelWorkHandlers } from './handlers/label-work.ts'
import { labeledExportHandlers } from './handlers/labeled-exports.ts'
import { labelingSessionHandlers } from './handlers/labeling-sessions.ts'
import { eventHandlers, receiverHandlers } from './handlers/live.ts'
import { providerHandlers } from './handlers/providers.ts'
import { reportHandlers } from './handlers/reports.ts'
import { reviewLinkHandlers } from './handlers/review-links.ts'
import { settingsHandlers } from './handlers/settings.ts'
import { spanHandlers } from './handlers/spans.ts'
import { targetHandlers } from './handlers/targets.ts'
import { traceHandlers } from './handlers/traces.ts'
import { validationHandlers } from './handlers/validations.ts'
import { viewHandlers } from './handlers/views.ts'
import { workspaceHandlers } from './handlers/workspaces.ts'
import { createImplementer, type ImplementerOptions } from './implementer.ts'
import type { Services } from './services.ts'

export type EngineRouter = ReturnType<typeof createRouter>

/** The contract, implemented by `services`: what every transport serves. */
export function createRouter(services: Services, options: ImplementerOptions) {
  const os = createImplementer(options)
  return os.router({
    workspaces: workspaceHandlers(os, services),
    traces: traceHandlers(os, services),
    spans: spanHandlers(os, services),
    assessments: assessmentHandlers(os, services),
    views: viewHandlers(os, services),
    labelSchemas: labelSchemaHandlers(os, services),
    labelingSessions: labelingSessionHandlers(os, services),
    labelWork: labelWorkHandlers(os, services),
    labelQuality: labelQualityHandlers(os, services),
    ...labelExtrasHandlers(os, services),
    handover: handoverHandlers(os, services),
    reviewLinks: reviewLinkHandlers(os, services),
    coding: codingHandlers(os, services),
    datasets: datasetHandlers(os, services),
    experiments: experimentHandlers(os, services),
    evaluations: evaluationHandlers(os, services),
    reports: reportHandlers(os, services),
    imports: importHandlers(os, services),
    exports: exportHandlers(os, services),
    labeledExports: labeledExportHandlers(os, services),
    jobs: jobHandlers(os, services),
    receivers: receiverHandlers(os, services),
    ...providerHandlers(os, services),
    targets: targetHandlers(os, services),
    judges: judgeHandlers(os, services),
    validations: validationHandlers(os, services),
    settings: settingsHandlers(os, services),
    events: eventHandlers(os, services),
  })
}
