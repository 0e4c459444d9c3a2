import { Button, Checkbox, Radio } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ExportFormat } from '../../../shared/model/job.ts'
import type { TraceSelection } from '../../../shared/model/trace.ts'
import { closeDialog, openDialog } from '../../app/dialogs.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { useWorkspace } from '../../app/workspace.ts'
import { client, orpc } from '../../data/client.ts'
import { host } from '../../data/host.ts'
import { useRemembered } from '../../data/settings.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { exportScope } from './export-scope.ts'
import { JobProgress } from './job-progress.tsx'
import { awaitDownload } from './job-toasts.tsx'
import css from './transfer.module.css'
import { useJobs } from './use-jobs.ts'

const formats: ExportFormat[] = ['jsonl', 'csv', 'parquet', 'otlp', 'mlflow']
const extensions: Record<ExportFormat, string> = {
  jsonl: 'jsonl',
  csv: 'csv',
  parquet: 'parquet',
  otlp: 'json',
  mlflow: 'json',
}

function isFormat(value: unknown): value is ExportFormat {
  return formats.some((format) => format === value)
}

/** How many traces the selection holds: as the caller said, by its ids, or counted. */
function useSelectionCount(selection: TraceSelection, given: number | undefined): number | undefined {
  const hasIds = 'traceIds' in selection
  const counted = useQuery(
    orpc.traces.count.queryOptions({
      input: { filter: hasIds ? {} : selection.filter },
      enabled: !hasIds && given === undefined,
    }),
  )
  if (given !== undefined) return given
  if (hasIds) return selection.traceIds.length
  return counted.data === undefined ? undefined : counted.data.count - (selection.except?.length ?? 0)
}

export function ExportDialog({ selection, count: given }: { selection: TraceSelection; count: number | undefined }) {
  const t = useT()
  const format = useFormat()
  const workspace = useWorkspace()
  const count = useSelectionCount(selection, given)
  const [chosen, setChosen] = useRemembered<string>('export.format', 'jsonl', (stored) =>
    isFormat(stored) ? stored : undefined,
  )
  const [withAssessments, setWithAssessments] = useState(true)
  const [jobId, setJobId] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const exportFormat = isFormat(chosen) ? chosen : 'jsonl'

  const start = async () => {
    const path = await choosePath()
    if (host.capabilities.hasFileDialogs && path === undefined) return
    setIsBusy(true)
    try {
      const job = await client.exports.start({
        format: exportFormat,
        selection,
        withAssessments,
        ...(path === undefined ? {} : { path }),
      })
      if (path === undefined) awaitDownload(job.jobId)
      setJobId(job.jobId)
    } catch (error) {
      notifyFailure(error)
    }
    setIsBusy(false)
  }
  const choosePath = async () => {
    if (!host.capabilities.hasFileDialogs) return undefined
    const extension = extensions[exportFormat]
    return host.pickSaveFile({
      title: t('transfer.export.title'),
      kinds: [{ name: t(`transfer.export.name.${exportFormat}`), extensions: [extension] }],
      defaultName: `${workspace?.name ?? 'traces'}.${extension}`,
    })
  }
  return (
    <Dialog onClose={closeDialog} title={t('transfer.export.title')} size="lg">
      {jobId !== undefined ? (
        <RunningExport jobId={jobId} />
      ) : (
        <div className={css.dialog}>
          <p className={css.what}>
            {count === undefined
              ? t('transfer.export.counting')
              : count === 0
                ? t('transfer.export.nothing')
                : t(`transfer.export.what.${exportScope(selection)}`, { count, formatted: format.number(count) })}
          </p>
          <Radio.Group value={exportFormat} onChange={setChosen} label={t('transfer.export.format')}>
            <div className={css.formats}>
              {formats.map((name) => (
                <Radio
                  key={name}
                  value={name}
                  className={css.format ?? ''}
                  label={t(`transfer.export.name.${name}`)}
                  description={t(`transfer.export.about.${name}`)}
                />
              ))}
            </div>
          </Radio.Group>
          <Checkbox
            label={t('transfer.export.withAssessments')}
            checked={withAssessments}
            onChange={(event) => setWithAssessments(event.currentTarget.checked)}
          />
          <footer className={css.actions}>
            <Button
              variant="subtle"
              className={css.start ?? ''}
              disabled={count === 0}
              onClick={() => openDialog({ kind: 'exportLabeled', source: { kind: 'traces', selection }, count })}
            >
              {t('labeledExport.open')}
            </Button>
            <Button onClick={closeDialog}>{t('common.cancel')}</Button>
            <Button
              data-autofocus
              variant="filled"
              loading={isBusy}
              disabled={count === 0}
              onClick={() => void start()}
            >
              {t(host.capabilities.hasFileDialogs ? 'transfer.export.choosePlace' : 'transfer.export.download')}
            </Button>
          </footer>
        </div>
      )}
    </Dialog>
  )
}

function RunningExport({ jobId }: { jobId: string }) {
  const t = useT()
  const [job] = useJobs([jobId])
  return (
    <div className={css.dialog}>
      {job === undefined ? <span className={css.hint}>{t('transfer.export.running')}</span> : <JobProgress job={job} />}
      <footer className={css.actions}>
        <Button onClick={closeDialog}>
          {t(job === undefined || job.state === 'running' ? 'transfer.import.background' : 'common.close')}
        </Button>
      </footer>
    </div>
  )
}
