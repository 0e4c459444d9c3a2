import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { closeDialog } from '../../app/dialogs.ts'
import { notifyDone } from '../../app/notify.tsx'
import { useWorkspace, workspaceKind } from '../../app/workspace.ts'
import { client } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { host } from '../../data/host.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import css from './workspaces.module.css'

/** `/data/june.assay` on 1 June 2025 becomes `/data/june 2025-06-01.assay`. */
function suggestPath(workspacePath: string): string {
  const now = new Date()
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0'))
  return `${workspacePath.replace(/\.assay$/i, '')} ${day.join('-')}.assay`
}

export function BackupDialog() {
  const t = useT()
  const format = useFormat()
  const workspace = useWorkspace()
  const [path, setPath] = useState(() => suggestPath(workspace?.path ?? ''))
  const [error, setError] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)

  const backup = async (target: string) => {
    setIsBusy(true)
    setError(undefined)
    try {
      const made = await client.workspaces.backup({ path: target })
      closeDialog()
      notifyDone(
        t('workspaces.backup.done', { path: made.path, size: format.bytes(made.sizeBytes) }),
        host.capabilities.canReveal
          ? { label: t('workspaces.menu.reveal'), run: () => void host.revealInFolder(made.path) }
          : undefined,
      )
    } catch (reason) {
      setError(toFailure(reason).code === 'CONFLICT' ? t('workspaces.create.exists') : failureText(reason))
      setIsBusy(false)
    }
  }
  const choosePlace = async () => {
    const chosen = await host.pickSaveFile({
      title: t('workspaces.backup.title'),
      kinds: [workspaceKind],
      defaultName: path.split(/[\\/]/).at(-1) ?? path,
    })
    if (chosen !== undefined) setPath(chosen)
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (path.trim() !== '') void backup(path.trim())
  }
  return (
    <Dialog onClose={closeDialog} title={t('workspaces.backup.title')} size="lg">
      <form className={css.form} onSubmit={onSubmit}>
        <TextInput
          data-autofocus
          label={t('workspaces.backup.path')}
          description={t('workspaces.backup.hint')}
          value={path}
          error={error}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
        <div className={css.actions}>
          {host.capabilities.hasFileDialogs && (
            <Button className={css.start ?? ''} onClick={() => void choosePlace()}>
              {t('workspaces.create.choosePlace')}
            </Button>
          )}
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={isBusy}>
            {t('workspaces.backup.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
