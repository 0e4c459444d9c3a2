import { lazy, Suspense, useEffect, useRef } from 'react'
import { host } from '../data/host.ts'
import { PaletteDialog } from '../features/palette/index.tsx'
import { TransferDialogs } from '../features/transfer/index.tsx'
import { WorkspaceDialogs } from '../features/workspaces/index.tsx'
import { useT } from '../i18n/i18n.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import { useDialog } from './dialogs.ts'
import { useDistractionFree } from './distraction-free.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { FileDrop } from './file-drop.tsx'
import { useHostEvents } from './host-events.ts'
import { KeysDialog } from './keys-dialog.tsx'
import { PasteImport } from './paste-import.tsx'
import { Rail } from './rail.tsx'
import { toHash, useRoute } from './routes.ts'
import { CurrentScreen } from './screens.tsx'
import css from './shell.module.css'
import { useShellCommands } from './shell-commands.ts'
import { StatusBar } from './status-bar.tsx'
import { useWorkspace } from './workspace.ts'

/** Loaded with the first of these dialogs. */
const LabelingDialogs = lazy(async () => ({
  default: (await import('../features/labeling/index.tsx')).LabelingDialogs,
}))

const HandoverDialogs = lazy(async () => ({
  default: (await import('../features/handover/index.tsx')).HandoverDialogs,
}))
const DatasetDialogs = lazy(async () => ({
  default: (await import('../features/datasets/index.tsx')).DatasetDialogs,
}))
const LabeledExportDialog = lazy(async () => ({
  default: (await import('../features/labeled-export/index.tsx')).LabeledExportDialog,
}))
const labelingKinds: ReadonlySet<string> = new Set(['newSession', 'editSession', 'addToSession', 'bulkAnswer', 'gold'])
const handoverKinds = new Set<string>(['reviewLinks', 'handOver', 'returnLabels', 'mergeReturned', 'conflicts'])

/** The window: rail, screen, status bar, and what may lie over them. */
export function Shell() {
  const t = useT()
  const route = useRoute()
  const workspace = useWorkspace()
  const [isQuietWanted] = useDistractionFree()
  const isQuiet = isQuietWanted && route.screen === 'label'
  const isKeysShown = useDialog((state) => state.dialog?.kind === 'keys')
  const isLabelingAsked = useDialog(({ dialog }) => dialog !== undefined && labelingKinds.has(dialog.kind))
  const isHandoverAsked = useDialog(({ dialog }) => dialog !== undefined && handoverKinds.has(dialog.kind))
  const isDatasetAsked = useDialog(({ dialog }) => dialog?.kind === 'makeDataset')
  const isExportAsked = useDialog(({ dialog }) => dialog?.kind === 'exportLabeled')
  const content = useRef<HTMLElement>(null)
  useShellCommands()
  useHostEvents()
  useEffect(() => {
    const name = workspace?.name
    void host.setTitle(name === undefined ? t('shell.appName') : `${name} – ${t('shell.appName')}`)
  }, [workspace?.name, t])
  return (
    <div className={css.window}>
      {/* A button, as the hash of a link would be a route. */}
      <button type="button" className={css.skip} onClick={() => content.current?.focus()}>
        {t('shell.skipToContent')}
      </button>
      <ConnectionBanner />
      <div className={css.body}>
        {!isQuiet && <Rail />}
        <main id="content" ref={content} tabIndex={-1} className={css.content}>
          <ErrorBoundary resetKey={toHash(route)}>
            <CurrentScreen route={route} />
          </ErrorBoundary>
        </main>
      </div>
      {!isQuiet && <StatusBar />}
      <PaletteDialog />
      {isKeysShown && <KeysDialog />}
      <WorkspaceDialogs />
      <TransferDialogs />
      {isLabelingAsked && (
        <Suspense fallback={null}>
          <LabelingDialogs />
        </Suspense>
      )}
      {isHandoverAsked && (
        <Suspense fallback={null}>
          <HandoverDialogs />
        </Suspense>
      )}
      {isDatasetAsked && (
        <Suspense fallback={null}>
          <DatasetDialogs />
        </Suspense>
      )}
      {isExportAsked && (
        <Suspense fallback={null}>
          <LabeledExportDialog />
        </Suspense>
      )}
      <FileDrop />
      <PasteImport />
    </div>
  )
}
