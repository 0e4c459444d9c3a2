/** Every route, by subject. */
import type { Route } from './route.ts'
import { artifactRoutes } from './routes/artifacts.ts'
import { assayLabelingRoutes } from './routes/assay-labeling.ts'
import { assessmentRoutes } from './routes/assessments.ts'
import { datasetSearchRoutes } from './routes/dataset-search.ts'
import { datasetRoutes } from './routes/datasets.ts'
import { entitySearchRoutes } from './routes/entity-search.ts'
import { experimentRoutes } from './routes/experiments.ts'
import { homePageRoutes } from './routes/home-page.ts'
import { issueRoutes } from './routes/issues.ts'
import { labelSchemaRoutes } from './routes/label-schemas.ts'
import { loggedModelRoutes } from './routes/logged-models.ts'
import { otlpRoutes } from './routes/otlp.ts'
import { pythonHelperRoutes } from './routes/python-helper.ts'
import { reviewPageRoutes } from './routes/review-page.ts'
import { reviewQueueItemRoutes } from './routes/review-queue-items.ts'
import { reviewQueueRoutes } from './routes/review-queues.ts'
import { runDataRoutes } from './routes/run-data.ts'
import { runRoutes } from './routes/runs.ts'
import { scorerRoutes } from './routes/scorers.ts'
import { serverRoutes } from './routes/server.ts'
import { traceMetricRoutes } from './routes/trace-metrics.ts'
import { traceSearchRoutes } from './routes/trace-search.ts'
import { traceSpanRoutes } from './routes/trace-spans.ts'
import { traceTagRoutes } from './routes/trace-tags.ts'
import { traceRoutes } from './routes/traces.ts'

export const routes: readonly Route[] = [
  ...serverRoutes,
  ...homePageRoutes,
  ...experimentRoutes,
  ...otlpRoutes,
  ...traceRoutes,
  ...traceSpanRoutes,
  ...traceTagRoutes,
  ...assessmentRoutes,
  ...artifactRoutes,
  ...runRoutes,
  ...runDataRoutes,
  ...loggedModelRoutes,
  ...scorerRoutes,
  ...issueRoutes,
  ...labelSchemaRoutes,
  ...reviewQueueRoutes,
  ...reviewQueueItemRoutes,
  ...datasetRoutes,
  ...datasetSearchRoutes,
  ...assayLabelingRoutes,
  ...reviewPageRoutes,
  ...pythonHelperRoutes,
  ...entitySearchRoutes,
  ...traceSearchRoutes,
  ...traceMetricRoutes,
]
