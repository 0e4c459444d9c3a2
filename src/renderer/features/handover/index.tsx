/** Sharing a labeling session: by link, and by file there and back. */
import { useDialog } from '../../app/dialogs.ts'
import { ConflictsDialog } from './conflicts-dialog.tsx'
import { HandOverDialog } from './hand-over-dialog.tsx'
import { LinksDialog } from './links-dialog.tsx'
import { MergeDialog } from './merge-dialog.tsx'
import { ReturnLabelsDialog } from './return-labels-dialog.tsx'
import { Menu } from './share-menu.tsx'

/** Ways to have a session labelled elsewhere. */
export function ShareMenu({ sessionId }: { sessionId: string }) {
  return <Menu sessionId={sessionId} />
}

/** Whichever of these dialogs is open. */
export function HandoverDialogs() {
  const dialog = useDialog((state) => state.dialog)
  if (dialog?.kind === 'reviewLinks') return <LinksDialog sessionId={dialog.sessionId} />
  if (dialog?.kind === 'handOver') return <HandOverDialog sessionId={dialog.sessionId} />
  if (dialog?.kind === 'returnLabels') return <ReturnLabelsDialog sessionId={dialog.sessionId} />
  if (dialog?.kind === 'mergeReturned') return <MergeDialog file={dialog.file} />
  if (dialog?.kind === 'conflicts') return <ConflictsDialog sessionId={dialog.sessionId} />
  return null
}
