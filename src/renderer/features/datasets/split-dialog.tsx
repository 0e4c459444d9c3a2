import { ActionIcon, Alert, Button, Checkbox, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { Dataset, DatasetSplit } from '../../../shared/model/dataset.ts'
import { notifyUndo } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { queryClient } from '../../data/query.ts'
import { formatNumber } from '../../i18n/format.ts'
import { currentLanguage, t as translate, useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { byUser } from './dataset-actions.ts'
import css from './datasets.module.css'
import { findSplitProblem, newSplitDraft, type SplitDraft, strataOf, toRule } from './split-draft.ts'
import { useRecords } from './use-records.ts'

const mostParts = 20

/** Deals the records out to splits by seed and shares. */
export function SplitDialog({
  dataset,
  splits,
  onClose,
}: {
  dataset: Dataset
  splits: readonly DatasetSplit[]
  onClose: () => void
}) {
  const t = useT()
  const { datasetId } = dataset
  const [draft, setDraft] = useState(() => newSplitDraft(dataset.splitRule))
  const [isTried, setIsTried] = useState(false)
  const [error, setError] = useState<unknown>()
  const [isBusy, setIsBusy] = useState(false)
  const strata = strataOf(useRecords(datasetId, {}).records)
  const change = (next: Partial<SplitDraft>) => setDraft((before) => ({ ...before, ...next }))
  const changePart = (id: number, next: { name?: string; share?: number }) =>
    change({ parts: draft.parts.map((part) => (part.id === id ? { ...part, ...next } : part)) })
  const problem = findSplitProblem(draft, splits)
  const isSealed = (name: string) => splits.some((each) => each.name === name && each.sealedAtMs !== undefined)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (problem !== undefined || isBusy) return
    setIsBusy(true)
    setError(undefined)
    try {
      const { isAnew } = draft
      const { version, dealt } = await client.datasets.split({ datasetId, rule: toRule(draft), isAnew, ...byUser() })
      const refresh = () => queryClient.invalidateQueries({ queryKey: orpc.datasets.key() })
      await refresh()
      onClose()
      notifyUndo(
        translate('datasets.split.done', { count: dealt, formatted: formatNumber(dealt, currentLanguage()) }),
        async () => {
          await client.datasets.undo({ datasetId, version, ...byUser() })
          await refresh()
        },
        'dataset',
      )
    } catch (reason) {
      setError(reason)
      setIsBusy(false)
    }
  }
  return (
    <Dialog title={t('datasets.split.title')} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {error !== undefined && (
            <Alert color="red" p="xs" role="alert">
              {failureText(error)}
            </Alert>
          )}
          <fieldset className={css.uses}>
            <legend>{t('datasets.split.parts')}</legend>
            {draft.parts.map(({ id, name, share }, at) => (
              <div key={id} className={css.splitPart}>
                <TextInput
                  {...(at === 0 ? { 'data-autofocus': true } : {})}
                  className={css.splitName}
                  aria-label={t('datasets.split.partName', { number: at + 1 })}
                  value={name}
                  maxLength={50}
                  onChange={(event) => changePart(id, { name: event.currentTarget.value })}
                />
                <NumberInput
                  className={css.splitShare}
                  aria-label={t('datasets.split.share', { name })}
                  value={share}
                  min={0.1}
                  suffix=" %"
                  hideControls
                  onChange={(value) => {
                    if (typeof value === 'number' && value > 0) changePart(id, { share: value })
                  }}
                />
                <Checkbox
                  label={t(isSealed(name) ? 'datasets.split.isSealed' : 'datasets.split.frozen')}
                  disabled={isSealed(name)}
                  checked={isSealed(name) || draft.frozen.includes(name)}
                  onChange={(event) =>
                    change({
                      frozen: event.currentTarget.checked
                        ? [...draft.frozen, name]
                        : draft.frozen.filter((each) => each !== name),
                    })
                  }
                />
                <ActionIcon
                  className={css.splitRemove}
                  aria-label={t('datasets.split.removePart', { name })}
                  disabled={draft.parts.length === 1}
                  onClick={() => change({ parts: draft.parts.filter((part) => part.id !== id) })}
                >
                  <IconX size={14} aria-hidden />
                </ActionIcon>
              </div>
            ))}
            <Button
              variant="subtle"
              leftSection={<IconPlus size={14} aria-hidden />}
              disabled={draft.parts.length >= mostParts}
              onClick={() => {
                const id = Math.max(-1, ...draft.parts.map((part) => part.id)) + 1
                change({ parts: [...draft.parts, { id, name: '', share: 10 }] })
              }}
            >
              {t('datasets.split.addPart')}
            </Button>
            {isTried && problem !== undefined && (
              <p className={css.problem} role="alert">
                {t(`datasets.split.problem.${problem}`)}
              </p>
            )}
          </fieldset>
          <Select
            label={t('datasets.split.stratum')}
            description={t('datasets.split.stratumHint')}
            data={[
              { value: '', label: t('datasets.split.noStratum') },
              ...strata.map(({ value, of, key }) => ({ value, label: t(`datasets.split.by.${of}`, { name: key }) })),
            ]}
            value={draft.stratum}
            allowDeselect={false}
            onChange={(value) => change({ stratum: value ?? '' })}
          />
          <TextInput
            label={t('datasets.split.seed')}
            description={t('datasets.split.seedHint')}
            value={draft.seed}
            maxLength={100}
            autoComplete="off"
            onChange={(event) => change({ seed: event.currentTarget.value })}
          />
          <Checkbox
            label={t('datasets.split.anew')}
            description={t('datasets.split.anewHint')}
            checked={draft.isAnew}
            onChange={(event) => change({ isAnew: event.currentTarget.checked })}
          />
          <Group justify="flex-end" gap="sm">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" variant="filled" loading={isBusy}>
              {t('datasets.split.confirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
