/** Door of the labeling sessions: their list, one of them with its traces, and the dialogs that fill them. */
import { useDialog } from '../../app/dialogs.ts'
import { AddToSessionDialog } from './add-dialog.tsx'
import { BulkDialog } from './bulk-dialog.tsx'
import { GoldDialog } from './gold-dialog.tsx'
import { EditSessionDialog, NewSessionDialog } from './session-dialog.tsx'
import { SessionPage } from './session-page.tsx'
import { SessionsScreen } from './sessions-screen.tsx'
import { findNeighbourItem } from './use-items.ts'

/** The list of sessions, or one of them. */
export function LabelingScreen({ sessionId }: { sessionId?: string | undefined }) {
  return sessionId === undefined ? <SessionsScreen /> : <SessionPage sessionId={sessionId} />
}

/** Whichever of the dialogs about labeling sessions is open. */
export function LabelingDialogs() {
  const dialog = useDialog((state) => state.dialog)
  if (dialog?.kind === 'newSession') return <NewSessionDialog selection={dialog.selection} count={dialog.count} />
  if (dialog?.kind === 'editSession') return <EditSessionDialog sessionId={dialog.sessionId} />
  if (dialog?.kind === 'addToSession') return <AddToSessionDialog selection={dialog.selection} count={dialog.count} />
  if (dialog?.kind === 'bulkAnswer') return <BulkDialog sessionId={dialog.sessionId} traceIds={dialog.traceIds} />
  if (dialog?.kind === 'gold') return <GoldDialog sessionId={dialog.sessionId} traceId={dialog.traceId} />
  return null
}

/** Steps through the traces of a session, for the trace page. */
export function stepItem(sessionId: string, traceId: string, step: 1 | -1): Promise<string | undefined> {
  return findNeighbourItem(sessionId, traceId, step)
}
