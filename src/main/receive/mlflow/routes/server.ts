/** What clients ask to find out what they talk to. */
import * as z from 'zod'
import { defineRoute, RawAnswer, type Route } from '../route.ts'

/**
 * The MLflow whose API this is. Clients compare it: from 3.4 on they send spans as OTLP while a trace runs
 * (`RestStore.log_spans`).
 */
const mlflowVersion = '3.17.2'

const nothing = z.object({})

function text(path: string, body: string): Route {
  return defineRoute({
    methods: 'GET',
    path,
    versions: [],
    input: nothing,
    handle: () => new RawAnswer(body, 'text/plain; charset=utf-8'),
  })
}

export const serverRoutes: readonly Route[] = [
  text('/version', mlflowVersion),
  text('/health', 'OK'),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/server-info',
    versions: ['3.0'],
    input: nothing,
    // As `mlflow/utils/server_info.py` reads it; artifacts go through the server in one piece.
    handle: () => ({
      store_type: 'SqlStore',
      workspaces_enabled: false,
      trace_archival_enabled: false,
      multipart_uploads_enabled: false,
      multipart_downloads_enabled: false,
    }),
  }),
]
