import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import type { Dataset } from '../../../shared/model/dataset.ts'
import { notifyDone, notifyFailure } from '../../app/notify.tsx'
import { currentRoute, navigate } from '../../app/routes.ts'
import { client, orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import css from './datasets.module.css'

/** Asks, as a deleted dataset cannot be brought back, and says what goes. */
export function DeleteDialog({ dataset, onClose }: { dataset: Dataset; onClose: () => void }) {
  const t = useT()
  const format = useFormat()
  const [isBusy, setIsBusy] = useState(false)
  const { name, datasetId, recordCount } = dataset
  const remove = async () => {
    setIsBusy(true)
    try {
      await client.datasets.delete({ datasetId })
      onClose()
      const route = currentRoute()
      if (route.screen === 'datasets' && route.datasetId === datasetId)
        navigate({ screen: 'datasets' }, { replace: true })
      await queryClient.invalidateQueries({ queryKey: orpc.datasets.list.key() })
      notifyDone(t('datasets.delete.done', { name }))
    } catch (error) {
      setIsBusy(false)
      notifyFailure(error)
    }
  }
  return (
    <Dialog title={t('datasets.delete.title')} onClose={onClose}>
      <p className={css.dialogText}>
        {recordCount === 0
          ? t('datasets.delete.bodyEmpty', { name })
          : t('datasets.delete.body', { name, count: recordCount, formatted: format.number(recordCount) })}
      </p>
      <Group justify="flex-end">
        <Button data-autofocus onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button variant="filled" color="red" loading={isBusy} onClick={() => void remove()}>
          {t('datasets.delete.confirm')}
        </Button>
      </Group>
    </Dialog>
  )
}
