/** Every route, by subject. */
import type { Route } from './route.ts'
import { runDataRoutes } from './routes/run-data.ts'
import { runRoutes } from './routes/runs.ts'
import { serverRoutes } from './routes/server.ts'

export const routes: readonly Route[] = [...serverRoutes, ...runRoutes, ...runDataRoutes]
