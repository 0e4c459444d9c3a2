import { Button, Checkbox, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { closeDialog } from '../../app/dialogs.ts'
import { openWorkspace } from '../../app/workspace.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { RecentList } from './recent-list.tsx'
import css from './workspaces.module.css'

/** For hosts without file dialogs: a path on the computer Assay runs on, or one of the recent ones. */
export function OpenDialog() {
  const t = useT()
  const [path, setPath] = useState('')
  const [isReadOnly, setIsReadOnly] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault()
    if (path.trim() === '') return
    setIsBusy(true)
    await openWorkspace(path.trim(), { readOnly: isReadOnly })
    setIsBusy(false)
  }
  return (
    <Dialog onClose={closeDialog} title={t('workspaces.open.title')} size="lg">
      <form className={css.form} onSubmit={(event) => void onSubmit(event)}>
        <TextInput
          data-autofocus
          label={t('workspaces.open.path')}
          placeholder={t('workspaces.open.pathPlaceholder')}
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
        <Checkbox
          label={t('workspaces.open.readOnly')}
          checked={isReadOnly}
          onChange={(event) => setIsReadOnly(event.currentTarget.checked)}
        />
        <RecentList title={t('workspaces.open.recent')} isReadOnly={isReadOnly} />
        <div className={css.actions}>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={isBusy} disabled={path.trim() === ''}>
            {t('workspaces.open.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
