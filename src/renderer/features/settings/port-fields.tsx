import { Button, NumberInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Settings } from '../../../shared/model/workspace.ts'
import { notifyDone, notifyFailure } from '../../app/notify.tsx'
import { orpc } from '../../data/client.ts'
import { updateSettings } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './settings.module.css'

/** Ports of the receivers; two of the same only when both are 0 (any). */
export function PortFields({ settings }: { settings: Settings }) {
  const t = useT()
  const [http, setHttp] = useState<number | string>(settings.otlpHttpPort)
  const [grpc, setGrpc] = useState<number | string>(settings.otlpGrpcPort)
  const [mlflow, setMlflow] = useState<number | string>(settings.mlflowPort)
  const isComplete = typeof http === 'number' && typeof grpc === 'number' && typeof mlflow === 'number'
  const isSame = isComplete && http === grpc && http !== 0
  const isMlflowSame = isComplete && mlflow !== 0 && (mlflow === http || mlflow === grpc)
  const isChanged = http !== settings.otlpHttpPort || grpc !== settings.otlpGrpcPort || mlflow !== settings.mlflowPort
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (typeof http !== 'number' || typeof grpc !== 'number' || typeof mlflow !== 'number') return
    if (isSame || isMlflowSame) return
    try {
      await updateSettings({ otlpHttpPort: http, otlpGrpcPort: grpc, mlflowPort: mlflow })
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
        <NumberInput
          className={css.port ?? ''}
          label={t('settings.ports.mlflow')}
          value={mlflow}
          onChange={setMlflow}
          error={isMlflowSame ? t('settings.ports.sameMlflow') : undefined}
          {...limits}
        />
      </div>
      <p className={css.hint}>{t('settings.ports.hint')}</p>
      <OtherPort wanted={settings.mlflowPort} />
      {isChanged && (
        <div>
          <Button type="submit" disabled={!isComplete || isSame || isMlflowSame}>
            {t('settings.ports.apply')}
          </Button>
        </div>
      )}
    </form>
  )
}

/** Where MLflow clients are really answered, when that is not the port that was asked for. */
function OtherPort({ wanted }: { wanted: number }) {
  const t = useT()
  const { data: status } = useQuery(orpc.receivers.status.queryOptions())
  const endpoint = status?.endpoints.find((each) => each.protocol === 'mlflow' && each.isListening)
  const port = endpoint === undefined ? undefined : /:(\d+)$/.exec(endpoint.url)?.[1]
  if (port === undefined || port === String(wanted)) return null
  return (
    <p className={css.hint} role="status">
      {endpoint?.takenPort !== undefined
        ? t('settings.ports.mlflowOther', { port, wanted: String(endpoint.takenPort) })
        : t(wanted === 0 ? 'settings.ports.mlflowAny' : 'settings.ports.mlflowGiven', { port })}
    </p>
  )
}
