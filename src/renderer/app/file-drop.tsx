import { IconFileImport } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { isWorkspaceFile } from '../../shared/model/workspace-file.ts'
import { host } from '../data/host.ts'
import { useT } from '../i18n/i18n.ts'
import { openDialog, openImportDialog, useDialog } from './dialogs.ts'
import css from './file-drop.module.css'
import { openWorkspace, useWorkspace } from './workspace.ts'

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true
}

/** Files dropped anywhere: a workspace opens, anything else goes to the import dialog. */
export function FileDrop() {
  const t = useT()
  const workspace = useWorkspace()
  const [isOver, setIsOver] = useState(false)
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setIsOver(true)
    }
    const onLeave = (event: DragEvent) => {
      // Leaving the window has no element to go to; moving between elements has.
      if (event.relatedTarget === null) setIsOver(false)
    }
    const onDrop = (event: DragEvent) => {
      setIsOver(false)
      if (!hasFiles(event)) return
      event.preventDefault()
      const files = [...(event.dataTransfer?.files ?? [])].map(host.toHostFile)
      const [first] = files
      if (useDialog.getState().dialog?.kind === 'mergeReturned' && first !== undefined) {
        openDialog({ kind: 'mergeReturned', file: first })
        return
      }
      const opened = files.find((file) => isWorkspaceFile(file.name) && file.path !== undefined)
      if (opened?.path !== undefined) void openWorkspace(opened.path)
      else if (files.length > 0) openImportDialog(files)
    }
    window.addEventListener('dragenter', onOver)
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragenter', onOver)
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [])
  if (!isOver) return null
  return (
    <div className={css.overlay}>
      <div className={css.card}>
        <IconFileImport size={32} stroke={1.4} aria-hidden />
        <strong>{t(workspace === null ? 'shell.drop.titleWorkspace' : 'shell.drop.title')}</strong>
        <span className={css.hint}>{t('shell.drop.hint')}</span>
      </div>
    </div>
  )
}
