/** The MLflow routes' way to the open workspace: changes in the writer thread, slow reads in the reader thread. */
import { AppError } from '../../shared/model/error.ts'
import type { Backend } from '../receive/mlflow/backend.ts'
import { fromReply, streamedWrites } from './commands/mlflow-calls.ts'
import type { WorkspaceSession } from './workspace-session.ts'
import type { Workspaces } from './workspaces.ts'

export interface BackendListener {
  /** A change was stored. */
  onWritten(): void
  onSpans(accepted: number, sizeBytes: number): void
  createReviewLink: Backend['createReviewLink']
}

/** Every call asks anew which workspace is open; without one it fails with NO_WORKSPACE. */
export function createMlflowBackend(workspaces: Workspaces, listener: BackendListener): Backend {
  function getSession(): WorkspaceSession {
    const session = workspaces.findSession()
    if (session === undefined)
      throw new AppError(
        'NO_WORKSPACE',
        'Assay has no workspace open. Open a workspace in Assay first, then try again.',
      )
    return session
  }

  return {
    db: () => getSession().db,
    async write(name, input) {
      const value = fromReply(
        await getSession().writer.call(streamedWrites.has(name) ? 'mlflowStreamedWrite' : 'mlflowWrite', {
          name,
          input,
        }),
      )
      listener.onWritten()
      // The thread runs the function of this name, whose answer it is.
      return value as never
    },
    async read(name, input) {
      return fromReply(await getSession().reader.call('mlflowRead', { name, input })) as never
    },
    async ingestSpans({ encoding, body, experimentId, runId }) {
      const sizeBytes = body.byteLength
      // The body fills its buffer, so it moves to the writer thread without a copy.
      const transfer = body.buffer instanceof ArrayBuffer ? [body.buffer] : []
      const otlp = { signal: 'traces', encoding, body, experimentId, runId } as const
      const { accepted } = await getSession().writer.call('ingestOtlp', otlp, { transfer })
      listener.onSpans(accepted, sizeBytes)
      return { accepted }
    },
    async createReviewLink(input) {
      getSession()
      return listener.createReviewLink(input)
    },
  }
}
