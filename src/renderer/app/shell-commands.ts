import { client } from '../data/client.ts'
import { currentSettings, updateSettings } from '../data/settings.ts'
import { useFormat } from '../i18n/format.ts'
import { useT } from '../i18n/i18n.ts'
import { type Command, useCommands } from './commands.ts'
import { openDialog, openExportDialog, openImportDialog } from './dialogs.ts'
import { openNewEvaluation } from './evaluate.ts'
import { canUndo, notifyDone, notifyFailure, undoLast } from './notify.tsx'
import { navigate } from './routes.ts'
import { askToOpen, closeWorkspace, openSample, useWorkspace } from './workspace.ts'

/** Commands that make sense on every screen. */
export function useShellCommands(): void {
  const t = useT()
  const format = useFormat()
  const workspace = useWorkspace()
  const isOpen = workspace !== undefined && workspace !== null
  const canWrite = isOpen && !workspace.isReadOnly
  useCommands((): Command[] => {
    const change = (settings: Parameters<typeof updateSettings>[0]) => () => {
      updateSettings(settings).catch(notifyFailure)
    }
    const setAirGap = (isAirGapped: boolean) => () => {
      updateSettings({ isAirGapped }).then(
        () => notifyDone(t(isAirGapped ? 'evaluate.command.airGapIsOn' : 'evaluate.command.airGapIsOff')),
        notifyFailure,
      )
    }
    const emptyTrash = async () => {
      try {
        const { count } = await client.traces.emptyTrash()
        notifyDone(t('workspaces.trash.emptied', { count, formatted: format.number(count) }))
      } catch (error) {
        notifyFailure(error)
      }
    }
    return [
      {
        id: 'go.traces',
        title: t('shell.command.goTraces'),
        group: 'go',
        keys: ['g t'],
        run: () => navigate({ screen: 'traces' }),
      },
      {
        id: 'go.labeling',
        title: t('shell.command.goLabeling'),
        group: 'go',
        keys: ['g l'],
        run: () => navigate({ screen: 'labeling' }),
      },
      {
        id: 'go.coding',
        title: t('shell.command.goCoding'),
        group: 'go',
        // N for notes; C goes to the connections.
        keys: ['g n'],
        run: () => navigate({ screen: 'coding' }),
      },
      {
        id: 'go.schemas',
        title: t('shell.command.goSchemas'),
        group: 'go',
        // Q for questions, which is what schemas are; S goes to the settings.
        keys: ['g q'],
        run: () => navigate({ screen: 'schemas' }),
      },
      {
        id: 'go.datasets',
        title: t('shell.command.goDatasets'),
        group: 'go',
        keys: ['g d'],
        run: () => navigate({ screen: 'datasets' }),
      },
      {
        id: 'go.evaluations',
        title: t('shell.command.goEvaluations'),
        group: 'go',
        keys: ['g e'],
        run: () => navigate({ screen: 'evaluations' }),
      },
      {
        id: 'go.judges',
        title: t('shell.command.goJudges'),
        group: 'go',
        keys: ['g j'],
        run: () => navigate({ screen: 'judges' }),
      },
      {
        id: 'evaluate.new',
        title: t('evaluate.command.new'),
        group: 'evaluations',
        when: () => canWrite,
        run: () => openNewEvaluation(),
      },
      {
        id: 'providers.airGapOn',
        title: t('evaluate.command.airGapOn'),
        group: 'evaluations',
        when: () => !currentSettings().isAirGapped,
        run: setAirGap(true),
      },
      {
        id: 'providers.airGapOff',
        title: t('evaluate.command.airGapOff'),
        group: 'evaluations',
        when: () => currentSettings().isAirGapped,
        run: setAirGap(false),
      },
      {
        id: 'connect.open',
        title: t('shell.command.goConnect'),
        group: 'go',
        keys: ['g c'],
        run: () => navigate({ screen: 'connect' }),
      },
      {
        id: 'settings.open',
        title: t('shell.command.goSettings'),
        group: 'go',
        keys: ['g s', 'mod+,'],
        whileTyping: true,
        run: () => navigate({ screen: 'settings' }),
      },
      {
        id: 'go.back',
        title: t('shell.command.goBack'),
        group: 'go',
        keys: ['alt+ArrowLeft'],
        run: () => window.history.back(),
      },
      {
        id: 'workspace.new',
        title: t('workspaces.command.create'),
        group: 'workspace',
        keys: ['mod+shift+n'],
        run: () => openDialog({ kind: 'createWorkspace' }),
      },
      {
        id: 'workspace.open',
        title: t('workspaces.command.open'),
        group: 'workspace',
        keys: ['mod+o'],
        whileTyping: true,
        run: () => void askToOpen(),
      },
      {
        id: 'workspace.sample',
        title: t('workspaces.command.sample'),
        group: 'workspace',
        run: () => void openSample(),
      },
      {
        id: 'workspace.close',
        title: t('workspaces.command.close'),
        group: 'workspace',
        when: () => isOpen,
        run: () => void closeWorkspace(),
      },
      {
        id: 'workspace.backup',
        title: t('workspaces.command.backup'),
        group: 'workspace',
        when: () => isOpen,
        run: () => openDialog({ kind: 'backup' }),
      },
      {
        id: 'workspace.doctor',
        title: t('workspaces.command.doctor'),
        group: 'workspace',
        when: () => isOpen,
        run: () => openDialog({ kind: 'doctor' }),
      },
      {
        id: 'workspace.emptyTrash',
        title: t('workspaces.command.emptyTrash'),
        group: 'workspace',
        when: () => canWrite,
        run: () => void emptyTrash(),
      },
      {
        id: 'import.open',
        title: t('transfer.command.import'),
        group: 'data',
        keys: ['mod+i'],
        when: () => canWrite,
        run: () => openImportDialog(),
      },
      {
        id: 'export.open',
        title: t('transfer.command.export'),
        group: 'data',
        keys: ['mod+e'],
        when: () => isOpen,
        run: () => openExportDialog({ filter: {} }),
      },
      { id: 'jobs.open', title: t('transfer.command.jobs'), group: 'data', run: () => openDialog({ kind: 'jobs' }) },
      { id: 'edit.undo', title: t('common.undo'), group: 'data', keys: ['mod+z'], when: canUndo, run: undoLast },
      { id: 'view.themeLight', title: t('shell.command.themeLight'), group: 'view', run: change({ theme: 'light' }) },
      { id: 'view.themeDark', title: t('shell.command.themeDark'), group: 'view', run: change({ theme: 'dark' }) },
      {
        id: 'view.themeSystem',
        title: t('shell.command.themeSystem'),
        group: 'view',
        run: change({ theme: 'system' }),
      },
      {
        id: 'view.english',
        title: t('shell.command.languageEnglish'),
        group: 'view',
        keywords: ['English', '英語'],
        run: change({ language: 'en' }),
      },
      {
        id: 'view.japanese',
        title: t('shell.command.languageJapanese'),
        group: 'view',
        keywords: ['Japanese', '日本語'],
        run: change({ language: 'ja' }),
      },
      { id: 'view.reload', title: t('shell.command.reload'), group: 'view', run: () => window.location.reload() },
      {
        id: 'help.keys',
        title: t('shell.command.keys'),
        group: 'help',
        keys: ['?'],
        run: () => openDialog({ kind: 'keys' }),
      },
      {
        id: 'help.about',
        title: t('shell.command.about'),
        group: 'help',
        run: () => navigate({ screen: 'settings', section: 'about' }),
      },
    ]
  }, [t, format, isOpen, canWrite])
}
