/** The job that writes, and what came of it. */
import { Button } from '@mantine/core'
import { RedactionKind } from '../../../shared/model/handover.ts'
import type { Job } from '../../../shared/model/job.ts'
import { LabeledExportReport, type LabeledFormat } from '../../../shared/model/labeled-export.ts'
import { closeDialog } from '../../app/dialogs.ts'
import { host } from '../../data/host.ts'
import { english } from '../../i18n/english.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { ToneBadge } from '../../ui/state-badge.tsx'
import { JobState, useJob } from '../transfer/index.tsx'
import css from './labeled-export.module.css'

export function ResultStep({ jobId, format }: { jobId: string; format: LabeledFormat }) {
  const t = useT()
  const job = useJob(jobId)
  const isRunning = job === undefined || job.state === 'running'
  return (
    <div className={css.dialog}>
      {job === undefined ? (
        <p className={css.hint}>{t('transfer.export.running')}</p>
      ) : job.state === 'failed' ? (
        <Failed job={job} />
      ) : job.state === 'done' ? (
        <Done job={job} format={format} />
      ) : (
        <JobState job={job} />
      )}
      <footer className={css.actions}>
        <Button data-autofocus onClick={closeDialog}>
          {t(isRunning ? 'transfer.import.background' : 'common.close')}
        </Button>
      </footer>
    </div>
  )
}

type Problem = keyof typeof english.labeledExport.problem

const isProblem = (code: string): code is Problem => Object.hasOwn(english.labeledExport.problem, code)

function Failed({ job }: { job: Job }) {
  const t = useT()
  const code = job.error?.code ?? ''
  return (
    <div role="alert">
      <ToneBadge tone="error">{t(`labeledExport.problem.${isProblem(code) ? code : 'other'}`)}</ToneBadge>
    </div>
  )
}

function Done({ job, format }: { job: Job; format: LabeledFormat }) {
  const t = useT()
  const show = useFormat()
  const written = job.exportReport
  const details = LabeledExportReport.safeParse(job.details)
  if (written === undefined || !details.success) return <JobState job={job} />
  const { items, labels, rows, left, redactions, files } = details.data
  const counted = (count: number) => ({ count, formatted: show.number(count) })
  const kinds = RedactionKind.options.filter((kind) => (redactions[kind] ?? 0) > 0)
  const { canReveal } = host.capabilities
  return (
    <>
      <div className={css.exported}>
        <ToneBadge tone="ok">{t('transfer.export.done')}</ToneBadge>
        <span className={css.fileName} title={canReveal ? written.path : written.fileName}>
          {t('transfer.export.wrote', { name: written.fileName, size: show.bytes(written.sizeBytes) })}
        </span>
        {canReveal ? (
          <Button onClick={() => void host.revealInFolder(written.path)}>{t('transfer.export.reveal')}</Button>
        ) : (
          <Button onClick={() => host.download(job.jobId)}>{t('transfer.export.downloadAgain')}</Button>
        )}
      </div>
      {canReveal && <code className={css.path}>{written.path}</code>}
      <p className={css.text}>
        {[
          t('labeledExport.items', counted(items)),
          t('labeledExport.labels', counted(labels)),
          t('labeledExport.rows', counted(rows)),
          ...(left > 0 ? [t('labeledExport.leftOut', counted(left))] : []),
        ].join(' · ')}
      </p>
      {kinds.length > 0 && (
        <p className={css.text}>
          {t('labeledExport.replaced')}:{' '}
          {kinds
            .map((kind) =>
              t('labeledExport.replacedKind', {
                kind: t(`handover.redaction.${kind}`),
                formatted: show.number(redactions[kind] ?? 0),
              }),
            )
            .join(' · ')}
        </p>
      )}
      <p className={css.text}>
        {t(
          format === 'huggingface'
            ? 'labeledExport.manifestInside'
            : canReveal
              ? 'labeledExport.manifestBeside'
              : 'labeledExport.manifestInZip',
        )}
      </p>
      <table className={css.files}>
        <caption>{t('labeledExport.files')}</caption>
        <tbody>
          {files.map(({ name, sizeBytes, sha256 }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{show.bytes(sizeBytes)}</td>
              <td>
                <code title={sha256}>{sha256.slice(0, 16)}…</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
