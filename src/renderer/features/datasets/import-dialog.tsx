import { Alert, Button, Group, Progress, Select, Stack } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import {
  RecordImportReport,
  type RecordMapping,
  type RecordPreview,
  RecordTarget,
} from '../../../shared/model/dataset.ts'
import type { ImportSource } from '../../../shared/model/job.ts'
import { client } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { host } from '../../data/host.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { useReasonText } from '../../i18n/reasons.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ToneBadge } from '../../ui/state-badge.tsx'
import { JobState, useJob } from '../transfer/index.tsx'
import { byUser } from './dataset-actions.ts'
import css from './import-dialog.module.css'

type Step =
  | { at: 'choose' }
  | { at: 'handing'; fraction: number }
  | { at: 'ready'; source: ImportSource; preview: RecordPreview; mapping: RecordMapping }
  | { at: 'started'; jobId: string }

const extensions = ['jsonl', 'ndjson', 'json', 'csv', 'tsv', 'parquet', 'gz', 'zst', '*']

/** Adds the rows of a file to a dataset: which column becomes what, and in the end what was taken and what not. */
export function ImportRecordsDialog({ datasetId, onClose }: { datasetId: string; onClose: () => void }) {
  const t = useT()
  const [step, setStep] = useState<Step>({ at: 'choose' })
  const [error, setError] = useState<unknown>()
  const abort = useRef(new AbortController())
  useEffect(() => () => abort.current.abort(), [])
  const choose = async () => {
    setError(undefined)
    const kinds = [{ name: t('datasets.import.kind'), extensions }]
    const [file] = await host.pickOpenFiles({ title: t('datasets.import.title'), kinds, isMultiple: false })
    if (file === undefined) return
    const { signal } = abort.current
    try {
      setStep({ at: 'handing', fraction: 0 })
      const source = await host.toImportSource(file, {
        onProgress: (fraction) => setStep({ at: 'handing', fraction }),
        signal,
      })
      const preview = await client.datasets.previewFile({ source }, { signal })
      const mapping = Object.fromEntries(preview.columns.map(({ name, guess }) => [name, guess]))
      setStep({ at: 'ready', source, preview, mapping })
    } catch (reason) {
      if (signal.aborted) return
      setStep({ at: 'choose' })
      setError(reason)
    }
  }
  const start = async () => {
    if (step.at !== 'ready') return
    setError(undefined)
    try {
      const { source, mapping } = step
      const { jobId } = await client.datasets.importFile({ datasetId, source, mapping, ...byUser() })
      setStep({ at: 'started', jobId })
    } catch (reason) {
      setError(reason)
    }
  }
  const hasInputs = step.at === 'ready' && Object.values(step.mapping).includes('inputs')
  return (
    <Dialog title={t('datasets.import.title')} size="xl" onClose={onClose}>
      <Stack gap="md">
        {error !== undefined && (
          <Alert color="red" p="xs" role="alert">
            {failureText(error)}
          </Alert>
        )}
        {step.at === 'choose' && <p className={css.lead}>{t('datasets.import.what')}</p>}
        {step.at === 'handing' && <Progress value={step.fraction * 100} aria-label={t('datasets.import.reading')} />}
        {step.at === 'ready' && (
          <Columns
            preview={step.preview}
            mapping={step.mapping}
            onChange={(mapping) => setStep({ ...step, mapping })}
          />
        )}
        {step.at === 'ready' && !hasInputs && <ToneBadge tone="warn">{t('datasets.import.needsInputs')}</ToneBadge>}
        {step.at === 'started' ? (
          <Started jobId={step.jobId} onClose={onClose} />
        ) : (
          <Group justify="flex-end" gap="sm">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            {step.at === 'ready' ? (
              <Button variant="filled" disabled={!hasInputs} onClick={() => void start()}>
                {t('datasets.import.start')}
              </Button>
            ) : (
              <Button
                data-autofocus
                variant="filled"
                leftSection={<IconFileImport size={14} aria-hidden />}
                disabled={step.at === 'handing'}
                onClick={() => void choose()}
              >
                {t('datasets.import.choose')}
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Dialog>
  )
}

function Columns({
  preview,
  mapping,
  onChange,
}: {
  preview: RecordPreview
  mapping: RecordMapping
  onChange: (mapping: RecordMapping) => void
}) {
  const t = useT()
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('datasets.import.column')}</th>
            <th scope="col">{t('datasets.import.target')}</th>
            <th scope="col">{t('datasets.import.samples')}</th>
          </tr>
        </thead>
        <tbody>
          {preview.columns.map(({ name, samples }) => (
            <tr key={name}>
              <th scope="row" className={css.name}>
                {name}
              </th>
              <td>
                <Select
                  aria-label={t('datasets.import.targetOf', { column: name })}
                  data={RecordTarget.options.map((each) => ({
                    value: each,
                    label: each === 'ignore' ? t('datasets.import.ignore') : t(`datasets.column.${each}`),
                  }))}
                  value={mapping[name] ?? 'tags'}
                  allowDeselect={false}
                  onChange={(value) => {
                    const target = RecordTarget.options.find((each) => each === value)
                    if (target !== undefined) onChange({ ...mapping, [name]: target })
                  }}
                />
              </td>
              <td>
                {samples.map((sample) => (
                  <div key={sample} className={css.sample} title={sample}>
                    {sample}
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Started({ jobId, onClose }: { jobId: string; onClose: () => void }) {
  const t = useT()
  const format = useFormat()
  const reasonText = useReasonText()
  const job = useJob(jobId)
  const report = RecordImportReport.safeParse(job?.details).data
  const number = (count: number) => ({ count, formatted: format.number(count) })
  const isRunning = job === undefined || job.state === 'running'
  return (
    <>
      {job !== undefined && <JobState job={job} />}
      {report !== undefined && (
        <div role="status">
          <p className={css.lead}>
            {[
              t('datasets.make.added', number(report.inserted)),
              ...(report.updated === 0 ? [] : [t('datasets.make.merged', number(report.updated))]),
            ].join(' ')}
          </p>
          {report.skipped.length > 0 && (
            <>
              <ToneBadge tone="warn">
                {t('datasets.import.skipped', number(report.skipped.reduce((sum, { count }) => sum + count, 0)))}
              </ToneBadge>
              <ul className={css.reasons}>
                {report.skipped.map(({ reason, message, count, at }) => (
                  <li key={reason}>
                    {format.number(count)} × {reasonText(reason, message)}{' '}
                    {t(count > at.length ? 'datasets.import.atMore' : 'datasets.import.at', {
                      places: at.map(format.number).join(', '),
                    })}
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
      <Group justify="flex-end">
        <Button data-autofocus variant={isRunning ? 'default' : 'filled'} onClick={onClose}>
          {t(isRunning ? 'transfer.import.background' : 'common.close')}
        </Button>
      </Group>
    </>
  )
}
