import { Button, Group, Switch } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import type { ReviewHostStatus } from '../../../shared/model/review-link.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './handover.module.css'

/** Opens links to the network, after a warning. */
export function NetworkSwitch({ status }: { status: ReviewHostStatus }) {
  const t = useT()
  const [isAsking, setIsAsking] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const change = async (isOnNetwork: boolean) => {
    setIsBusy(true)
    setIsAsking(false)
    try {
      const next = await client.reviewLinks.setNetwork({ isOnNetwork })
      queryClient.setQueryData(orpc.reviewLinks.status.queryKey(), next)
    } catch (error) {
      notifyFailure(error)
    }
    setIsBusy(false)
  }
  return (
    <section className={css.network}>
      <Switch
        label={t('handover.network.label')}
        description={t(status.isOnNetwork ? 'handover.network.on' : 'handover.network.off')}
        checked={status.isOnNetwork}
        disabled={isBusy}
        onChange={(event) => (event.currentTarget.checked ? setIsAsking(true) : void change(false))}
      />
      {isAsking && !status.isOnNetwork && (
        <div role="alertdialog" aria-labelledby="network-warning" className={css.warning}>
          <p id="network-warning" className={css.warningText}>
            <IconAlertTriangle size={16} aria-hidden />
            {t('handover.network.warning')}
          </p>
          <Group justify="flex-end" gap="sm">
            <Button onClick={() => setIsAsking(false)}>{t('common.cancel')}</Button>
            <Button color="red" variant="filled" onClick={() => void change(true)}>
              {t('handover.network.allow')}
            </Button>
          </Group>
        </div>
      )}
    </section>
  )
}
