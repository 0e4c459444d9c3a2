import { Button, NumberInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Settings } from '../../../shared/model/workspace.ts'
import { notifyDone, notifyFailure } from '../../app/notify.tsx'
import { updateSettings } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './settings.module.css'

/** Ports of the receivers; two of the same only when both are 0 (any). */
export function PortFields({ settings }: { settings: Settings }) {
  const t = useT()
  const [http, setHttp] = useState<number | string>(settings.otlpHttpPort)
  const [grpc, setGrpc] = useState<number | string>(settings.otlpGrpcPort)
  const isComplete = typeof http === 'number' && typeof grpc === 'number'
  const isSame = isComplete && http === grpc && http !== 0
  const isChanged = http !== settings.otlpHttpPort || grpc !== settings.otlpGrpcPort
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (typeof http !== 'number' || typeof grpc !== 'number' || isSame) return
    try {
      await updateSettings({ otlpHttpPort: http, otlpGrpcPort: grpc })
      notifyDone(t('settings.ports.saved'))
    } catch (error) {
      notifyFailure(error)
    }
  }
  const limits = { min: 0, max: 65_535, allowDecimal: false, clampBehavior: 'strict', hideControls: true } as const
  return (
    <form className={css.ports} onSubmit={(event) => void save(event)}>
      <div className={css.portRow}>
        <NumberInput
          className={css.port ?? ''}
          label={t('settings.ports.http')}
          value={http}
          onChange={setHttp}
          {...limits}
        />
        <NumberInput
          className={css.port ?? ''}
          label={t('settings.ports.grpc')}
          value={grpc}
          onChange={setGrpc}
          error={isSame ? t('settings.ports.same') : undefined}
          {...limits}
        />
      </div>
      <p className={css.hint}>{t('settings.ports.hint')}</p>
      {isChanged && (
        <div>
          <Button type="submit" disabled={!isComplete || isSame}>
            {t('settings.ports.apply')}
          </Button>
        </div>
      )}
    </form>
  )
}
