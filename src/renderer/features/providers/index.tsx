/** Door of the providers: what Settings shows of them, with the air gap and the record of what left. */
import { Button, Switch } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Provider, ProviderInfo } from '../../../shared/model/provider.ts'
import { notifyFailure, notifyUndo } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { updateSettings, useSettings } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import { ToneBadge } from '../../ui/state-badge.tsx'
import { LedgerTable } from './ledger-table.tsx'
import { ProviderDialog } from './provider-dialog.tsx'
import css from './providers.module.css'

export function Providers() {
  const t = useT()
  const { isAirGapped } = useSettings()
  const { data: list } = useQuery(orpc.providers.list.queryOptions())
  /** `null`: a new one. */
  const [edited, setEdited] = useState<Provider | null | undefined>(undefined)
  return (
    <div className={css.part}>
      <p className={css.hint}>{t('providers.lead')}</p>
      <Switch
        label={t('providers.airGap.label')}
        description={t(isAirGapped ? 'providers.airGap.on' : 'providers.airGap.off')}
        checked={isAirGapped}
        onChange={(event) => void updateSettings({ isAirGapped: event.currentTarget.checked }).catch(notifyFailure)}
      />
      {list?.length === 0 && <p className={css.hint}>{t('providers.empty')}</p>}
      {list !== undefined && list.length > 0 && (
        <ul className={css.list}>
          {list.map((each) => (
            <ProviderRow key={each.provider.providerId} info={each} onEdit={() => setEdited(each.provider)} />
          ))}
        </ul>
      )}
      <div>
        <Button onClick={() => setEdited(null)}>{t('providers.add')}</Button>
      </div>
      <LedgerTable />
      {edited !== undefined && <ProviderDialog provider={edited ?? undefined} onClose={() => setEdited(undefined)} />}
    </div>
  )
}

const tones = { notNeeded: 'info', present: 'ok', missing: 'warn' } as const

function ProviderRow({ info: { provider, keyState }, onEdit }: { info: ProviderInfo; onEdit: () => void }) {
  const t = useT()
  const { providerId, name, baseUrl, defaultModel } = provider
  const remove = async () => {
    try {
      await client.providers.delete({ providerId })
      notifyUndo(t('providers.removed', { name }), () => client.providers.save(provider))
    } catch (error) {
      notifyFailure(error)
    }
  }
  return (
    <li className={css.row}>
      <div className={css.names}>
        <span className={css.name}>{name}</span>
        <span className={css.address}>{baseUrl}</span>
        <span className={css.hint}>{defaultModel ?? t('providers.noModel')}</span>
      </div>
      <ToneBadge tone={tones[keyState]}>{t(`providers.keyState.${keyState}`)}</ToneBadge>
      <Button onClick={onEdit} aria-label={t('providers.edit', { name })} leftSection={<IconPencil size={14} />}>
        {t('common.edit')}
      </Button>
      <Button
        onClick={() => void remove()}
        aria-label={t('providers.remove', { name })}
        leftSection={<IconTrash size={14} />}
      >
        {t('common.delete')}
      </Button>
    </li>
  )
}
