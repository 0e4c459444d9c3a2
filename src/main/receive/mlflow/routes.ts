/** Every route, by subject. */
import type { Route } from './route.ts'
import { serverRoutes } from './routes/server.ts'

export const routes: readonly Route[] = [...serverRoutes]
