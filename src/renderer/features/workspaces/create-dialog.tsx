import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { closeDialog } from '../../app/dialogs.ts'
import { createWorkspace, workspaceKind } from '../../app/workspace.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { host } from '../../data/host.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import css from './workspaces.module.css'

export function CreateDialog() {
  const t = useT()
  const [name, setName] = useState('')
  const [error, setError] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)

  const create = async (path: string) => {
    setIsBusy(true)
    setError(undefined)
    try {
      await createWorkspace(path)
    } catch (reason) {
      setError(toFailure(reason).code === 'CONFLICT' ? t('workspaces.create.exists') : failureText(reason))
      setIsBusy(false)
    }
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') void create(name.trim())
  }
  const choosePlace = async () => {
    const path = await host.pickSaveFile({
      title: t('workspaces.create.title'),
      kinds: [workspaceKind],
      defaultName: `${name.trim() === '' ? t('workspaces.create.namePlaceholder') : name.trim()}.assay`,
    })
    if (path !== undefined) await create(path)
  }
  return (
    <Dialog onClose={closeDialog} title={t('workspaces.create.title')}>
      <form className={css.form} onSubmit={onSubmit}>
        <TextInput
          data-autofocus
          label={t('workspaces.create.name')}
          placeholder={t('workspaces.create.namePlaceholder')}
          description={t('workspaces.create.hint')}
          value={name}
          error={error}
          onChange={(event) => {
            setName(event.currentTarget.value)
            setError(undefined)
          }}
        />
        <div className={css.actions}>
          {host.capabilities.hasFileDialogs && (
            <Button className={css.start ?? ''} onClick={() => void choosePlace()} disabled={isBusy}>
              {t('workspaces.create.choosePlace')}
            </Button>
          )}
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={isBusy} disabled={name.trim() === ''}>
            {t('workspaces.create.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
