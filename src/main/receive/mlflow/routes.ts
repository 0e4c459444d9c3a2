/** Every route, by subject. */
import type { Route } from './route.ts'
import { experimentRoutes } from './routes/experiments.ts'
import { issueRoutes } from './routes/issues.ts'
import { loggedModelRoutes } from './routes/logged-models.ts'
import { runDataRoutes } from './routes/run-data.ts'
import { runRoutes } from './routes/runs.ts'
import { scorerRoutes } from './routes/scorers.ts'
import { serverRoutes } from './routes/server.ts'

export const routes: readonly Route[] = [
  ...serverRoutes,
  ...experimentRoutes,
  ...runRoutes,
  ...runDataRoutes,
  ...loggedModelRoutes,
  ...scorerRoutes,
  ...issueRoutes,
]
