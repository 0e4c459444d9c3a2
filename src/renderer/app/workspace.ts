/** Opening, making and closing workspaces: what the menu, the welcome screen, drops and the system's "open with" do. */
import { useQuery } from '@tanstack/react-query'
import type { WorkspaceInfo } from '../../shared/model/workspace.ts'
import { client, orpc } from '../data/client.ts'
import { toFailure } from '../data/errors.ts'
import { host } from '../data/host.ts'
import { queryClient } from '../data/query.ts'
import { t } from '../i18n/i18n.ts'
import { closeDialog, openDialog } from './dialogs.ts'
import { notifyFailure } from './notify.tsx'
import { navigate } from './routes.ts'

/** The open workspace; null when none is, undefined while that is unknown. */
export function useWorkspace(): WorkspaceInfo | null | undefined {
  return useQuery(orpc.workspaces.current.queryOptions()).data
}

/** Name of the `.assay` kind in file dialogs. */
export const workspaceKind = { name: 'Assay', extensions: ['assay'] }

/** At the start: a package that is open leads straight to its labeling, unless the address says something else. */
export async function startInPackage(): Promise<void> {
  const workspace = await queryClient.ensureQueryData(orpc.workspaces.current.queryOptions()).catch(() => null)
  const { hash } = window.location
  if (workspace?.handover === undefined || (hash !== '' && hash !== '#/')) return
  navigate({ screen: 'label', sessionId: workspace.handover.sessionId }, { replace: true })
}

/** Opens one and shows it, unless someone went elsewhere meanwhile: its screens are there before all of it is. */
async function show(open: () => Promise<WorkspaceInfo>): Promise<void> {
  const { hash } = window.location
  const workspace = await open()
  queryClient.setQueryData(orpc.workspaces.current.queryKey(), workspace)
  void queryClient.invalidateQueries({ queryKey: orpc.workspaces.recent.key() })
  closeDialog()
  if (window.location.hash !== hash) return
  // What was handed over is there to be labelled.
  const { handover } = workspace
  navigate(handover === undefined ? { screen: 'traces' } : { screen: 'label', sessionId: handover.sessionId })
}

/** Opens a file; one that another Assay has open is offered read-only. Failures are shown, not thrown. */
export async function openWorkspace(path: string, options: { readOnly?: boolean } = {}): Promise<void> {
  try {
    await show(() => client.workspaces.open({ path, ...(options.readOnly === true ? { readOnly: true } : {}) }))
  } catch (error) {
    const canReadOnly = toFailure(error).code === 'STORE_LOCKED' && options.readOnly !== true
    notifyFailure(
      error,
      canReadOnly
        ? { label: t('workspaces.openReadOnly'), run: () => void openWorkspace(path, { readOnly: true }) }
        : undefined,
    )
  }
}

/** Throws when the name is taken or the place cannot be written, so that the dialog can say so at the field. */
export async function createWorkspace(path: string): Promise<void> {
  await show(() => client.workspaces.create({ path }))
}

export async function openSample(): Promise<void> {
  try {
    await show(() => client.workspaces.openSample())
  } catch (error) {
    notifyFailure(error)
  }
}

export async function closeWorkspace(): Promise<void> {
  try {
    await client.workspaces.close()
    queryClient.setQueryData(orpc.workspaces.current.queryKey(), null)
    navigate({ screen: 'traces' })
  } catch (error) {
    notifyFailure(error)
  }
}

/** The system's dialog where there is one, else Assay's own. */
export async function askToOpen(): Promise<void> {
  if (!host.capabilities.hasFileDialogs) {
    openDialog({ kind: 'openWorkspace' })
    return
  }
  const [file] = await host.pickOpenFiles({
    title: t('workspaces.open.title'),
    kinds: [workspaceKind],
    isMultiple: false,
  })
  if (file?.path !== undefined) await openWorkspace(file.path)
}
