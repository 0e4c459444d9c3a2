/** Workspaces: the menu in the rail and the dialogs to make, open, back up and check one. */
import { useDialog } from '../../app/dialogs.ts'
import { BackupDialog } from './backup-dialog.tsx'
import { CreateDialog } from './create-dialog.tsx'
import { DoctorDialog } from './doctor-dialog.tsx'
import { OpenDialog } from './open-dialog.tsx'
import { RecentList } from './recent-list.tsx'
import { Menu } from './workspace-menu.tsx'

/** The name of the open workspace; opens what can be done with it. */
export function WorkspaceMenu({ isNarrow }: { isNarrow: boolean }) {
  return <Menu isNarrow={isNarrow} />
}

/** Workspaces opened before, to open again; nothing while there are none. */
export function RecentWorkspaces({ title }: { title: string }) {
  return <RecentList title={title} />
}

/** Whichever of the workspace dialogs is open. */
export function WorkspaceDialogs() {
  const kind = useDialog((state) => state.dialog?.kind)
  if (kind === 'createWorkspace') return <CreateDialog />
  if (kind === 'openWorkspace') return <OpenDialog />
  if (kind === 'backup') return <BackupDialog />
  if (kind === 'doctor') return <DoctorDialog />
  return null
}
