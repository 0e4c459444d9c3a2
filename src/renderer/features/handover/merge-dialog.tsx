/** A file that came back: what merging it would do, then what it did. */
import { Button, Progress } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { MergeReport } from '../../../shared/model/handover.ts'
import { closeDialog, openDialog } from '../../app/dialogs.ts'
import { client } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { type HostFile, host } from '../../data/host.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import css from './handover.module.css'
import { JobOutcome } from './job-outcome.tsx'
import { MergeReportView } from './merge-report-view.tsx'

type Source = { path: string } | { uploadId: string }

type Step =
  | { at: 'choose' }
  | { at: 'reading'; fraction: number | undefined }
  | { at: 'preview'; source: Source; report: MergeReport }
  | { at: 'merging'; jobId: string }
  | { at: 'failed'; error: unknown }

export function MergeDialog({ file }: { file: HostFile | undefined }) {
  const t = useT()
  const [step, setStep] = useState<Step>({ at: 'choose' })
  const reading = useRef<AbortController>(undefined)
  useEffect(() => () => reading.current?.abort(), [])

  const read = async (chosen: HostFile) => {
    reading.current?.abort()
    const stopper = new AbortController()
    reading.current = stopper
    const { signal } = stopper
    setStep({ at: 'reading', fraction: undefined })
    try {
      const source = await toSource(chosen, signal, (fraction) => setStep({ at: 'reading', fraction }))
      const report = await client.handover.preview({ source }, { signal })
      setStep({ at: 'preview', source, report })
    } catch (error) {
      if (!signal.aborted) setStep({ at: 'failed', error })
    }
  }
  const readRef = useRef(read)
  readRef.current = read
  useEffect(() => {
    if (file !== undefined) void readRef.current(file)
  }, [file])
  const choose = async () => {
    const [chosen] = await host.pickOpenFiles({
      title: t('handover.merge.title'),
      kinds: [{ name: t('handover.merge.kind'), extensions: ['assay', 'json'] }],
      isMultiple: false,
    })
    if (chosen !== undefined) await read(chosen)
  }
  const merge = async (source: Source) => {
    try {
      const { jobId } = await client.handover.merge({ source })
      setStep({ at: 'merging', jobId })
    } catch (error) {
      setStep({ at: 'failed', error })
    }
  }
  return (
    <Dialog title={t('handover.merge.title')} size="xl" onClose={closeDialog}>
      <div className={css.dialog}>
        {(step.at === 'choose' || step.at === 'failed') && (
          <>
            {step.at === 'failed' && (
              <p role="alert" className={css.error}>
                {mergeFailure(step.error, t)}
              </p>
            )}
            <div className={css.drop}>
              <IconFileImport size={28} stroke={1.4} aria-hidden />
              <span className={css.text}>{t('handover.merge.drop')}</span>
              <Button data-autofocus onClick={() => void choose()}>
                {t('handover.merge.choose')}
              </Button>
            </div>
            <p className={css.text}>{t('handover.merge.about')}</p>
          </>
        )}
        {step.at === 'reading' && (
          <Progress
            value={(step.fraction ?? 1) * 100}
            animated={step.fraction === undefined || step.fraction >= 1}
            aria-label={t('handover.merge.reading')}
          />
        )}
        {step.at === 'preview' && (
          <Preview
            report={step.report}
            onMerge={() => void merge(step.source)}
            onOther={() => setStep({ at: 'choose' })}
          />
        )}
        {step.at === 'merging' && (
          <JobOutcome jobId={step.jobId}>{({ details }) => <Done details={details} />}</JobOutcome>
        )}
      </div>
    </Dialog>
  )
}

function Preview({ report, onMerge, onOther }: { report: MergeReport; onMerge: () => void; onOther: () => void }) {
  const t = useT()
  const isElsewhere = report.match === 'otherSession'
  const { new: added, updated, conflicting } = report.answers
  const isNothing = (added ?? 0) + (updated ?? 0) + (conflicting ?? 0) + report.stateCount === 0
  return (
    <>
      {isElsewhere ? (
        <p role="alert" className={css.error}>
          {t('handover.merge.otherSession', { name: report.sessionName ?? report.sessionId })}
        </p>
      ) : (
        <>
          <MergeReportView report={report} isDone={false} />
          {isNothing && <p className={css.text}>{t('handover.merge.nothing')}</p>}
        </>
      )}
      <footer className={css.actions}>
        <Button onClick={onOther}>{t('handover.merge.other')}</Button>
        <Button variant="filled" disabled={isElsewhere} onClick={onMerge}>
          {t('handover.merge.start')}
        </Button>
      </footer>
    </>
  )
}

function Done({ details }: { details: unknown }) {
  const t = useT()
  const report = MergeReport.safeParse(details)
  if (!report.success) return null
  const { sessionId } = report.data
  return (
    <>
      <MergeReportView report={report.data} isDone />
      {(report.data.answers.conflicting ?? 0) > 0 && (
        <div>
          <Button onClick={() => openDialog({ kind: 'conflicts', sessionId })}>
            {t('handover.merge.toConflicts')}
          </Button>
        </div>
      )}
    </>
  )
}

async function toSource(file: HostFile, signal: AbortSignal, onProgress: (fraction: number) => void): Promise<Source> {
  const source = await host.toImportSource(file, { onProgress, signal })
  if ('path' in source) return { path: source.path }
  if ('uploadId' in source) return { uploadId: source.uploadId }
  throw new Error('The file can be read neither by path nor as an upload.')
}

function mergeFailure(error: unknown, t: ReturnType<typeof useT>): string {
  const { code, details } = toFailure(error)
  if (details.reason === 'openWorkspace') return t('handover.merge.openWorkspace')
  if (code === 'UNSUPPORTED_FORMAT') return t('handover.merge.unsupported')
  return failureText(error)
}
