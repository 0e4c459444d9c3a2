import { useEffect } from 'react'
import { isWorkspaceFile } from '../../shared/model/workspace-file.ts'
import { host, hostFileAt } from '../data/host.ts'
import { runCommand } from './commands.ts'
import { openImportDialog } from './dialogs.ts'
import { openWorkspace } from './workspace.ts'

/** Does what the window's host asks for: menu entries, and files that the system opens with Assay. */
export function useHostEvents(): void {
  useEffect(
    () =>
      host.onHostEvent((event) => {
        if (event.kind === 'command') runCommand(event.command)
        if (event.kind !== 'files') return
        const workspace = event.paths.find(isWorkspaceFile)
        if (workspace !== undefined) void openWorkspace(workspace)
        else if (event.paths.length > 0) openImportDialog(event.paths.map(hostFileAt))
      }),
    [],
  )
}
