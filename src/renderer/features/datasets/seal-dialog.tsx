import { Alert, Button, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { notifyDone } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { queryClient } from '../../data/query.ts'
import { t as translate, useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { byUser } from './dataset-actions.ts'
import { changeView, viewOf } from './dataset-view.ts'
import css from './datasets.module.css'

export type SealAct = 'seal' | 'open' | 'lift'

/** Seals a split, looks into a sealed one or lifts its seal; the last two ask what for, and are written down. */
export function SealDialog({
  datasetId,
  split,
  act,
  onClose,
}: {
  datasetId: string
  split: string
  act: SealAct
  onClose: () => void
}) {
  const t = useT()
  const [purpose, setPurpose] = useState('')
  const [isTried, setIsTried] = useState(false)
  const [error, setError] = useState<unknown>()
  const [isBusy, setIsBusy] = useState(false)
  const isMissing = act !== 'seal' && purpose.trim() === ''
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (isMissing || isBusy) return
    setIsBusy(true)
    setError(undefined)
    try {
      const input = { datasetId, split, ...byUser() }
      if (act === 'seal') await client.datasets.seal(input)
      else if (act === 'lift') await client.datasets.liftSeal({ ...input, purpose })
      else {
        const { openingId } = await client.datasets.openSeal({ ...input, purpose })
        const { openings } = viewOf(datasetId)
        changeView(datasetId, { shown: { split }, openings: { ...openings, [split]: { openingId, purpose } } })
      }
      await queryClient.invalidateQueries({ queryKey: orpc.datasets.key() })
      notifyDone(translate(`datasets.seal.done.${act}`, { name: split }))
      onClose()
    } catch (reason) {
      setError(reason)
      setIsBusy(false)
    }
  }
  return (
    <Dialog title={t(`datasets.seal.title.${act}`, { name: split })} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <p className={css.lead}>{t(`datasets.seal.body.${act}`)}</p>
          {error !== undefined && (
            <Alert color="red" p="xs" role="alert">
              {failureText(error)}
            </Alert>
          )}
          {act !== 'seal' && (
            <TextInput
              data-autofocus
              label={t('datasets.seal.purpose')}
              placeholder={t('datasets.seal.purposeExample')}
              value={purpose}
              maxLength={500}
              error={isTried && isMissing ? t('datasets.seal.purposeMissing') : undefined}
              onChange={(event) => setPurpose(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end" gap="sm">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" variant="filled" loading={isBusy} data-autofocus={act === 'seal' || undefined}>
              {t(`datasets.seal.confirm.${act}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
