import { Button, Group, NumberInput, PasswordInput, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useRef, useState } from 'react'
import type { Provider, ProviderTest } from '../../../shared/model/provider.ts'
import { notifyDone, notifyFailure } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ToneBadge } from '../../ui/state-badge.tsx'
import { type Draft, toDraft, toProvider } from './draft.ts'
import css from './providers.module.css'

/** Creates or changes a provider, and tests it before it is saved. */
export function ProviderDialog({ provider, onClose }: { provider: Provider | undefined; onClose: () => void }) {
  const t = useT()
  const keyLabelId = useId()
  const hasKeychain = useQuery(orpc.providers.keychain.queryOptions()).data?.isAvailable === true
  const [draft, setDraft] = useState(() => toDraft(provider))
  const [isSaving, setIsSaving] = useState(false)
  const change = (next: Partial<Draft>) => setDraft((before) => ({ ...before, ...next }))
  const ready = toProvider(draft, provider)
  const isUrlBad = draft.baseUrl.trim() !== '' && !/^https?:\/\/[^/]/.test(draft.baseUrl.trim())
  const isVariableBad = draft.variable.trim() !== '' && !/^[A-Za-z_]\w{0,99}$/.test(draft.variable.trim())
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (ready === undefined) return
    setIsSaving(true)
    try {
      const saved = await client.providers.save(ready)
      const key = draft.key.trim()
      if (draft.keyKind === 'keychain' && key !== '') {
        await client.providers.setKey({ providerId: saved.provider.providerId, key })
      }
      notifyDone(t('providers.saved', { name: ready.name }))
      onClose()
    } catch (error) {
      setIsSaving(false)
      notifyFailure(error)
    }
  }
  const prices = { min: 0, hideControls: true, decimalScale: 6 } as const
  return (
    <Dialog
      title={t(provider === undefined ? 'providers.form.newTitle' : 'providers.form.editTitle')}
      onClose={onClose}
    >
      <form className={css.part} onSubmit={(event) => void save(event)}>
        <TextInput
          data-autofocus
          label={t('providers.form.name')}
          required
          maxLength={100}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t('providers.form.baseUrl')}
          description={t('providers.form.baseUrlHint')}
          error={isUrlBad ? t('providers.form.baseUrlInvalid') : undefined}
          required
          spellCheck={false}
          value={draft.baseUrl}
          onChange={(event) => change({ baseUrl: event.currentTarget.value })}
        />
        <div>
          <span id={keyLabelId} className={css.label}>
            {t('providers.form.key')}
          </span>
          <SegmentedControl
            aria-labelledby={keyLabelId}
            data={[
              { value: 'none', label: t('providers.form.keyNone') },
              { value: 'environment', label: t('providers.form.keyEnvironment') },
              ...(hasKeychain || draft.keyKind === 'keychain'
                ? [{ value: 'keychain', label: t('providers.form.keyKeychain') }]
                : []),
            ]}
            value={draft.keyKind}
            onChange={(keyKind) => change({ keyKind: keyKind as Draft['keyKind'] })}
          />
          {!hasKeychain && <p className={css.hint}>{t('providers.form.noKeychain')}</p>}
        </div>
        {draft.keyKind === 'environment' && (
          <TextInput
            label={t('providers.form.variable')}
            description={t('providers.form.variableHint')}
            error={isVariableBad ? t('providers.form.variableInvalid') : undefined}
            required
            spellCheck={false}
            value={draft.variable}
            onChange={(event) => change({ variable: event.currentTarget.value })}
          />
        )}
        {draft.keyKind === 'keychain' && (
          <PasswordInput
            label={t('providers.form.keyValue')}
            description={t('providers.form.keyValueHint')}
            placeholder={provider?.key.kind === 'keychain' ? t('providers.form.keyKept') : undefined}
            autoComplete="off"
            value={draft.key}
            onChange={(event) => change({ key: event.currentTarget.value })}
          />
        )}
        <TextInput
          label={t('providers.form.model')}
          description={t('providers.form.modelHint')}
          spellCheck={false}
          value={draft.model}
          onChange={(event) => change({ model: event.currentTarget.value })}
        />
        {draft.model.trim() !== '' && (
          <>
            <div className={css.prices}>
              <NumberInput
                label={t('providers.form.inputPrice')}
                value={draft.inputPrice}
                onChange={(inputPrice) => change({ inputPrice })}
                {...prices}
              />
              <NumberInput
                label={t('providers.form.outputPrice')}
                value={draft.outputPrice}
                onChange={(outputPrice) => change({ outputPrice })}
                {...prices}
              />
            </div>
            <p className={css.hint}>{t('providers.form.priceHint')}</p>
          </>
        )}
        <TestLine
          provider={ready}
          model={draft.model.trim()}
          newKey={draft.keyKind === 'keychain' ? draft.key.trim() : ''}
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={isSaving} disabled={ready === undefined}>
            {t('common.save')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}

/** Asks the default model something short and says what came. */
function TestLine({
  provider,
  model,
  newKey,
}: {
  provider: ReturnType<typeof toProvider>
  model: string
  newKey: string
}) {
  const t = useT()
  const format = useFormat()
  const [result, setResult] = useState<ProviderTest>()
  const running = useRef<AbortController>(undefined)
  const [isTesting, setIsTesting] = useState(false)
  const test = async () => {
    if (provider === undefined) return
    const control = new AbortController()
    running.current = control
    setResult(undefined)
    setIsTesting(true)
    try {
      setResult(
        await client.providers.test(
          { provider, model, ...(newKey === '' ? {} : { key: newKey }) },
          { signal: control.signal },
        ),
      )
    } catch (error) {
      if (!control.signal.aborted) notifyFailure(error)
    } finally {
      setIsTesting(false)
    }
  }
  return (
    <div className={css.part}>
      <Group>
        <Button loading={isTesting} disabled={provider === undefined || model === ''} onClick={() => void test()}>
          {t('providers.form.test')}
        </Button>
        {isTesting && <Button onClick={() => running.current?.abort()}>{t('providers.form.cancelTest')}</Button>}
      </Group>
      <div role="status" className={css.result}>
        {result?.error !== undefined && (
          <ToneBadge tone="error">
            {t('providers.test.failed', {
              reason: t(`providers.failure.${result.error.code}`),
              message: result.error.message,
            })}
          </ToneBadge>
        )}
        {result?.reply !== undefined && (
          <ToneBadge tone="ok">
            {t('providers.test.ok', {
              model: result.model ?? model,
              duration: format.duration(result.durationMs * 1000),
              reply: result.reply,
            })}
          </ToneBadge>
        )}
      </div>
    </div>
  )
}
