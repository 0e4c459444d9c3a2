/** Sharing a labeling session: by link, and by file there and back. */
import { useDialog } from '../../app/dialogs.ts'
import { ConflictsDialog } from './conflicts-dialog.tsx'
import { HandOverDialog } from './hand-over-dialog.tsx'
import { LinksDialog } from './links-dialog.tsx'
import { MergeDialog } from './merge-dialog.tsx'
import { RedactionChoice } from './redaction-fields.tsx'
import { ReturnLabelsDialog } from './return-labels-dialog.tsx'
import { ReviewerField as Field } from './reviewer-field.tsx'
import { Menu } from './share-menu.tsx'
import { startFile as start } from './start-file.ts'

/** Ways to have a session labelled elsewhere. */
export function ShareMenu({ sessionId }: { sessionId: string }) {
  return <Menu sessionId={sessionId} />
}

/** One of the session's reviewers, or a name where it has none. */
export function ReviewerField(props: Parameters<typeof Field>[0]) {
  return <Field {...props} />
}

/** What is blacked out before anything leaves. */
export function RedactionFields(props: Parameters<typeof RedactionChoice>[0]) {
  return <RedactionChoice {...props} />
}

/** Where a file goes, and the job that writes it there: see `start-file.ts`. */
export const startFile: typeof start = (kind, run) => start(kind, run)

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
